import type { Rewrite } from "../../rule.ts";
import { invariantOf } from "../invariants.ts";
import { builtinCalled, isPure, isRepeatable, methodCalled, positional } from "../knowledge.ts";
import { isComparedWithNone } from "../lookup.ts";
import type { Loop } from "../loops.ts";
import { isNonEmpty } from "../nonEmpty.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore, replace, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import {
  type Call,
  type Comprehension,
  childrenOf,
  descendantsOf,
  type Expression,
  type SyntaxNode,
} from "../syntax.ts";
import { isReadOnly } from "../uses.ts";

/** What a loop computes from things it leaves alone is computed once before it. */
export const hoistCall: PythonRule = {
  id: "hoist-call",
  title: "compute once before the loop",
  find(program) {
    const rewrites: Rewrite[] = [];
    for (const node of descendantsOf(program.target.body)) {
      if (node.kind !== "call" && node.kind !== "comprehension") continue;
      const rewrite = rewriteOf(program, node);
      if (rewrite) rewrites.push(rewrite);
    }
    return rewrites;
  },
};

function rewriteOf(program: PythonProgram, value: (Call | Comprehension) & Expression): Rewrite | null {
  const source = sourceOf(program, value);
  if (!source || !isPure(value) || looksUp(value) || !isReadOnly(program, value)) return null;
  const invariant = invariantOf(program, value);
  if (!invariant || isComparedWithNone(program, source.from, invariant.anchor)) return null;
  const text = hoistedText(program, value, invariant.loop);
  if (text === null) return null;
  const name = freshName(program, `${subjectOf(program, source.from)?.word ?? "loop"}_${source.word}`);
  return {
    summary: `compute \`${shortened(textOf(program, value))}\` once before the loop`,
    edits: [...insertBefore(program, invariant.anchor, [`${name} = ${text}`]), replace(value, name)],
  };
}

/** True for `table[key]` outside of a comprehension: the loop may have asked first whether there is one. */
function looksUp(value: SyntaxNode): boolean {
  if (value.kind === "comprehension") return value.clauses.some(({ iterable }) => looksUp(iterable));
  if (value.kind === "subscript" && value.index.kind !== "slice") return true;
  return childrenOf(value).some(looksUp);
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ");
  return line.length > 40 ? `${line.slice(0, 37)}…` : line;
}

interface Source {
  /** What it is computed from. */
  readonly from: Expression;
  /** What it is, in one word for a name. */
  readonly word: string;
}

/** Computations that look at every element; a single lookup is not worth a variable. */
function sourceOf(program: PythonProgram, value: Call | Comprehension): Source | null {
  if (value.kind === "comprehension") {
    const [first] = value.clauses;
    return first && value.form !== "generator" ? { from: first.iterable, word: "values" } : null;
  }
  const builtin = builtinCalled(program, value);
  const [first] = positional(value) ?? [];
  if (builtin !== null)
    return first && /^(set|frozenset|list|tuple|dict|sum|min|max|any|all)$/.test(builtin)
      ? { from: first, word: builtin }
      : null;
  const method = methodCalled(value);
  if (method !== null && value.callee.kind === "attribute")
    return /^(split|rsplit|splitlines|lower|upper|strip|casefold|replace|encode|union|intersection)$/.test(
      method,
    )
      ? { from: value.callee.object, word: method }
      : null;
  const counting = value.callee.kind === "name" && value.callee.id === "Counter";
  return counting && first ? { from: first, word: "counts" } : null;
}

/** The text before the loop; `min` and `max` of nothing must not fail where the loop would not have run. */
function hoistedText(program: PythonProgram, value: Call | Comprehension, loop: Loop): string | null {
  const text = textOf(program, value);
  const builtin = value.kind === "call" ? builtinCalled(program, value) : null;
  if (value.kind !== "call" || (builtin !== "min" && builtin !== "max")) return text;
  const [items, more] = value.args;
  if (!items || more) return null;
  if (isNonEmpty(program, items.value, loop)) return text;
  const runs = iterablesOf(loop).some(
    (iterable) => isRepeatable(iterable) && textOf(program, iterable) === textOf(program, items.value),
  );
  return runs ? `${builtin}(${textOf(program, items.value)}, default=None)` : null;
}

/** What must have elements for a loop to run at all. */
function iterablesOf(loop: SyntaxNode): readonly Expression[] {
  if (loop.kind === "for") return [loop.iterable];
  return loop.kind === "comprehension" ? loop.clauses.slice(0, 1).map(({ iterable }) => iterable) : [];
}
