import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { calledMethod, iteratingCall, propertyName } from "./loops.ts";
import { assignmentsOf, subjectOf, unwrap } from "./subject.ts";

/** What the text says a value is; `unknown` when it says nothing. */
export type Nature = "array" | "string" | "collection" | "number" | "boolean" | "object" | "unknown";

/** The best guess at the nature of an expression, how it is used elsewhere included. */
export function natureOf(path: NodePath): Nature {
  const known = knownNature(path);
  const plain = unwrap(path);
  if (known !== "unknown" || !plain.isIdentifier()) return known;
  const binding = plain.scope.getBinding(plain.node.name);
  if (!binding) return "unknown";
  const tested = natureByTests(binding);
  return tested !== "unknown" ? tested : natureByMethods(binding);
}

/** The nature of an expression that its form, its annotation or its only value leave no doubt of. */
export function knownNature(path: NodePath): Nature {
  const plain = unwrap(path);
  if (!plain.isIdentifier()) return natureOfForm(plain);
  const binding = plain.scope.getBinding(plain.node.name);
  if (!binding) return "unknown";
  const annotated = natureOfType(binding.identifier.typeAnnotation);
  if (annotated !== "unknown") return annotated;
  const initial = assignmentsOf(binding).length === 0 ? initialValue(binding) : null;
  return initial ? natureOfForm(initial) : "unknown";
}

/** The value a variable is declared with; null for parameters and the like. */
export function initialValue(binding: Binding): NodePath<t.Expression> | null {
  const declarator = binding.path;
  if (!declarator.isVariableDeclarator() || declarator.node.id !== binding.identifier) return null;
  const init = declarator.get("init");
  return init.isExpression() ? init : null;
}

/** True when the expression makes a new array that nothing else refers to. */
export function isFreshArray(path: NodePath): boolean {
  const plain = unwrap(path);
  if (plain.isArrayExpression()) return true;
  if (plain.isNewExpression()) return plain.get("callee").isIdentifier({ name: "Array" });
  if (!plain.isCallExpression()) return false;
  const callee = plain.get("callee");
  if (callee.isIdentifier({ name: "Array" })) return true;
  const method = calledMethod(plain);
  if (method === null || !callee.isMemberExpression()) return false;
  const object = callee.get("object");
  if (object.isIdentifier({ name: "Object" })) return /^(keys|values|entries)$/.test(method);
  if (object.isIdentifier({ name: "Array" })) return /^(from|of)$/.test(method);
  return (
    /^(map|filter|flat|flatMap|toSorted|toReversed|split)$/.test(method) ||
    (/^(slice|concat)$/.test(method) && natureOf(object) !== "string")
  );
}

/** True when the value is known never to be NaN. */
export function neverNaN(path: NodePath): boolean {
  const plain = unwrap(path);
  if (
    plain.isStringLiteral() ||
    plain.isNumericLiteral() ||
    plain.isBooleanLiteral() ||
    plain.isNullLiteral()
  )
    return true;
  const nature = natureOf(plain);
  return (
    nature === "string" ||
    nature === "boolean" ||
    nature === "array" ||
    nature === "collection" ||
    nature === "object"
  );
}

/** True when only the truth of the value matters where it stands. */
export function inBooleanContext(path: NodePath): boolean {
  const parent = path.parentPath;
  if (!parent) return false;
  if (path.key === "test" && (parent.isConditional() || parent.isLoop())) return true;
  if (parent.isUnaryExpression()) return parent.node.operator === "!";
  if (parent.isLogicalExpression()) return parent.node.operator !== "??" && inBooleanContext(parent);
  if (parent.isCallExpression() && path.listKey === "arguments")
    return parent.node.arguments.length === 1 && parent.get("callee").isIdentifier({ name: "Boolean" });
  const returner = parent.isReturnStatement()
    ? parent.getFunctionParent()
    : parent.isArrowFunctionExpression() && path.key === "body"
      ? parent
      : null;
  const call = returner && iteratingCall(returner);
  return call
    ? /^(filter|some|every|find|findIndex|findLast|findLastIndex)$/.test(calledMethod(call) ?? "")
    : false;
}

/** True when evaluating twice is the same as once and costs little: names, literals, properties of names. */
export function isRepeatable(path: NodePath): boolean {
  const plain = unwrap(path);
  return plain.isLiteral() ? !plain.isTemplateLiteral() : plain.isIdentifier() || subjectOf(plain) !== null;
}

