import type { Rewrite } from "../../rule.ts";
import { initialValue, isEmptyList, methodCalled, positional, writesOf } from "../knowledge.ts";
import { enclosingLoops, type Loop } from "../loops.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { argumentText, canFollow, insertAfter, placeOf, replace, statementOf } from "../source.ts";
import { allOf, type Call, type Expression } from "../syntax.ts";
import { mentionsIn } from "../uses.ts";

interface Site {
  readonly call: Call;
  readonly value: Expression;
  readonly list: Binding;
}

/** `items.insert(0, x)` moves all elements every time; appending and turning the list around once moves each once. */
export const insertReverse: PythonRule = {
  id: "insert-reverse",
  title: "append and reverse once",
  find(program) {
    const sites = allOf(program.target.body, "call").flatMap((call) => siteOf(program, call) ?? []);
    const lists = Map.groupBy(sites, ({ list }) => list);
    return [...lists].flatMap(([list, own]) => rewriteOf(program, list, own) ?? []);
  },
};

function siteOf(program: PythonProgram, call: Call): Site | null {
  const { callee } = call;
  const [place, value, more] = positional(call) ?? [];
  if (methodCalled(call) !== "insert" || callee.kind !== "attribute" || callee.object.kind !== "name")
    return null;
  if (place?.kind !== "number" || place.text !== "0" || !value || more) return null;
  const list = program.scopes.bindingOf(callee.object);
  return list && program.scopes.parentOf(call)?.kind === "expression" ? { call, value, list } : null;
}

function rewriteOf(program: PythonProgram, list: Binding, sites: readonly Site[]): Rewrite | null {
  const [first] = sites;
  // The outermost loop in which inserting is all that happens to the list.
  const loop =
    first && enclosingLoops(program, first.call).findLast((each) => onlyInserted(list, each, sites));
  if ((loop?.kind !== "for" && loop?.kind !== "while") || !canFollow(program, loop)) return null;
  if (!isEmptyBefore(program, list, loop) || isWatched(program, list, loop)) return null;
  if (!sites.every(({ call }) => program.scopes.isInside(call, loop))) return null;
  return {
    summary: `append to \`${list.name}\` and reverse it once`,
    edits: [
      ...sites.map(({ call, value }) =>
        replace(call, `${list.name}.append(${argumentText(program, value)})`),
      ),
      insertAfter(program, loop, [`${list.name}.reverse()`]),
    ],
  };
}

function onlyInserted(list: Binding, loop: Loop, sites: readonly Site[]): boolean {
  return mentionsIn(list, loop).every((mention) =>
    sites.some(({ call, value }) => call.start === mention.start && mention.end < value.start),
  );
}

/** True when the list is declared as `[]` in the same block, and not touched between there and the loop. */
function isEmptyBefore(program: PythonProgram, list: Binding, loop: Loop): boolean {
  const [write] = writesOf(program, list);
  const declared = write && statementOf(program, write);
  const statement = statementOf(program, loop);
  if (!declared || !statement || !isEmptyList(initialValue(program, list))) return false;
  return (
    placeOf(program, declared)?.block === placeOf(program, statement)?.block &&
    !list.mentions.some(({ start }) => start > declared.end && start < statement.start)
  );
}

/** True when someone may see the list between the loop's start and its end: another function, or a handler. */
function isWatched(program: PythonProgram, list: Binding, loop: Loop): boolean {
  const inner = list.mentions.some((mention) => {
    const { owner } = program.scopes.scopeAt(mention);
    return owner !== list.scope.owner && owner.kind !== "comprehension";
  });
  return inner || program.scopes.ancestorsOf(loop).some(({ kind }) => kind === "try" || kind === "with");
}
