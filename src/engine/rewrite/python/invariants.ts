import { natureOf } from "./knowledge.ts";
import { isVisible } from "./lookup.ts";
import { anchorBefore, enclosingLoops, type Loop } from "./loops.ts";
import type { PythonProgram } from "./program.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { allOf, type Expression, type Name, type Statement, type SyntaxNode } from "./syntax.ts";
import { isUnchanged, mentionsIn } from "./uses.ts";

/** The outermost loop for all of whose iterations an expression has one value, and the place before it. */
export interface Invariant {
  readonly loop: Loop;
  /** The statement before which the expression can be computed once. */
  readonly anchor: Statement;
}

/** Finds where a pure expression can be computed once; null when every loop around it may change it. */
export function invariantOf(program: PythonProgram, expression: Expression): Invariant | null {
  const subjects = freeSubjects(program, expression);
  if (!subjects) return null;
  let found: Invariant | null = null;
  for (const loop of enclosingLoops(program, expression)) {
    if (!subjects.every((each) => isSame(program, each, loop))) break;
    const anchor = anchorBefore(program, loop);
    if (!anchor || !subjects.every(({ subject }) => isVisible(program, subject, anchor))) break;
    found = { loop, anchor };
  }
  return found;
}

/** True when everything an expression is made of stays as it is throughout a part of the program. */
export function isConstantIn(program: PythonProgram, expression: Expression, extent: SyntaxNode): boolean {
  return freeSubjects(program, expression)?.every((each) => isSame(program, each, extent)) === true;
}

interface FreeSubject {
  readonly subject: Subject;
  readonly expression: Expression;
}

/** What an expression is made of, as wide as it can be named; null when it mentions something unknown. */
function freeSubjects(program: PythonProgram, expression: Expression): readonly FreeSubject[] | null {
  const found: FreeSubject[] = [];
  for (const name of allOf(expression, "name")) {
    const binding = program.scopes.bindingOf(name);
    if (binding && program.scopes.isInside(binding.scope.owner, expression)) continue;
    if (program.scopes.accessOf(name) !== "read") return null;
    // A built-in function is never assigned where it is not a variable.
    if (!binding) continue;
    const widest = widestSubject(program, name, expression);
    const subject = subjectOf(program, widest);
    if (!subject) return null;
    found.push({ subject, expression: widest });
  }
  return found;
}

/** `self.items` for its `self`; a method that is called is not part of the name. */
function widestSubject(program: PythonProgram, name: Name, within: Expression): Expression {
  let widest: Expression = name;
  for (const parent of program.scopes.ancestorsOf(name)) {
    if (widest === within || parent.kind !== "attribute") break;
    const call = program.scopes.parentOf(parent);
    if (call?.kind === "call" && call.callee === parent) break;
    widest = parent;
  }
  return widest;
}

function isSame(program: PythonProgram, { subject, expression }: FreeSubject, extent: SyntaxNode): boolean {
  const nature = natureOf(program, expression);
  // A value that cannot change in place is safe with whoever gets it.
  if (nature === "string" || nature === "number" || nature === "boolean" || nature === "bytes")
    return mentionsIn(subject.binding, extent).every(
      (mention) => program.scopes.accessOf(mention) === "read",
    );
  return isUnchanged(program, subject, extent);
}