/**
 * True when evaluating has no effect on anything else, as far as the text tells. Calls are trusted when they go to
 * functions of the language that only read, and, with `trustCalls`, whatever they go to.
 */
export function isPure(path: NodePath, trustCalls = false): boolean {
  let pure = true;
  const check = (inner: NodePath): void => {
    if (
      inner.isAssignmentExpression() ||
      inner.isUpdateExpression() ||
      inner.isAwaitExpression() ||
      inner.isYieldExpression() ||
      inner.isThrowStatement() ||
      (inner.isUnaryExpression() && inner.node.operator === "delete") ||
      ((inner.isCallExpression() || inner.isOptionalCallExpression()) && !isPureCall(inner, trustCalls)) ||
      (inner.isNewExpression() &&
        !inner.get("callee").isIdentifier({ name: "RegExp" }) &&
        !inner.get("callee").isIdentifier({ name: "Set" }) &&
        !inner.get("callee").isIdentifier({ name: "Map" })) ||
      inner.isTaggedTemplateExpression()
    )
      pure = false;
  };
  check(path);
  path.traverse({ enter: check });
  return pure;
}

const mutatingMethods =
  /^(push|pop|shift|unshift|splice|sort|reverse|fill|copyWithin|set|add|delete|clear|append\w*|remove\w*|insert\w*|write\w*|emit|next|exec|log|warn|error)$/;

function isPureCall(
  call: NodePath<t.CallExpression | t.OptionalCallExpression>,
  trustCalls: boolean,
): boolean {
  const callee = call.get("callee");
  if (Array.isArray(callee)) return false;
  if (callee.isIdentifier())
    return (
      trustCalls || /^(String|Number|Boolean|isNaN|isFinite|parseInt|parseFloat)$/.test(callee.node.name)
    );
  if (!callee.isMemberExpression() && !callee.isOptionalMemberExpression()) return trustCalls;
  const method = propertyName(callee.node);
  if (method === null) return trustCalls;
  const object = callee.node.object;
  if (object.type === "Identifier" && object.name === "Math") return method !== "random";
  if (object.type === "Identifier" && object.name === "Object")
    return /^(keys|values|entries|is|hasOwn)$/.test(method);
  if (object.type === "Identifier" && object.name === "Date") return false;
  if (mutatingMethods.test(method))
    return (
      method === "sort" &&
      Array.isArray(callee.get("object")) === false &&
      isFreshArray(callee.get("object") as NodePath)
    );
  return trustCalls || pureMethods.test(method);
}

const pureMethods =
  /^(at|charAt|charCodeAt|codePointAt|concat|endsWith|every|filter|find|findIndex|flat|flatMap|has|hasOwnProperty|includes|indexOf|isArray|join|keys|lastIndexOf|map|match|padEnd|padStart|reduce|repeat|replace|slice|some|split|startsWith|substr|substring|toLowerCase|toString|toUpperCase|toSorted|trim|trimEnd|trimStart|values)$/;

function natureOfForm(path: NodePath): Nature {
  const plain = unwrap(path);
  if (isFreshArray(plain)) return "array";
  if (plain.isStringLiteral() || plain.isTemplateLiteral()) return "string";
  if (plain.isNumericLiteral() || plain.isUpdateExpression()) return "number";
  if (plain.isBooleanLiteral()) return "boolean";
  if (plain.isObjectExpression() || plain.isFunction() || plain.isRegExpLiteral()) return "object";
  if (plain.isUnaryExpression()) return natureOfUnary(plain.node.operator);
  if (plain.isBinaryExpression()) return natureOfBinary(plain);
  if (plain.isNewExpression()) {
    const callee = plain.get("callee");
    return callee.isIdentifier() && /^(Weak)?(Set|Map)$/.test(callee.node.name) ? "collection" : "object";
  }
  if (plain.isCallExpression()) return natureOfCall(plain);
  if (plain.isMemberExpression() && propertyName(plain.node) === "length") return "number";
  return "unknown";
}

function natureOfUnary(operator: t.UnaryExpression["operator"]): Nature {
  if (operator === "typeof") return "string";
  if (operator === "!" || operator === "delete") return "boolean";
  return operator === "void" ? "unknown" : "number";
}

function natureOfBinary(path: NodePath<t.BinaryExpression>): Nature {
  const operator = path.node.operator;
  if (/^(===?|!==?|<=?|>=?|in|instanceof)$/.test(operator)) return "boolean";
  if (operator !== "+") return "number";
  const sides = [natureOf(path.get("left")), natureOf(path.get("right"))];
  return sides.includes("string") ? "string" : "unknown";
}

