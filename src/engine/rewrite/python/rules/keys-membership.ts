import type { Rewrite } from "../../rule.ts";
import { builtinCalled, methodCalled, natureOf, positional } from "../knowledge.ts";
import { membershipOf } from "../membership.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { operandText, replace } from "../source.ts";
import { allOf, type Expression } from "../syntax.ts";

/** `x in d.keys()` makes a view, and `x in list(d)` a whole list, to ask what the dict itself knows. */
export const keysMembership: PythonRule = {
  id: "keys-membership",
  title: "ask the dict instead of its keys",
  find: (program) =>
    allOf(program.target.body, "comparison").flatMap((comparison): readonly Rewrite[] => {
      const test = membershipOf(comparison);
      const asked = test && holderOf(program, test.receiver);
      if (!test || !asked) return [];
      const text = operandText(program, asked);
      return [{ summary: `ask \`${text}\` itself for membership`, edits: [replace(test.receiver, text)] }];
    }),
};

/** What a receiver takes its elements from, when that answers the same question faster. */
function holderOf(program: PythonProgram, receiver: Expression): Expression | null {
  if (receiver.kind !== "call") return null;
  const values = positional(receiver);
  if (methodCalled(receiver) === "keys" && receiver.callee.kind === "attribute" && values?.length === 0)
    return receiver.callee.object;
  const [copied, more] = values ?? [];
  if (!copied || more || !/^(list|tuple|set|sorted)$/.test(builtinCalled(program, receiver) ?? ""))
    return null;
  const nature = natureOf(program, copied);
  if (nature === "dict" || nature === "set") return copied;
  return holderOf(program, copied);
}
