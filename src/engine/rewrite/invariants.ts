import type { Binding, NodePath } from "@babel/traverse";
import { natureOf } from "./knowledge.ts";
import { isVisible } from "./lookup.ts";
import { anchorBefore, enclosingLoops, type Loop } from "./loops.ts";
import type { Program } from "./program.ts";
import { type Anchor, anchorPath } from "./source.ts";
import { isInside, type Subject, subjectOf } from "./subject.ts";
import { isSettled, isUnchanged } from "./uses.ts";

/** The outermost loop for all of whose iterations an expression has one value, and the place before it. */
export interface Invariant {
  readonly loop: Loop;
  readonly anchor: Anchor;
}

/** Finds where a pure expression can be computed once; null when every loop around it may change it. */
export function invariantOf(program: Program, expression: NodePath): Invariant | null {
  const subjects = freeSubjects(expression);
  if (!subjects) return null;
  let found: Invariant | null = null;
  for (const loop of enclosingLoops(program, expression)) {
    if (
      loop.kind === "function" ||
      !subjects.every(({ subject, path }) => isConstant(subject, path, loop.extent))
    )
      break;
    const anchor = anchorBefore(program, loop);
    if (!anchor || !subjects.every(({ subject }) => isVisible(subject, anchorPath(anchor)))) break;
    found = { loop, anchor };
  }
  return found;
}

/** Names of the language that never change. */
const builtIns =
  /^(Object|Array|Math|JSON|String|Number|Boolean|RegExp|Set|Map|undefined|NaN|Infinity|isNaN|isFinite|parseInt|parseFloat|Symbol|BigInt)$/;

interface FreeSubject {
  readonly subject: Subject;
  readonly path: NodePath;
}

/** What the expression is made of, as wide as it can be named; null when it mentions something unknown. */
function freeSubjects(expression: NodePath): readonly FreeSubject[] | null {
  const subjects: FreeSubject[] = [];
  let known = true;
  const visit = (path: NodePath): void => {
    if (path.isThisExpression()) known = false;
    if (!path.isReferencedIdentifier() || !path.isIdentifier()) return;
    const binding: Binding | undefined = path.scope.getBinding(path.node.name);
    if (!binding) {
      if (!builtIns.test(path.node.name)) known = false;
    } else if (!isInside(binding.path, expression)) {
      const subject = subjectOf(path);
      if (subject) subjects.push({ subject, path });
      else known = false;
    }
  };
  visit(expression);
  expression.traverse({ enter: visit });
  return known ? subjects : null;
}

function isConstant(subject: Subject, path: NodePath, extent: NodePath): boolean {
  const nature = natureOf(path);
  // A primitive value cannot change, whoever it is handed to.
  const primitive = nature === "string" || nature === "number" || nature === "boolean";
  return primitive ? isSettled(subject, extent) : isUnchanged(subject, extent);
}
