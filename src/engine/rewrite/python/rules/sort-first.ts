import type { Rewrite } from "../../rule.ts";
import { builtinCalled, isRepeatable } from "../knowledge.ts";
import { isNonEmpty } from "../nonEmpty.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { argumentText, operandText, replace, standsAlone, textOf } from "../source.ts";
import { allOf, type Call, type Expression, type Subscript } from "../syntax.ts";

/** `sorted(items)[0]` sorts everything to take one element; `min` looks at each once. */
export const sortFirst: PythonRule = {
  id: "sort-first",
  title: "take the smallest without sorting",
  find: (program) =>
    allOf(program.target.body, "subscript").flatMap((each) => rewriteOf(program, each) ?? []),
};

function rewriteOf(program: PythonProgram, subscript: Subscript & Expression): Rewrite | null {
  const { object, index } = subscript;
  const end = endOf(index);
  if (object.kind !== "call" || builtinCalled(program, object) !== "sorted" || end === null) return null;
  const sorting = sortingOf(object);
  if (!sorting) return null;
  const { items, key, reverse } = sorting;
  // Of elements with equal keys, the last of the sorted ones is not the one that `max` finds first.
  if (end === "last" && key) return null;
  const smallest = (end === "first") !== reverse;
  const name = smallest ? "min" : "max";
  if (program.scopes.lookup(name, program.scopes.scopeAt(subscript))) return null;
  const list = argumentText(program, items);
  const call = `${name}(${list}${key ? `, key=${argumentText(program, key)}` : ""})`;
  const summary = `take the ${smallest ? "smallest" : "largest"} of \`${list}\` without sorting`;
  if (isNonEmpty(program, items, subscript)) return { summary, edits: [replace(subscript, call)] };
  // An empty list keeps its IndexError; that is all the sorting which is left then.
  const parent = program.scopes.parentOf(subscript);
  const kept = parent?.kind === "conditional" && parent.whenFalse === subscript;
  if (kept || !isRepeatable(items)) return null;
  const choice = `${call} if ${operandText(program, items)} else ${textOf(program, subscript)}`;
  const alone = standsAlone(program, subscript);
  return { summary, edits: [replace(subscript, alone ? choice : `(${choice})`)] };
}

function endOf(index: Expression): "first" | "last" | null {
  if (index.kind === "number" && index.text === "0") return "first";
  const last =
    index.kind === "unary" &&
    index.operator === "-" &&
    index.operand.kind === "number" &&
    index.operand.text === "1";
  return last ? "last" : null;
}

interface Sorting {
  readonly items: Expression;
  readonly key: Expression | null;
  readonly reverse: boolean;
}

function sortingOf({ args }: Call): Sorting | null {
  const [first, ...rest] = args;
  if (!first || first.keyword !== null || first.star !== "") return null;
  let key: Expression | null = null;
  let reverse = false;
  for (const { keyword, value } of rest) {
    if (keyword === "key") key = value;
    else if (keyword === "reverse" && value.kind === "constant") reverse = value.value === "True";
    else return null;
  }
  return { items: first.value, key, reverse };
}
