import type { NodePath } from "@babel/traverse";
import { methodCall, methodCalls } from "../calls.ts";
import { integerOf, isPure } from "../knowledge.ts";
import type { RewriteRule } from "../rule.ts";
import { spanOf, textOf } from "../source.ts";

/** `list.filter(f)[0]` looks at every element; `list.find(f)` stops at the first match, `findLast` at the last. */
export const filterFind: RewriteRule = {
  id: "filter-find",
  title: "find one element instead of filtering all",
  find: (program) =>
    methodCalls(program, ["filter"]).flatMap(({ call, object, args }) => {
      const [predicate] = args;
      const taken = predicate && isPure(predicate, true) ? takenFrom(call) : null;
      const callee = call.get("callee");
      if (!taken || !callee.isMemberExpression()) return [];
      return [
        {
          summary: `find one element of \`${textOf(program, object)}\` instead of filtering all`,
          edits: [
            { ...spanOf(callee.get("property")), text: taken.last ? "findLast" : "find" },
            { start: spanOf(call).end, end: spanOf(taken.path).end, text: "" },
          ],
        },
      ];
    }),
};

/** The expression that takes the first or the last of a new array: `[0]`, `.at(0)`, `.shift()`, `.pop()`, `.at(-1)`. */
export function takenFrom(array: NodePath): { readonly path: NodePath; readonly last: boolean } | null {
  const member = array.parentPath;
  if (!member?.isMemberExpression() || array.key !== "object") return null;
  const written = member.parentPath.isAssignmentExpression() && member.key === "left";
  if (member.node.computed && integerOf(member.node.property) === 0 && member.key !== "callee" && !written)
    return { path: member, last: false };
  const call = methodCall(member.parentPath);
  if (!call || member.key !== "callee") return null;
  const [position, more] = call.args;
  if (call.method === "shift" && !position) return { path: call.call, last: false };
  if (call.method === "pop" && !position) return { path: call.call, last: true };
  const at = call.method === "at" && !more && position ? integerOf(position.node) : null;
  if (at === 0) return { path: call.call, last: false };
  return at === -1 ? { path: call.call, last: true } : null;
}