function natureOfCall(call: NodePath<t.CallExpression>): Nature {
  const callee = call.get("callee");
  if (callee.isIdentifier()) {
    if (callee.node.name === "String") return "string";
    return /^(Number|parseInt|parseFloat)$/.test(callee.node.name) ? "number" : "unknown";
  }
  const method = calledMethod(call) ?? "";
  if (
    /^(toLowerCase|toUpperCase|trim|trimStart|trimEnd|charAt|substr|substring|replace|replaceAll|join|toString|repeat|padStart|padEnd|toFixed|normalize)$/.test(
      method,
    )
  )
    return "string";
  if (/^(charCodeAt|indexOf|lastIndexOf|search|localeCompare|findIndex)$/.test(method)) return "number";
  return "unknown";
}

function natureOfType(annotation: t.Node | null | undefined): Nature {
  if (annotation?.type !== "TSTypeAnnotation") return "unknown";
  let type: t.TSType = annotation.typeAnnotation;
  if (type.type === "TSTypeOperator") type = type.typeAnnotation;
  switch (type.type) {
    case "TSArrayType":
    case "TSTupleType":
      return "array";
    case "TSStringKeyword":
      return "string";
    case "TSNumberKeyword":
      return "number";
    case "TSBooleanKeyword":
      return "boolean";
    case "TSTypeReference": {
      const name = type.typeName.type === "Identifier" ? type.typeName.name : "";
      if (/^(Readonly)?Array$/.test(name)) return "array";
      return /^(Readonly)?(Set|Map)$|^Iterable/.test(name) ? "collection" : "unknown";
    }
    default:
      return "unknown";
  }
}

/** `Array.isArray(list)` and `typeof text === "string"` anywhere speak for a variable. */
function natureByTests(binding: Binding): Nature {
  for (const reference of binding.referencePaths) {
    const parent = reference.parentPath;
    if (parent?.isCallExpression() && calledMethod(parent) === "isArray") return "array";
    if (parent?.isUnaryExpression({ operator: "typeof" })) {
      const comparison = parent.parentPath;
      if (!comparison.isBinaryExpression()) continue;
      const other = parent.key === "left" ? comparison.node.right : comparison.node.left;
      if (other.type === "StringLiteral" && other.value === "string") return "string";
    }
  }
  return "unknown";
}

const arrayMethods =
  /^(push|pop|shift|unshift|splice|filter|map|forEach|reduce|some|every|sort|reverse|find|findIndex)$/;
const stringMethods =
  /^(charAt|charCodeAt|codePointAt|toLowerCase|toUpperCase|trim|substr|substring|replace|split|match|startsWith|endsWith|padStart|padEnd|localeCompare)$/;
const collectionMethods = /^(has|get|add|set|delete|clear)$/;

function natureByMethods(binding: Binding): Nature {
  let nature: Nature = "unknown";
  for (const reference of binding.referencePaths) {
    const member = reference.parentPath;
    if (!member?.isMemberExpression() || reference.key !== "object" || !member.parentPath.isCallExpression())
      continue;
    const method = propertyName(member.node) ?? "";
    if (collectionMethods.test(method)) return "collection";
    if (stringMethods.test(method)) return "string";
    if (arrayMethods.test(method)) nature = "array";
  }
  return nature;
}

/** What an expression is compared with, as if it stood on the left: `"> 0"` for both `x > 0` and `0 < x`. */
export function integerQuestion(path: NodePath): string | null {
  const comparison = path.parentPath;
  if (!comparison?.isBinaryExpression()) return null;
  const onLeft = path.key === "left";
  const value = integerOf(onLeft ? comparison.node.right : comparison.node.left);
  const { operator } = comparison.node;
  return value === null ? null : `${onLeft ? operator : mirrored(operator)} ${value}`;
}

/** The operator that asks the same with its sides exchanged. */
export function mirrored(operator: string): string {
  const pairs: Readonly<Record<string, string>> = { "<": ">", ">": "<", "<=": ">=", ">=": "<=" };
  return pairs[operator] ?? operator;
}

/** The value of an integer literal with its sign. */
export function integerOf(node: t.Node | null | undefined): number | null {
  if (node?.type === "NumericLiteral") return node.value;
  if (node?.type !== "UnaryExpression" || node.operator !== "-") return null;
  const value = integerOf(node.argument);
  return value === null ? null : -value;
}
