import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import type { Program } from "./program.ts";
import { indentAt, spanOf } from "./source.ts";
import { isInside } from "./subject.ts";
import { arrayScan, countingLoop, type Scan } from "./walks.ts";

/** A loop that only looks for an element equal to a value and, once found, does something. */
export interface ScanTest {
  readonly scan: Scan;
  readonly needle: NodePath<t.Expression>;
  /** What is done when found, without the `break` that ends the search. */
  readonly actions: readonly NodePath<t.Statement>[];
  /** Set when the only action gives a variable a boolean. */
  readonly flag: { readonly name: string; readonly value: boolean } | null;
}

/** The search a loop is, if its body is nothing else. */
export function scanTest(path: NodePath<t.Loop>): ScanTest | null {
  const scan = arrayScan(path);
  const found = scan && equalityTest(scan.body, (side) => scan.isElement(side));
  if (!scan || !found) return null;
  const { needle, actions, aliases } = found;
  const own = [...aliases, ...(scan.index ? [scan.index] : []), ...elementBinding(scan)];
  const depends = (part: NodePath): boolean =>
    own.some((binding) => binding.referencePaths.some((reference) => isInside(reference, part)));
  const reassigned = (part: NodePath): boolean => changesVariablesOf(part, scan.body);
  if (depends(needle) || actions.some(depends) || reassigned(needle)) return null;
  const last = actions.at(-1);
  const ends = last !== undefined && isJump(last);
  const flags = actions.map(flagOf);
  // Without a jump the actions run once per match; only setting a constant is the same once.
  if (!ends && flags.some((flag) => flag === null)) return null;
  const kept = last?.isBreakStatement() && !last.node.label ? actions.slice(0, -1) : actions;
  if (kept.length === 0 || kept.some((action) => leavesLoop(action, path))) return null;
  const flag = kept.length === 1 && kept[0] ? flagOf(kept[0]) : null;
  return { scan, needle, actions: kept, flag };
}

/** `if (element === needle) { actions }` as all a body does, after `var x = element`. */
export function equalityTest(
  body: NodePath,
  isElement: (path: NodePath) => boolean,
): {
  readonly needle: NodePath<t.Expression>;
  readonly actions: readonly NodePath<t.Statement>[];
  readonly aliases: readonly Binding[];
} | null {
  const statements = body.isBlockStatement() ? body.get("body") : [body];
  const aliases: Binding[] = [];
  for (const statement of statements.slice(0, -1)) {
    if (!statement.isVariableDeclaration()) return null;
    for (const declarator of statement.get("declarations")) {
      const { id } = declarator.node;
      const init = declarator.get("init");
      const binding = id.type === "Identifier" ? declarator.scope.getBinding(id.name) : undefined;
      if (!binding || !init.isExpression() || !isElement(init)) return null;
      aliases.push(binding);
    }
  }
  const last = statements.at(-1);
  if (!last?.isIfStatement() || last.node.alternate) return null;
  const test = last.get("test");
  if (!test.isBinaryExpression({ operator: "===" })) return null;
  const left = test.get("left");
  const right = test.get("right");
  const needle = isElement(left) ? right : isElement(right) ? left : null;
  if (!needle?.isExpression()) return null;
  const then = last.get("consequent");
  return { needle, actions: then.isBlockStatement() ? then.get("body") : [then], aliases };
}

/** True when no code outside the loop can see the last value of its counter. */
export function isDead(index: Binding, loop: NodePath): boolean {
  return index.referencePaths.every((reference) => {
    if (isInside(reference, loop)) return true;
    const other = reference.findParent((parent) => parent.isLoop() && countingLoop(parent)?.index === index);
    return other !== null && !isInside(loop, other);
  });
}

interface ReindentedActions {
  readonly scan: Pick<Scan, "path">;
  readonly actions: readonly NodePath<t.Statement>[];
}

/** The actions as a block, indented for the place of the loop. */
export function reindent(program: Program, { scan, actions }: ReindentedActions): string {
  const { newline, unit } = program.style;
  const [first] = actions;
  const last = actions.at(-1);
  if (!first || !last) return "{}";
  const outer = indentAt(program, spanOf(scan.path).start);
  const from = indentAt(program, spanOf(first).start);
  const text = program.text.slice(spanOf(first).start, spanOf(last).end);
  if (
    !text.includes("\n") &&
    !program.text.slice(spanOf(scan.path).start, spanOf(scan.path).end).includes("\n")
  )
    return `{ ${text} }`;
  const lines = text
    .split(/\r?\n/)
    .map((line) => (line.startsWith(from) ? outer + unit + line.slice(from.length) : line));
  return `{${newline}${outer}${unit}${lines.join(newline)}${newline}${outer}}`;
}

/** The boolean an action gives a variable, when that is all it does. */
function flagOf(action: NodePath): ScanTest["flag"] {
  if (!action.isExpressionStatement()) return null;
  const expression = action.get("expression");
  if (!expression.isAssignmentExpression({ operator: "=" })) return null;
  const { left, right } = expression.node;
  return left.type === "Identifier" && right.type === "BooleanLiteral"
    ? { name: left.name, value: right.value }
    : null;
}

function isJump(path: NodePath): boolean {
  return (
    path.isBreakStatement() ||
    path.isReturnStatement() ||
    path.isThrowStatement() ||
    (path.isContinueStatement() && path.node.label !== null)
  );
}

/** True when an action jumps to the search loop itself, which will be gone. */
function leavesLoop(action: NodePath, loop: NodePath): boolean {
  const label = loop.parentPath?.isLabeledStatement() ? loop.parentPath.node.label.name : null;
  let leaves = false;
  const check = (path: NodePath): void => {
    if (!path.isBreakStatement() && !path.isContinueStatement()) return;
    if (path.node.label) {
      if (path.node.label.name === label) leaves = true;
      return;
    }
    const owner = path.findParent(
      (parent) => parent.isLoop() || (parent.isSwitchStatement() && path.isBreakStatement()),
    );
    if (owner === loop) leaves = true;
  };
  check(action);
  action.traverse({ enter: check });
  return leaves;
}

function elementBinding(scan: Scan): readonly Binding[] {
  if (!scan.path.isForOfStatement()) return [];
  const { left } = scan.path.node;
  const id = left.type === "VariableDeclaration" ? left.declarations[0]?.id : null;
  const binding = id?.type === "Identifier" ? scan.body.scope.getBinding(id.name) : undefined;
  return binding ? [binding] : [];
}

function changesVariablesOf(expression: NodePath, extent: NodePath): boolean {
  let changes = false;
  const check = (path: NodePath): void => {
    if (!path.isIdentifier()) return;
    const binding = path.scope.getBinding(path.node.name);
    if (binding?.constantViolations.some((violation) => isInside(violation, extent))) changes = true;
  };
  check(expression);
  expression.traverse({ Identifier: check });
  return changes;
}

/** True when some round of the outer loop may go on to the next before it comes to the inner loop. */
export function mayBeSkipped(inner: NodePath, outer: NodePath): boolean {
  let skipped = false;
  outer.traverse({
    ContinueStatement(path) {
      if ((path.node.start ?? 0) < (inner.node.start ?? 0)) skipped = true;
    },
  });
  return skipped;
}
