import type { NodePath } from "@babel/traverse";
import { methodCalls } from "../calls.ts";
import { propertyName } from "../loops.ts";
import type { RewriteRule } from "../rule.ts";
import { replace, textOf } from "../source.ts";
import { assignmentsOf } from "../subject.ts";

/** `text.split("")` makes an array of characters; where it is only indexed and measured, the text itself will do. */
export const splitChars: RewriteRule = {
  id: "split-chars",
  title: "index the string itself",
  find: (program) =>
    methodCalls(program, ["split"]).flatMap(({ call, object, args }) => {
      const [separator, more] = args;
      const declarator = call.parentPath;
      if (!separator?.isStringLiteral({ value: "" }) || more || !declarator.isVariableDeclarator()) return [];
      const { id } = declarator.node;
      const binding = id.type === "Identifier" ? declarator.scope.getBinding(id.name) : undefined;
      if (!binding || assignmentsOf(binding).length > 0 || !binding.referencePaths.every(isIndexed))
        return [];
      return [
        {
          summary: `index \`${textOf(program, object)}\` itself instead of an array of its characters`,
          edits: [replace(call, textOf(program, object))],
        },
      ];
    }),
};

function isIndexed(reference: NodePath): boolean {
  const member = reference.parentPath;
  if (!member?.isMemberExpression() || reference.key !== "object") return false;
  const outer = member.parentPath;
  const written = (outer.isAssignmentExpression() && member.key === "left") || outer.isUpdateExpression();
  if (written || member.key === "callee") return false;
  return (
    propertyName(member.node) === "length" ||
    (member.node.computed && !member.get("property").isStringLiteral())
  );
}
