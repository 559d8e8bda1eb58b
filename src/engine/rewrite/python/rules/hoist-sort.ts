import type { Rewrite } from "../../rule.ts";
import { invariantOf } from "../invariants.ts";
import { builtinCalled, isPure, methodCalled } from "../knowledge.ts";
import { isComparedWithNone } from "../lookup.ts";
import { anchorBefore, enclosingLoops } from "../loops.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore, placeOf, removeStatement, replace, textOf } from "../source.ts";
import { subjectOf } from "../subject.ts";
import { allOf, type Call, type Expression } from "../syntax.ts";
import { hasLooseMethod, isReadOnly, mentionsIn, useOf } from "../uses.ts";

/** Sorting in a loop what the loop leaves alone sorts the same thing every time. */
export const hoistSort: PythonRule = {
  id: "hoist-sort",
  title: "sort once before the loop",
  find: (program) =>
    allOf(program.target.body, "call").flatMap(
      (call) => hoistedCopy(program, call) ?? hoistedInPlace(program, call) ?? [],
    ),
};

/** `sorted(items)` whose result is only looked at. */
function hoistedCopy(program: PythonProgram, call: Call & Expression): Rewrite | null {
  if (builtinCalled(program, call) !== "sorted" || !isPure(call) || !isReadOnly(program, call)) return null;
  const invariant = invariantOf(program, call);
  const [first] = call.args;
  if (!invariant || !first || isComparedWithNone(program, first.value, invariant.anchor)) return null;
  const word = subjectOf(program, first.value)?.word ?? "values";
  const name = freshName(program, `sorted_${word}`);
  return {
    summary: `sort \`${textOf(program, first.value)}\` once before the loop`,
    edits: [
      ...insertBefore(program, invariant.anchor, [`${name} = ${textOf(program, call)}`]),
      replace(call, name),
    ],
  };
}

/** `items.sort()` as a statement of a loop that leaves the list alone otherwise, before it looks at it. */
function hoistedInPlace(program: PythonProgram, call: Call & Expression): Rewrite | null {
  const { callee } = call;
  const statement = program.scopes.parentOf(call);
  if (methodCalled(call) !== "sort" || callee.kind !== "attribute" || !isPure(callee.object)) return null;
  if (statement?.kind !== "expression" || !call.args.every(({ value }) => isPure(value))) return null;
  const subject = subjectOf(program, callee.object);
  if (!subject || subject.path.length > 0) return null;
  const [loop] = enclosingLoops(program, statement);
  // Only where it is sorted in every round, and not looked at before.
  if ((loop?.kind !== "for" && loop?.kind !== "while") || placeOf(program, statement)?.block !== loop.body)
    return null;
  const mentions = mentionsIn(subject.binding, loop);
  const alone = mentions.every((mention) => {
    const use = useOf(program, mention);
    return (
      (use.kind === "reorder" && use.node === callee) ||
      (use.kind === "read" && mention.start > statement.end)
    );
  });
  const elsewhere =
    hasLooseMethod(program, subject.binding) ||
    subject.binding.mentions.some(
      (mention) => program.scopes.scopeAt(mention).owner !== subject.binding.scope.owner,
    );
  const anchor = anchorBefore(program, loop);
  const removal = removeStatement(program, statement);
  if (!alone || elsewhere || !anchor || !removal) return null;
  return {
    summary: `sort \`${textOf(program, callee.object)}\` once before the loop`,
    edits: [...insertBefore(program, anchor, [textOf(program, call)]), removal],
  };
}
