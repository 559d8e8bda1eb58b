import type { ClassBody, Node } from "@babel/types";
import { propertyName } from "./reach.ts";
import { walk } from "./syntax.ts";

/**
 * Names of the instance methods of a class that cannot run on an object made without its constructor: those that use
 * a private member (`#x`), and those that call such a method of the same class on `this`.
 */
export function methodsUsingPrivates(body: ClassBody): ReadonlySet<string> {
  const methods = body.body.flatMap((member) =>
    (member.type === "ClassMethod" || member.type === "ClassPrivateMethod") && !member.static
      ? [
          {
            name: propertyName(member.key, "computed" in member && member.computed === true),
            ...usesOf(member.body),
          },
        ]
      : [],
  );
  const using = new Set<string>();
  for (let size = -1; size < using.size; ) {
    size = using.size;
    for (const { name, privates, own } of methods) {
      if (name !== null && (privates || own.some((used) => using.has(used)))) using.add(name);
    }
  }
  return using;
}

function usesOf(body: Node): { readonly privates: boolean; readonly own: readonly string[] } {
  let privates = false;
  const own: string[] = [];
  walk(body, (node) => {
    if (node.type === "PrivateName") privates = true;
    if (node.type === "MemberExpression" && node.object.type === "ThisExpression") {
      const name = propertyName(node.property, node.computed);
      if (name !== null) own.push(name);
    }
    return node.type !== "ClassBody";
  });
  return { privates, own };
}
