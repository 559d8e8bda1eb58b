import type { NodePath } from "@babel/traverse";
import { type MethodCall, methodCall, methodCalls, plainCallback } from "../calls.ts";
import { functionLike } from "../emit.ts";
import { neverNaN } from "../knowledge.ts";
import { keyComparison, returnedExpression } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import {
  anchorOf,
  declaration,
  indentAt,
  insertBefore,
  replace,
  spanOf,
  statement,
  textOf,
} from "../source.ts";
import { sameSubject } from "../subject.ts";
import { isReference } from "../walks.ts";

/**
 * `list.filter((v, i) => list.indexOf(v) === i)`, and the same by a key with `findIndex`, keep first occurrences by
 * a scan per element; a Set of what was seen keeps the same ones in one pass.
 */
export const indexDedupe: RewriteRule = {
  id: "index-dedupe",
  title: "remove duplicates through a Set",
  find: (program) => methodCalls(program, ["filter"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { call, object, args }: MethodCall): Rewrite | null {
  const callback = plainCallback(args[0]);
  const anchor = anchorOf(program, call);
  if (!callback || args.length > 1 || !anchor) return null;
  const [value, index, whole] = callback.parameters;
  const test = returnedExpression(callback.path);
  if (!value || !index || !test?.isBinaryExpression() || !/^[!=]==?$/.test(test.node.operator)) return null;
  const scope = callback.path.scope;
  const indexBinding = scope.getBinding(index.node.name);
  const sides = [test.get("left"), test.get("right")];
  const position = sides.map((side) => methodCall(side)).find((side) => side !== null);
  if (!position || !indexBinding || !sides.some((side) => isReference(side, indexBinding))) return null;
  const wholeBinding = whole && scope.getBinding(whole.node.name);
  const searched = position.object;
  if (!(wholeBinding && isReference(searched, wholeBinding)) && !sameSubject(searched, object)) return null;
  const key = keyOf(program, position, value);
  if (key === null) return null;
  const seen = freshName(program, "seen");
  const negative = test.node.operator.startsWith("!");
  const nan = neverNaN(value) ? "" : `${key} !== ${key} || `;
  const indent = indentAt(program, spanOf(call).start);
  const body = [
    statement(program, `if (${nan}${seen}.has(${key})) return ${negative}`),
    statement(program, `${seen}.add(${key})`),
    statement(program, `return ${!negative}`),
  ];
  return {
    summary: `find duplicates of \`${textOf(program, object)}\` by a Set of what was seen`,
    edits: [
      ...insertBefore(program, anchor, [
        declaration(program, "const", seen, program.typescript ? "new Set<unknown>()" : "new Set()"),
      ]),
      replace(callback.path, functionLike(program, callback.path, [textOf(program, value)], body, indent)),
    ],
  };
}

/** What is compared: the value itself for `indexOf(v)`, its key for `findIndex((o) => o.id === v.id)`. */
function keyOf(program: Program, { method, args }: MethodCall, value: NodePath): string | null {
  const [first, more] = args;
  const name = textOf(program, value).replace(/:.*/s, "");
  if (!first || more) return null;
  if (method === "indexOf") return first.isIdentifier({ name }) ? name : null;
  if (method !== "findIndex" || !first.isFunction()) return null;
  const comparison = keyComparison(first);
  if (!comparison) return null;
  const own = textOf(program, comparison.key);
  const other = textOf(program, comparison.needle);
  const element = comparison.element.node.name;
  // The two sides must be the same property of the two elements.
  return own.startsWith(element) && other === name + own.slice(element.length) ? other : null;
}
