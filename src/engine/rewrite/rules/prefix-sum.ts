import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { initialValue, integerOf } from "../knowledge.ts";
import { anchorBefore, enclosingLoops } from "../loops.ts";
import { soleStatement } from "../membership.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { isDead, mayBeSkipped } from "../scans.ts";
import { declaration, insertBefore, replace, statement, textOf } from "../source.ts";
import { assignmentsOf, subjectOf } from "../subject.ts";
import { isUnchanged } from "../uses.ts";
import { type CountingLoop, countingLoop, isReference } from "../walks.ts";

/**
 * Adding up `list[0] … list[i]` anew for every i costs the square; a total that is carried along adds the same
 * numbers in the same order.
 */
export const prefixSum: RewriteRule = {
  id: "prefix-sum",
  title: "carry the sum along",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      ForStatement(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.ForStatement>): Rewrite | null {
  const inner = countingLoop(path);
  const [loop] = enclosingLoops(program, path);
  const outer = loop ? countingLoop(loop.path) : null;
  if (
    !loop ||
    !inner ||
    !outer ||
    inner.from !== 0 ||
    outer.from !== 0 ||
    inner.direction !== "up" ||
    outer.direction !== "up"
  )
    return null;
  const inclusive = reaches(inner, outer);
  const addition = additionIn(inner);
  if (inclusive === null || !addition || path.parentPath !== outer.body || !isDead(inner.index, path))
    return null;
  const { total, list } = addition;
  const initial = initialValue(total);
  const subject = subjectOf(list);
  const declared = total.path.parentPath;
  if (!initial || !declared?.isVariableDeclaration() || declared.parentPath !== outer.body || !subject)
    return null;
  if (
    declared.node.declarations.length !== 1 ||
    path.getPrevSibling() !== declared ||
    integerOf(initial.node) !== 0
  )
    return null;
  // A round that is skipped, or one more assignment, would break the chain.
  if (
    assignmentsOf(total).length !== 1 ||
    !isUnchanged(subject, outer.path) ||
    mayBeSkipped(path, outer.path)
  )
    return null;
  const anchor = anchorBefore(program, loop);
  if (!anchor) return null;
  const i = outer.index.identifier.name;
  const name = freshName(program, "running");
  const added = statement(program, `${name} += ${textOf(program, list)}[${i}]`);
  const current = declaration(program, "const", total.identifier.name, name);
  return {
    summary: `carry the sum of \`${textOf(program, list)}\` along`,
    edits: [
      ...insertBefore(program, anchor, [declaration(program, "let", name, "0")]),
      replace(declared, inclusive ? added : current),
      replace(path, inclusive ? current : added),
    ],
  };
}

/** Whether the inner loop goes up to the outer index (true), or up to the one before it (false). */
function reaches(inner: CountingLoop, outer: CountingLoop): boolean | null {
  const { bound, inclusive } = inner;
  if (isReference(bound, outer.index)) return inclusive;
  const next = bound.isBinaryExpression({ operator: "+" }) && integerOf(bound.node.right) === 1;
  return next && !inclusive && isReference(bound.get("left"), outer.index) ? true : null;
}

/** `total += list[j]` as all the loop does. */
function additionIn(loop: CountingLoop): { readonly total: Binding; readonly list: NodePath } | null {
  const only = soleStatement(loop.body);
  const sum = only?.isExpressionStatement() ? only.get("expression") : null;
  if (!sum?.isAssignmentExpression({ operator: "+=" })) return null;
  const element = sum.get("right");
  const left = sum.get("left");
  const total = left.isIdentifier() ? left.scope.getBinding(left.node.name) : undefined;
  if (
    !total ||
    !element.isMemberExpression() ||
    !element.node.computed ||
    !isReference(element.get("property"), loop.index)
  )
    return null;
  return { total, list: element.get("object") };
}
