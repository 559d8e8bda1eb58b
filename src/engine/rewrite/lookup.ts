import type { NodePath } from "@babel/traverse";
import { initialValue, isRepeatable, natureOf, neverNaN } from "./knowledge.ts";
import { anchorBefore, enclosingLoops, type Loop } from "./loops.ts";
import type { Program } from "./program.ts";
import type { Edit } from "./rule.ts";
import { type Anchor, anchorPath, replace, spanOf, statement, textOf } from "./source.ts";
import { assignmentsOf, isInside, type Subject, subjectOf } from "./subject.ts";
import { type Grow, isUnchanged } from "./uses.ts";

/** Where a table beside an array can be built once and kept in step while a loop runs. */
export interface LookupPlan {
  readonly subject: Subject;
  /** Source text of the array. */
  readonly array: string;
  /** The outermost loop it serves. */
  readonly loop: Loop;
  readonly anchor: Anchor;
  /** The places in the loop that add to the array. */
  readonly grows: readonly Grow[];
  /** True when the array is known to be empty where the table is built. */
  readonly empty: boolean;
}

/**
 * Plans a table of the elements of `receiver` for the test at `site`: the outermost loop around the site in which
 * the array does not change, or only grows by plain pushes. Null when there is none, or it may be a string.
 */
export function planLookup(program: Program, receiver: NodePath, site: NodePath): LookupPlan | null {
  const subject = subjectOf(receiver);
  const nature = natureOf(receiver);
  // Only the name speaks for a string that is handed in and searched.
  if (!subject || /(str|string|text|html|url)$/i.test(subject.word)) return null;
  if (nature === "string" || nature === "collection" || nature === "object") return null;
  let plan: LookupPlan | null = null;
  for (const loop of enclosingLoops(program, site)) {
    const grows: Grow[] = [];
    if (!isUnchanged(subject, loop.extent, grows)) break;
    const anchor = anchorBefore(program, loop);
    if (!anchor || !isVisible(subject, anchorPath(anchor)) || !grows.every(isPlain)) break;
    // Recursion may be what builds the array up; a table beside it is only kept in step inside one loop.
    if (loop.kind === "function" && grows.length > 0) break;
    plan = {
      subject,
      array: textOf(program, receiver),
      loop,
      anchor,
      grows,
      empty: isEmptyBefore(subject, anchor),
    };
  }
  return plan;
}

/**
 * The edits that add every new element to a table.
 * @param add the call that adds one value, given its text, such as `seen.add(x)`.
 * @param skipNaN true when NaN must not get in.
 */
export function keepInStep(
  program: Program,
  grows: readonly Grow[],
  add: (value: string) => string,
  skipNaN: boolean,
): readonly Edit[] {
  return grows.flatMap(({ expression, values }) => {
    const guarded = values.map((value) => ({
      value,
      text: textOf(program, value),
      guard: skipNaN && !neverNaN(value),
    }));
    const parent = expression.parentPath;
    if (parent.isExpressionStatement()) {
      const indent = parent.inList ? lineIndent(program, spanOf(parent).start) : " ";
      const lines = guarded.map(({ text, guard }) =>
        statement(program, guard ? `if (${text} === ${text}) ${add(text)}` : add(text)),
      );
      const end = spanOf(parent).end;
      const closed = program.text[end - 1] === ";";
      if (parent.inList) {
        const open = closed || (indent !== " " && !program.style.semicolons) ? "" : ";";
        return [{ start: end, end, text: open + lines.map((line) => indent + line).join("") }];
      }
      return [
        { start: spanOf(parent).start, end: spanOf(parent).start, text: "{ " },
        { start: end, end, text: `${closed ? "" : ";"} ${lines.join("; ").replace(/;;/g, ";")} }` },
      ];
    }
    const calls = guarded.map(({ text, guard }) =>
      guard ? `${text} === ${text} && ${add(text)}` : add(text),
    );
    // The table first: the value of the expression stays that of the push.
    return [replace(expression, `(${calls.join(", ")}, ${textOf(program, expression)})`)];
  });
}

function lineIndent(program: Program, offset: number): string {
  const lineStart = program.text.lastIndexOf("\n", offset - 1) + 1;
  const before = program.text.slice(lineStart, offset);
  return before.trim() === "" ? program.style.newline + before : " ";
}

function isPlain(grow: Grow): boolean {
  return grow.values.length > 0 && grow.values.every(isRepeatable);
}

/** True when every variable of the subject is the same variable at `place`. */
export function isVisible(subject: Subject, place: NodePath): boolean {
  return subject.bindings.every((binding) => {
    if (place.scope.getBinding(binding.identifier.name) !== binding) return false;
    // A variable declared by the very statement the table would precede does not exist yet.
    return binding.kind === "param" || binding.kind === "hoisted" || !isInside(binding.path, place);
  });
}

/** True when the subject is a local array declared as `[]` right before the place, with no mention in between. */
export function isEmptyBefore(subject: Subject, anchor: Anchor): boolean {
  const [binding] = subject.bindings;
  if (!binding || subject.owners.length > 0) return false;
  const initial = initialValue(binding);
  if (!initial?.isArrayExpression() || initial.node.elements.length > 0) return false;
  const place = anchorPath(anchor);
  const declared = binding.path.parentPath;
  // In the same list of statements, with no mention between the two.
  const statementPath = declared?.isVariableDeclaration() ? declared : null;
  if (!statementPath || statementPath.container !== place.container) return false;
  const from = spanOf(binding.path).end;
  const to = spanOf(place).start;
  const between = (path: NodePath): boolean => spanOf(path).start >= from && spanOf(path).start < to;
  return !binding.referencePaths.some(between) && !assignmentsOf(binding).some(between);
}
