import type { NodePath, Scope } from "@babel/traverse";
import type * as t from "@babel/types";

/** The text of a string that is written down, not put together; null for anything else. */
export function stringOf(node: t.Node | null | undefined): string | null {
  if (node?.type === "StringLiteral") return node.value;
  if (node?.type !== "TemplateLiteral" || node.expressions.length > 0) return null;
  return node.quasis[0]?.value.cooked ?? null;
}

/**
 * The path by which an expression denotes a global or a part of one: `process.hrtime.bigint`. Of what the file itself
 * declares, null.
 */
export function pathOf(node: t.Node, scope: Scope): string | null {
  switch (node.type) {
    case "Identifier":
      return scope.hasBinding(node.name, { noGlobals: true }) ? null : node.name;
    case "MemberExpression":
    case "OptionalMemberExpression": {
      const object = pathOf(node.object, scope);
      const property = node.computed ? stringOf(node.property) : nameOf(node.property);
      if (object === null || property === null) return null;
      return /^(?:globalThis|global|self|window)$/.test(object) ? property : `${object}.${property}`;
    }
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "ParenthesizedExpression":
      return pathOf(node.expression, scope);
    default:
      return null;
  }
}

function nameOf(node: t.Node): string | null {
  return node.type === "Identifier" ? node.name : null;
}

/** The variable at the root of `a.b[c].d`; null when there is none. */
export function rootOf(node: t.Node): t.Identifier | null {
  switch (node.type) {
    case "Identifier":
      return node;
    case "MemberExpression":
    case "OptionalMemberExpression":
      return rootOf(node.object);
    case "TSNonNullExpression":
    case "TSAsExpression":
    case "ParenthesizedExpression":
      return rootOf(node.expression);
    default:
      return null;
  }
}

/** Where a variable is declared at the top of its file; null when it is not. */
export function topLevelBinding(name: string, scope: Scope): NodePath | null {
  const binding = scope.getBinding(name);
  return binding?.scope.path.isProgram() ? binding.path : null;
}
