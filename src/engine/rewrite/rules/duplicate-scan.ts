import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { integerOf, natureOf } from "../knowledge.ts";
import { anchorBefore, enclosingLoops } from "../loops.ts";
import { freshName, type Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { equalityTest, isDead, mayBeSkipped, reindent } from "../scans.ts";
import { declaration, indentAt, insertBefore, replace, spanOf, statement, textOf } from "../source.ts";
import { isInside, subjectOf } from "../subject.ts";
import { isUnchanged } from "../uses.ts";
import { type CountingLoop, countingLoop, isReference, lengthOwner } from "../walks.ts";

/**
 * Comparing every element with those before it (or after it) finds duplicates in the square of the length; a Set of
 * the elements seen so far finds them in one pass.
 */
export const duplicateScan: RewriteRule = {
  id: "duplicate-scan",
  title: "find duplicates by a Set of what was seen",
  find(program) {
    const rewrites: Rewrite[] = [];
    program.target.traverse({
      Loop(path) {
        const rewrite = rewriteOf(program, path);
        if (rewrite) rewrites.push(rewrite);
      },
    });
    return rewrites;
  },
};

function rewriteOf(program: Program, path: NodePath<t.Loop>): Rewrite | null {
  const inner = countingLoop(path);
  const [loop] = enclosingLoops(program, path);
  const outer = loop ? countingLoop(loop.path) : null;
  if (!loop || !inner || !outer || inner.direction !== "up" || outer.direction !== "up" || outer.from !== 0)
    return null;
  const found = elementComparison(inner, outer);
  const subject = found && subjectOf(found.list);
  if (!found || !subject || natureOf(found.list) === "string" || !isUnchanged(subject, outer.path))
    return null;
  const before = inner.from === 0 && !inner.inclusive && isReference(inner.bound, outer.index);
  const after = startsAfter(inner, outer) && coversRest(inner, subject.key);
  // Among the later elements the first pair may be another one, so only what is the same for every pair is allowed.
  if (!(before || after) || (after && !found.actions.every(isConstantAction))) return null;
  if (after && !coversRest(outer, subject.key)) return null;
  if (path.parentPath !== outer.body || !isDead(inner.index, path) || mayBeSkipped(path, outer.path))
    return null;
  const last = found.actions.at(-1);
  const kept = last?.isBreakStatement() && !last.node.label ? found.actions.slice(0, -1) : found.actions;
  if (kept.length === 0 || !endsOrFlags(found.actions)) return null;
  const anchor = anchorBefore(program, loop);
  if (!anchor) return null;
  const seen = freshName(program, "seen");
  const value = `${textOf(program, found.list)}[${outer.index.identifier.name}]`;
  const outerIndent = indentAt(program, spanOf(path).start);
  const scan = { path: inner.path };
  const block = reindent(program, { scan, actions: kept });
  const lines = [
    `if (${value} === ${value} && ${seen}.has(${value})) ${block}`,
    statement(program, `${seen}.add(${value})`),
  ];
  return {
    summary: `find duplicates in \`${textOf(program, found.list)}\` by a Set of what was seen`,
    edits: [
      ...insertBefore(program, anchor, [
        declaration(program, "const", seen, program.typescript ? "new Set<unknown>()" : "new Set()"),
      ]),
      replace(path, lines.join(program.style.newline + outerIndent)),
    ],
  };
}

/** `if (list[i] === list[j]) …` as all the inner loop does. */
function elementComparison(inner: CountingLoop, outer: CountingLoop) {
  let list: NodePath | null = null;
  const isElement = (path: NodePath): boolean => {
    if (!path.isMemberExpression() || !path.node.computed || !isReference(path.get("property"), inner.index))
      return false;
    list = path.get("object");
    return true;
  };
  const found = equalityTest(inner.body, isElement);
  const needle = found?.needle;
  const array: NodePath | null = list;
  if (
    !found ||
    found.aliases.length > 0 ||
    array === null ||
    !needle?.isMemberExpression() ||
    !needle.node.computed
  )
    return null;
  const same =
    subjectOf(needle.get("object"))?.key === subjectOf(array)?.key &&
    isReference(needle.get("property"), outer.index);
  const usesIndex = found.actions.some((action) =>
    inner.index.referencePaths.some((reference) => isInside(reference, action)),
  );
  return same && !usesIndex ? { list: needle.get("object"), actions: found.actions } : null;
}

function startsAfter(inner: CountingLoop, outer: CountingLoop): boolean {
  const { from } = inner;
  if (from === null || typeof from === "number" || !from.isBinaryExpression({ operator: "+" })) return false;
  return integerOf(from.node.right) === 1 && isReference(from.get("left"), outer.index);
}

function coversRest(loop: CountingLoop, key: string): boolean {
  const owner = loop.inclusive ? null : lengthOwner(loop.bound, loop.path);
  return owner !== null && subjectOf(owner)?.key === key;
}

function isConstantAction(action: NodePath): boolean {
  if (action.isReturnStatement()) return !action.node.argument || action.get("argument").isLiteral();
  if (action.isBreakStatement()) return true;
  return isFlag(action);
}

function isFlag(action: NodePath): boolean {
  const expression = action.isExpressionStatement() ? action.get("expression") : null;
  return (
    expression?.isAssignmentExpression({ operator: "=" }) === true &&
    expression.get("right").isLiteral() &&
    expression.get("left").isIdentifier()
  );
}

function endsOrFlags(actions: readonly NodePath[]): boolean {
  const last = actions.at(-1);
  const jumps =
    last?.isBreakStatement() ||
    last?.isReturnStatement() ||
    last?.isThrowStatement() ||
    (last?.isContinueStatement() && last.node.label);
  return Boolean(jumps) || actions.every(isFlag);
}
