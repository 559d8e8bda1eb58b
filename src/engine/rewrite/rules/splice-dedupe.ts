import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { methodCall } from "../calls.ts";
import { initialValue, integerOf } from "../knowledge.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { equalityTest } from "../scans.ts";
import {
  anchorOf,
  childOf,
  declaration,
  indentAt,
  insertBefore,
  replace,
  spanOf,
  statement,
  textOf,
} from "../source.ts";
import { isInside, sameSubject, subjectOf } from "../subject.ts";
import { type CountingLoop, countingLoop, isReference, lengthOwner, lessOne } from "../walks.ts";

/**
 * Removing later duplicates by comparing all pairs and splicing costs at least the square of the length; one pass
 * with a Set of what was seen leaves the same elements in the same array.
 */
export const spliceDedupe: RewriteRule = {
  id: "splice-dedupe",
  title: "remove duplicates in place in one pass",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      Loop(path) {
        const outer = countingLoop(path);
        const rewrite = outer && rewriteOf(program, outer);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, outer: CountingLoop): Rewrite | null {
  if (outer.direction !== "up" || outer.from !== 0) return null;
  const statements = outer.body.isBlockStatement() ? outer.body.get("body") : [outer.body];
  const loop = statements.at(-1);
  const starts = statements.slice(0, -1);
  if (!loop?.isForStatement() || starts.length > 1) return null;
  const removal = pairRemoval(loop, outer.index);
  const [start] = starts;
  const anchor = anchorOf(program, outer.path);
  if (!removal || !anchor || (start && !start.isVariableDeclaration() && !start.isExpressionStatement()))
    return null;
  const { list, index } = removal;
  if (!startsNext(start ?? childOf(loop, "init"), index, outer.index) || (start && loop.node.init))
    return null;
  const bound = lessOne(outer.bound) ?? outer.bound;
  const owner = lengthOwner(bound, outer.path);
  if (!owner || !sameSubject(owner, list) || !staysInside([outer.index, index], outer.path)) return null;
  const { es5, newline, unit } = program.style;
  const array = textOf(program, list);
  const [seen, kept, value] = [
    freshName(program, "seen"),
    freshName(program, "kept"),
    freshName(program, "value"),
  ];
  const i = outer.index.identifier.name;
  const own = isInside(outer.index.path, outer.path);
  const head = `for (${own ? (es5 ? "var " : "let ") : ""}${i} = 0; ${i} < ${array}.length; ${i}++) {`;
  const lines = [
    head,
    unit + declaration(program, "const", value, `${array}[${i}]`),
    unit + statement(program, `if (${seen}.has(${value})) continue`),
    unit + statement(program, `if (${value} === ${value}) ${seen}.add(${value})`),
    unit + statement(program, `${array}[${kept}++] = ${value}`),
    "}",
    statement(program, `${array}.length = ${kept}`),
  ];
  return {
    summary: `remove duplicates from \`${array}\` in one pass`,
    edits: [
      ...insertBefore(program, anchor, [
        declaration(program, "const", seen, program.typescript ? "new Set<unknown>()" : "new Set()"),
        declaration(program, "let", kept, "0"),
      ]),
      replace(outer.path, lines.join(newline + indentAt(program, spanOf(outer.path).start))),
    ],
  };
}

/** `for (…; j < list.length; j++) if (list[i] === list[j]) list.splice(j--, 1)`. */
function pairRemoval(
  loop: NodePath<t.ForStatement>,
  outer: Binding,
): { readonly list: NodePath; readonly index: Binding } | null {
  const test = loop.get("test");
  const update = childOf(loop, "update");
  if (!test.isBinaryExpression({ operator: "<" }) || !update?.isUpdateExpression({ operator: "++" }))
    return null;
  const counter = test.get("left");
  const index = counter.isIdentifier() ? counter.scope.getBinding(counter.node.name) : undefined;
  const list = lengthOwner(test.get("right"), loop);
  if (!index || !list || !subjectOf(list) || !test.get("right").isMemberExpression()) return null;
  const elementBy = (path: NodePath, by: Binding): boolean =>
    path.isMemberExpression() &&
    path.node.computed &&
    isReference(path.get("property"), by) &&
    sameSubject(path.get("object"), list);
  const found = equalityTest(loop.get("body"), (path) => elementBy(path, index));
  const [first, second, more] = found?.actions ?? [];
  const splice = first?.isExpressionStatement() ? methodCall(first.get("expression")) : null;
  const [at, count, extra] = splice?.args ?? [];
  if (!found || more || splice?.method !== "splice" || extra || integerOf(count?.node) !== 1) return null;
  if (!elementBy(found.needle, outer) || !sameSubject(splice.object, list) || !at) return null;
  const heldInCall =
    at.isUpdateExpression({ operator: "--", prefix: false }) && isReference(at.get("argument"), index);
  const step = second?.isExpressionStatement() ? second.get("expression") : null;
  const heldAfter =
    isReference(at, index) &&
    step?.isUpdateExpression({ operator: "--" }) === true &&
    isReference(step.get("argument"), index);
  return (heldInCall && !second) || heldAfter ? { list, index } : null;
}

/** `j = i + 1`, declared or assigned. */
function startsNext(start: NodePath | null, index: Binding, outer: Binding): boolean {
  const assignment = start?.isExpressionStatement() ? start.get("expression") : start;
  const value = assignment && valueFor(assignment, index);
  return (
    value?.isBinaryExpression({ operator: "+" }) === true &&
    integerOf(value.node.right) === 1 &&
    isReference(value.get("left"), outer)
  );
}

function valueFor(start: NodePath, index: Binding): NodePath | null {
  if (start.isAssignmentExpression({ operator: "=" }))
    return isReference(start.get("left"), index) ? start.get("right") : null;
  const declares = start.isVariableDeclaration() && start.node.declarations.length === 1;
  return declares && isInside(index.path, start) ? initialValue(index) : null;
}

/** True when nothing outside the loop reads the counters. */
function staysInside(counters: readonly Binding[], loop: NodePath): boolean {
  return counters.every((counter) => counter.referencePaths.every((reference) => isInside(reference, loop)));
}
