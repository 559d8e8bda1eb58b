import type { NodePath } from "@babel/traverse";
import { type MethodCall, methodCall, methodCalls, plainCallback } from "../calls.ts";
import { isFreshArray, isPure } from "../knowledge.ts";
import { returnedExpression } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { anchorOf, declaration, insertBefore, replace, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { takenFrom } from "./filter-find.ts";

/** Sorting a copy to take its first or last element costs n log n; one pass that keeps the best costs n. */
export const sortFirst: RewriteRule = {
  id: "sort-first",
  title: "scan for the extreme instead of sorting",
  find: (program) =>
    methodCalls(program, ["sort", "toSorted"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { call, object, method, args }: MethodCall): Rewrite | null {
  const taken = takenFrom(call);
  if (!taken || args.length > 1 || (method === "sort" && !isFreshArray(object))) return null;
  const source = copied(object);
  const anchor = anchorOf(program, call);
  const name = subjectOf(source) ? null : freshName(program, "candidates");
  if (name && !anchor) return null;
  const list = name ?? textOf(program, source);
  const better = comparison(program, args[0], taken.last);
  if (!better) return null;
  const { best, next, test } = better;
  const reducer = program.style.es5
    ? `function (${best}, ${next}) { return ${test} ? ${next} : ${best}; }`
    : `(${best}, ${next}) => (${test} ? ${next} : ${best})`;
  const declared =
    name && anchor
      ? insertBefore(program, anchor, [declaration(program, "const", name, textOf(program, source))])
      : [];
  return {
    summary: `scan \`${list}\` for its ${taken.last ? "last" : "first"} element in order instead of sorting it`,
    edits: [...declared, replace(taken.path, `${list}.reduce(${reducer}, ${list}[0])`)],
  };
}

/** The array under a mere copy: `list` of `[...list]`, `list.slice()` and `list.concat()`. */
function copied(path: NodePath): NodePath {
  if (path.isArrayExpression()) {
    const [only, more] = path.get("elements");
    return only?.isSpreadElement() && !more && subjectOf(only.get("argument")) ? only.get("argument") : path;
  }
  const copy = methodCall(path);
  const plain = copy && copy.args.length === 0 && (copy.method === "slice" || copy.method === "concat");
  return plain ? copy.object : path;
}

/** When the next element comes before the best so far (after it, or level with it, for the last one). */
function comparison(
  program: Program,
  comparator: NodePath | undefined,
  last: boolean,
): { readonly best: string; readonly next: string; readonly test: string } | null {
  if (!comparator) {
    // Without a comparator the order is that of the elements as strings.
    const test = last ? "String(value) >= String(best)" : "String(value) < String(best)";
    return { best: "best", next: "value", test };
  }
  const callback = plainCallback(comparator);
  const difference = callback && returnedExpression(callback.path);
  const [first, second, more] = callback?.parameters ?? [];
  if (!difference || !first || !second || more || !isPure(difference, true)) return null;
  const operator = last ? ">=" : "<";
  const test = difference.isBinaryExpression({ operator: "-" })
    ? `${textOf(program, difference.get("left"))} ${operator} ${textOf(program, difference.get("right"))}`
    : `(${textOf(program, difference)}) ${operator} 0`;
  return { best: textOf(program, second), next: textOf(program, first), test };
}
