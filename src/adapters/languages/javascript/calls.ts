import type { Node } from "@babel/types";
import { propertyName } from "./reach.ts";

export type FunctionNode = Extract<
  Node,
  {
    readonly type:
      | "FunctionDeclaration"
      | "FunctionExpression"
      | "ArrowFunctionExpression"
      | "ObjectMethod"
      | "ClassMethod"
      | "ClassPrivateMethod";
  }
>;
export type FunctionValue = Extract<
  Node,
  { readonly type: "FunctionExpression" | "ArrowFunctionExpression" }
>;
type Call = Extract<Node, { readonly type: "CallExpression" }>;

/** The function that a call makes and calls in place, as `(function () { … })()` and `(() => { … }).call(this)` do. */
export function calledInPlace(call: Call): FunctionValue | null {
  const callee = unwrapped(call.callee);
  if (isFunctionValue(callee)) return callee.generator ? null : callee;
  if (callee.type !== "MemberExpression") return null;
  const name = propertyName(callee.property, callee.computed);
  const object = unwrapped(callee.object);
  return (name === "call" || name === "apply") && isFunctionValue(object) && !object.generator
    ? object
    : null;
}

export function isFunctionValue(node: Node): node is FunctionValue {
  return node.type === "FunctionExpression" || node.type === "ArrowFunctionExpression";
}

/** The expression inside type assertions and the like, which leave the value as it is. */
export function unwrapped(node: Node): Node {
  let inner = node;
  while (
    inner.type === "TSAsExpression" ||
    inner.type === "TSSatisfiesExpression" ||
    inner.type === "TSNonNullExpression" ||
    inner.type === "TSTypeAssertion" ||
    inner.type === "TSInstantiationExpression" ||
    inner.type === "ParenthesizedExpression"
  ) {
    inner = inner.expression;
  }
  return inner;
}

/** The argument that a call returns as it is, such as that of `Object.freeze(…)`. */
export function returnedArgument(call: Call): Node | null {
  const { callee } = call;
  const returns =
    callee.type === "MemberExpression" &&
    callee.object.type === "Identifier" &&
    callee.object.name === "Object" &&
    ["assign", "freeze", "preventExtensions", "seal"].includes(
      propertyName(callee.property, callee.computed) ?? "",
    );
  return returns ? (call.arguments[0] ?? null) : null;
}

/**
 * The function that a call may return a wrapped form of, as `memoize(function () { … })` and `useCallback(() => …, [])`
 * do: its only function argument, wrappers within wrappers included. Null for calls that are known to return
 * something else, as `list.map(…)` does.
 */
export function wrappedArgument(call: Call): Node | null {
  const name = calleeName(call.callee);
  if (name === null || returnsNoFunction.has(name)) return null;
  const wrapped = call.arguments.filter((argument) => {
    const value = unwrapped(argument);
    return isFunctionValue(value) || (value.type === "CallExpression" && wrappedArgument(value) !== null);
  });
  return wrapped.length === 1 ? (wrapped[0] ?? null) : null;
}

function calleeName(callee: Node): string | null {
  if (callee.type === "Identifier") return callee.name;
  if (callee.type === "MemberExpression") return propertyName(callee.property, callee.computed);
  return callee.type === "CallExpression" ? calleeName(callee.callee) : null;
}

/** Standard functions that take a callback and whose result is not a function. */
const returnsNoFunction: ReadonlySet<string> = new Set([
  ...["map", "filter", "reduce", "reduceRight", "forEach", "find", "findIndex", "findLast", "findLastIndex"],
  ...[
    "some",
    "every",
    "sort",
    "toSorted",
    "flatMap",
    "from",
    "fromAsync",
    "groupBy",
    "replace",
    "replaceAll",
  ],
  ...["then", "catch", "finally", "stringify", "parse", "defineProperty", "defineProperties", "create"],
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "nextTick", "requestAnimationFrame"],
  ...["on", "once", "addListener", "addEventListener", "require", "describe", "it", "test"],
]);
