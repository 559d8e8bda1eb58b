import type { Rewrite } from "../../rule.ts";
import { imported } from "../imports.ts";
import { builtinCalled, positional, writesOf } from "../knowledge.ts";
import { mayBeText, planLookup } from "../lookup.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore, replace, textOf } from "../source.ts";
import { allOf, type Call, type Expression, type Name } from "../syntax.ts";

/**
 * `sum(items[:i])` for every i adds the same numbers again and again; running totals add each once, in the same order.
 */
export const prefixSum: PythonRule = {
  id: "prefix-sum",
  title: "keep running totals",
  find: (program) => allOf(program.target.body, "call").flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: PythonProgram, call: Call): Rewrite | null {
  const [part, more] = positional(call) ?? [];
  if (builtinCalled(program, call) !== "sum" || more || part?.kind !== "subscript") return null;
  const { object: list, index } = part;
  if (index.kind !== "slice" || index.step || !index.upper || !isZero(index.lower)) return null;
  if (mayBeText(program, list) || !isWithin(program, index.upper, list)) return null;
  const plan = planLookup(program, list, call);
  if (!plan || plan.grows.length > 0) return null;
  const accumulate = imported(program, "itertools", "accumulate");
  const name = freshName(program, `${plan.subject.word}_sums`);
  return {
    summary: `keep running totals of \`${plan.list}\``,
    edits: [
      ...insertBefore(program, plan.anchor, [`${name} = list(${accumulate.text}(${plan.list}, initial=0))`]),
      replace(call, `${name}[${textOf(program, index.upper)}]`),
    ],
    helpers: accumulate.helpers,
  };
}

function isZero(expression: Expression | null): boolean {
  return expression === null || (expression.kind === "number" && expression.text === "0");
}

/** True when a bound is surely neither negative nor beyond the list: `i` or `i + 1` of a loop over its positions. */
function isWithin(program: PythonProgram, bound: Expression, list: Expression): boolean {
  const next =
    bound.kind === "binary" &&
    bound.operator === "+" &&
    bound.right.kind === "number" &&
    bound.right.text === "1";
  const index = next ? bound.left : bound;
  if (index.kind !== "name") return false;
  const beyond = lastPosition(program, index, list);
  return beyond === "length" || (beyond === "past" && !next);
}

/** How far a loop variable goes: below the length of the list, or up to it; null when that is not known. */
function lastPosition(program: PythonProgram, index: Name, list: Expression): "length" | "past" | null {
  const binding = program.scopes.bindingOf(index);
  const changes = binding?.mentions.filter((mention) => program.scopes.accessOf(mention) !== "read") ?? [];
  const [write, more] = binding ? writesOf(program, binding) : [];
  if (!write || more || changes.length !== 1) return null;
  const parent = program.scopes.parentOf(write);
  const loop = parent?.kind === "tuple" ? program.scopes.parentOf(parent) : parent;
  if ((loop?.kind !== "for" && loop?.kind !== "clause") || loop.iterable.kind !== "call") return null;
  const values = positional(loop.iterable) ?? [];
  const same = (each: Expression | undefined): boolean =>
    each !== undefined && textOf(program, each) === textOf(program, list);
  const builtin = builtinCalled(program, loop.iterable);
  if (builtin === "enumerate") {
    const [first] = loop.target.kind === "tuple" ? loop.target.elements : [];
    return first === write && values.length === 1 && same(values[0]) ? "length" : null;
  }
  if (builtin !== "range" || loop.target !== write || values.length > 2) return null;
  const [start, stop] = values.length === 2 ? values : [null, values[0]];
  if (start && start.kind !== "number") return null;
  if (isLength(program, stop, same)) return "length";
  const past =
    stop?.kind === "binary" &&
    stop.operator === "+" &&
    stop.right.kind === "number" &&
    stop.right.text === "1" &&
    isLength(program, stop.left, same);
  return past ? "past" : null;
}

function isLength(
  program: PythonProgram,
  expression: Expression | undefined,
  same: (each: Expression | undefined) => boolean,
): boolean {
  return (
    expression?.kind === "call" &&
    builtinCalled(program, expression) === "len" &&
    same(positional(expression)?.[0])
  );
}
