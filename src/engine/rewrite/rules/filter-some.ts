import type { NodePath } from "@babel/traverse";
import { type MethodCall, methodCalls } from "../calls.ts";
import { inBooleanContext, integerQuestion, isPure } from "../knowledge.ts";
import { propertyName } from "../loops.ts";
import type { Program } from "../program.ts";
import type { Rewrite, RewriteRule } from "../rule.ts";
import { spanOf, textOf } from "../source.ts";

/** `list.filter(f).length > 0` looks at every element; `list.some(f)` stops at the first match. */
export const filterSome: RewriteRule = {
  id: "filter-some",
  title: "stop at the first match",
  find: (program) => methodCalls(program, ["filter"]).flatMap((call) => rewriteOf(program, call) ?? []),
};

function rewriteOf(program: Program, { call, object, args }: MethodCall): Rewrite | null {
  const [predicate] = args;
  const length = call.parentPath;
  if (!predicate || !isPure(predicate, true)) return null;
  if (!length.isMemberExpression() || call.key !== "object" || propertyName(length.node) !== "length")
    return null;
  const question = emptinessTest(length);
  if (!question) return null;
  const callee = call.get("callee");
  if (!callee.isMemberExpression()) return null;
  const answer = spanOf(question.answer);
  const property = spanOf(callee.get("property"));
  return {
    summary: `stop at the first match in \`${textOf(program, object)}\``,
    edits: [
      { start: answer.start, end: spanOf(object).start, text: question.empty ? "!" : "" },
      { ...property, text: "some" },
      { start: spanOf(call).end, end: answer.end, text: "" },
    ],
  };
}

/** `length > 0` and its like, or the length alone where only its truth matters. */
function emptinessTest(length: NodePath): { readonly answer: NodePath; readonly empty: boolean } | null {
  const parent = length.parentPath;
  const question = integerQuestion(length);
  if (parent && question !== null) {
    if (/^(> 0|>= 1|!={1,2} 0)$/.test(question)) return { answer: parent, empty: false };
    return /^(={2,3} 0|< 1|<= 0)$/.test(question) ? { answer: parent, empty: true } : null;
  }
  return inBooleanContext(length) ? { answer: length, empty: false } : null;
}
