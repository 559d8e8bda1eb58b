import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { calledMethod } from "./loops.ts";
import type { Program } from "./program.ts";

/** A call of a method, `object.method(…)`. */
export interface MethodCall {
  readonly call: NodePath<t.CallExpression>;
  readonly object: NodePath<t.Expression>;
  readonly method: string;
  readonly args: readonly NodePath<t.Node>[];
}

/** A function written inline whose parameters are plain names. */
export interface Callback {
  readonly path: NodePath<t.Function>;
  readonly parameters: readonly NodePath<t.Identifier>[];
}

/** Every call in the target of one of the methods, in the order of the text. */
export function methodCalls(program: Program, methods: readonly string[]): readonly MethodCall[] {
  const found: MethodCall[] = [];
  program.target.traverse({
    CallExpression(path) {
      const call = methodCall(path);
      if (call && methods.includes(call.method)) found.push(call);
    },
  });
  return found;
}

/** The path as a method call. */
export function methodCall(path: NodePath): MethodCall | null {
  if (!path.isCallExpression()) return null;
  const callee = path.get("callee");
  const method = calledMethod(path);
  if (method === null || !callee.isMemberExpression()) return null;
  const object = callee.get("object");
  if (!object.isExpression()) return null;
  return { call: path, object, method, args: path.get("arguments") };
}

/** The path as an inline, ordinary function with plain parameters, not using `this`, `arguments` or its own name. */
export function plainCallback(path: NodePath | undefined): Callback | null {
  if (!path?.isFunction() || !(path.isArrowFunctionExpression() || path.isFunctionExpression())) return null;
  if (path.node.async || path.node.generator || (path.isFunctionExpression() && path.node.id)) return null;
  const parameters: NodePath<t.Identifier>[] = [];
  for (const parameter of path.get("params")) {
    if (!parameter.isIdentifier()) return null;
    parameters.push(parameter);
  }
  return path.isFunctionExpression() && usesThis(path) ? null : { path, parameters };
}

/** True when the function's own `this`, `arguments` or `new.target` occurs in it. */
export function usesThis(path: NodePath): boolean {
  let uses = false;
  path.traverse({
    enter(inner) {
      if (inner.isFunction() && !inner.isArrowFunctionExpression()) inner.skip();
      else if (inner.isThisExpression() || inner.isMetaProperty() || inner.isSuper()) uses = true;
      else if (inner.isIdentifier({ name: "arguments" }) && inner.key !== "property") uses = true;
    },
  });
  return uses;
}
