import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import type { Span } from "../../../engine/domain/candidate.ts";
import { pathOf, rootOf, topLevelBinding } from "./scanPaths.ts";
import { type Finding, remarked } from "./scanRules.ts";

/** Methods that change what they are called on. */
const changing =
  /^(?:set|add|delete|clear|push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|append|write|next)$/;
/** Functions that change their first argument. */
const changers = /^(?:Object|Reflect)\.(?:define\w*|assign|set\w*|delete\w*)$/;

/** What a version changes that lives on between calls: globals, variables of its file, properties of functions. */
export function stateFindings(
  path: NodePath,
  spans: { readonly region: Span; readonly helpers: Span },
): readonly Finding[] {
  const changed = changedBy(path.node, path);
  if (changed === null) return [];
  const found = stateFinding(changed, path, spans);
  return found === null ? [] : [found];
}

/** What a node changes; null when it changes nothing. */
function changedBy(node: t.Node, path: NodePath): t.Node | null {
  switch (node.type) {
    case "AssignmentExpression":
      return node.left;
    case "UpdateExpression":
      return node.argument;
    case "UnaryExpression":
      return node.operator === "delete" ? node.argument : null;
    case "CallExpression":
    case "OptionalCallExpression": {
      const { callee } = node;
      const [first] = node.arguments;
      if (first !== undefined && changers.test(pathOf(callee, path.scope) ?? "")) return first;
      if (callee.type !== "MemberExpression" && callee.type !== "OptionalMemberExpression") return null;
      const { property } = callee;
      return property.type === "Identifier" && changing.test(property.name) ? callee.object : null;
    }
    default:
      return null;
  }
}

function stateFinding(
  changed: t.Node,
  path: NodePath,
  { region, helpers }: { readonly region: Span; readonly helpers: Span },
): Finding | null {
  const root = rootOf(changed);
  if (root === null) return null;
  const global = pathOf(root, path.scope);
  if (global !== null) {
    const name = pathOf(changed, path.scope) ?? global;
    return remarked(`changes ${global}`, `changes the global ${name}`);
  }
  const declared = topLevelBinding(root.name, path.scope);
  if (declared === null) return null;
  const { node } = declared;
  if (node.type === "FunctionDeclaration" || node.type === "ClassDeclaration" || isFunctionVariable(node)) {
    return remarked(`on ${root.name}`, `keeps something on ${root.name} from call to call`);
  }
  const { start } = node;
  const isOwn = [region, helpers].some((span) => start != null && span.start <= start && start < span.end);
  return isOwn
    ? remarked(`state ${root.name}`, `keeps ${root.name} beside the function from call to call`)
    : remarked(`variable ${root.name}`, `changes ${root.name}, a variable of its file`);
}

function isFunctionVariable(node: t.Node): boolean {
  return (
    node.type === "VariableDeclarator" &&
    /^(?:ArrowFunctionExpression|FunctionExpression|ClassExpression)$/.test(node.init?.type ?? "")
  );
}
