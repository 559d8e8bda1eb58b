import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import type { Program } from "./program.ts";
import { type Anchor, anchorOf } from "./source.ts";

/** A piece of the target that runs many times. */
export interface Loop {
  /** A loop statement, a call that iterates (`list.filter(…)`), or a function called again and again. */
  readonly path: NodePath;
  readonly kind: "statement" | "call" | "function";
  /** What must be free of changes for something to be computed once for all iterations. */
  readonly extent: NodePath;
}

/** Methods of arrays that call their first argument once per element. */
const iteratingMethods: ReadonlySet<string> = new Set([
  "forEach",
  "map",
  "filter",
  "reduce",
  "reduceRight",
  "some",
  "every",
  "find",
  "findIndex",
  "findLast",
  "findLastIndex",
  "flatMap",
  "sort",
  "toSorted",
]);

/** The loops around `path` inside the target, innermost first. */
export function enclosingLoops(program: Program, path: NodePath): readonly Loop[] {
  const loops: Loop[] = [];
  let current: NodePath = path;
  while (current !== program.target && current.parentPath) {
    const parent: NodePath = current.parentPath;
    if (repeats(parent, current.key)) loops.push({ path: parent, kind: "statement", extent: parent });
    else if (current.isFunction()) {
      const call = iteratingCall(current);
      if (call) loops.push({ path: call, kind: "call", extent: call });
      else {
        const owner = current.getFunctionParent();
        if (!owner || !functionBinding(current)) break;
        loops.push({ path: current, kind: "function", extent: owner });
      }
    }
    current = parent;
  }
  return loops;
}

/** True inside any loop statement or callback of an iterating method. */
export function isRepeated(program: Program, path: NodePath): boolean {
  return enclosingLoops(program, path).length > 0;
}

/** Where something can be computed once before the loop starts; null when there is no such place. */
export function anchorBefore(program: Program, loop: Loop): Anchor | null {
  if (loop.kind !== "function" || !loop.path.isFunction()) return anchorOf(program, loop.path);
  const owner = loop.path.getFunctionParent();
  const binding = functionBinding(loop.path);
  const body = owner?.get("body");
  if (!owner || !binding || !body || Array.isArray(body) || !body.isBlockStatement()) return null;
  const first = body
    .get("body")
    .find(
      (statement) =>
        !statement.isFunctionDeclaration() && mentions(statement, reachedBy(binding, owner), loop.path),
    );
  return first ? { kind: "list", statement: first } : null;
}

/**
 * The call that runs a function once per element, when it is an inline argument of one: `list.map(fn)`, or the same
 * of a library, `_.map(list, fn)`.
 */
export function iteratingCall(path: NodePath<t.Function>): NodePath<t.CallExpression> | null {
  const call = path.parentPath;
  if (!call.isCallExpression() || path.listKey !== "arguments") return null;
  if (path.node.async || path.node.generator) return null;
  const method = calledMethod(call);
  if (method === null) return null;
  if (path.key === 1 && isLibraryCall(call))
    return iteratingMethods.has(method) || /^(each|any|all|reject)$/.test(method) ? call : null;
  return path.key === 0 && iteratingMethods.has(method) ? call : null;
}

/** True for `_.method(…)` and `lodash.method(…)`, where the first argument is what a method would be called on. */
export function isLibraryCall(call: NodePath<t.CallExpression>): boolean {
  const { callee } = call.node;
  return (
    callee.type === "MemberExpression" &&
    callee.object.type === "Identifier" &&
    /^(_|lodash|underscore)$/.test(callee.object.name)
  );
}

/** The name of the method a call calls: `push` of `list.push(x)`; null for other calls. */
export function calledMethod(call: NodePath<t.CallExpression>): string | null {
  const callee = call.get("callee");
  return callee.isMemberExpression() ? propertyName(callee.node) : null;
}

/** The static name of the property a member expression reads. */
export function propertyName(node: t.MemberExpression | t.OptionalMemberExpression): string | null {
  if (!node.computed && node.property.type === "Identifier") return node.property.name;
  return node.computed && node.property.type === "StringLiteral" ? node.property.value : null;
}

/** The binding by which a nested function is called. */
export function functionBinding(path: NodePath<t.Function>): Binding | null {
  if (path.isFunctionDeclaration() && path.node.id)
    return path.parentPath.scope.getBinding(path.node.id.name) ?? null;
  const parent = path.parentPath;
  if (parent.isVariableDeclarator() && parent.node.id.type === "Identifier")
    return parent.scope.getBinding(parent.node.id.name) ?? null;
  return null;
}

function repeats(parent: NodePath, key: NodePath["key"]): boolean {
  if (parent.isForStatement()) return key !== "init";
  if (parent.isForXStatement()) return key === "body";
  return parent.isWhileStatement() || parent.isDoWhileStatement();
}

/** The functions of `owner` through which `binding` is reached, itself included. */
function reachedBy(binding: Binding, owner: NodePath): ReadonlySet<Binding> {
  const reached = new Set([binding]);
  for (const known of reached) {
    for (const reference of known.referencePaths) {
      const caller = reference.getFunctionParent();
      const outer = caller && caller !== owner && caller.isDescendant(owner) ? functionBinding(caller) : null;
      if (outer) reached.add(outer);
    }
  }
  return reached;
}

function mentions(statement: NodePath, bindings: ReadonlySet<Binding>, except: NodePath): boolean {
  for (const binding of bindings) {
    for (const reference of binding.referencePaths) {
      if (reference.isDescendant(statement) && !except.isAncestor(reference) && reference !== except)
        return true;
    }
  }
  return false;
}
