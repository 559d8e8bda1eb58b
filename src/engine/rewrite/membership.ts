import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { inBooleanContext, integerOf, integerQuestion } from "./knowledge.ts";
import { calledMethod, functionBinding, isLibraryCall } from "./loops.ts";
import type { Program } from "./program.ts";
import { assignmentsOf, isInside, subjectOf } from "./subject.ts";
import { arrayScan, isReference } from "./walks.ts";

/**
 * What a search finds beyond ordinary values. `indexOf`: neither NaN nor holes. `loop`, comparing by `===`: holes as
 * undefined, but no NaN. `includes`: both, as a Set does.
 */
export type Equality = "indexOf" | "loop" | "includes";

/** A question whether an array holds a value, answered by looking at every element. */
export interface MembershipTest {
  readonly receiver: NodePath;
  readonly needle: NodePath;
  /** The whole expression whose value is the answer. */
  readonly answer: NodePath;
  /** True when the answer is true for a value that is missing. */
  readonly negated: boolean;
  readonly equality: Equality;
}

/** Every membership test in the target: `includes`, `indexOf` compared with its sentinel, `some`, and own helpers. */
export function membershipTests(program: Program): readonly MembershipTest[] {
  const tests: MembershipTest[] = [];
  program.target.traverse({
    CallExpression(call) {
      const test = membershipTest(call);
      if (test) tests.push(test);
    },
  });
  return tests;
}

/** A call that finds the position of a value in an array, or -1. */
export function positionCall(
  call: NodePath<t.CallExpression>,
): Pick<MembershipTest, "receiver" | "needle" | "equality"> | null {
  const [first, second, third] = call.get("arguments");
  const callee = call.get("callee");
  if (callee.isIdentifier() && first?.isExpression() && second?.isExpression() && !third) {
    const binding = callee.scope.getBinding(callee.node.name);
    return binding && scanHelper(binding) === "position"
      ? { receiver: first, needle: second, equality: "loop" }
      : null;
  }
  if (
    calledMethod(call) !== "indexOf" ||
    isLibraryCall(call) ||
    !callee.isMemberExpression() ||
    second ||
    !first?.isExpression()
  )
    return null;
  return { receiver: callee.get("object"), needle: first, equality: "indexOf" };
}

/** Whether an expression compares a position with "not found", and which answer it gives for a missing value. */
export function sentinelTest(
  position: NodePath,
): { readonly answer: NodePath; readonly negated: boolean } | null {
  const parent = position.parentPath;
  if (parent?.isUnaryExpression({ operator: "~" }))
    return inBooleanContext(parent) ? { answer: parent, negated: false } : null;
  const question = integerQuestion(position);
  if (!parent || question === null) return null;
  if (/^(={2,3} -1|< 0|<= -1)$/.test(question)) return { answer: parent, negated: true };
  return /^(!={1,2} -1|>= 0|> -1)$/.test(question) ? { answer: parent, negated: false } : null;
}

function membershipTest(call: NodePath<t.CallExpression>): MembershipTest | null {
  const position = positionCall(call);
  if (position) {
    const test = sentinelTest(call);
    return test && { ...position, ...test };
  }
  const [first, second, third] = call.get("arguments");
  const callee = call.get("callee");
  if (callee.isIdentifier() && first?.isExpression() && second?.isExpression() && !third) {
    const binding = callee.scope.getBinding(callee.node.name);
    if (!binding || scanHelper(binding) !== "presence") return null;
    return { receiver: first, needle: second, answer: call, negated: false, equality: "loop" };
  }
  if (isLibraryCall(call)) return libraryTest(call);
  if (!callee.isMemberExpression() || second) return null;
  const receiver = callee.get("object");
  switch (calledMethod(call)) {
    case "includes":
      return first?.isExpression()
        ? { receiver, needle: first, answer: call, negated: false, equality: "includes" }
        : null;
    case "lastIndexOf": {
      const test = sentinelTest(call);
      return test && first?.isExpression() ? { receiver, needle: first, ...test, equality: "indexOf" } : null;
    }
    case "some": {
      const needle = first?.isFunction() ? comparedWithElement(first) : null;
      return needle && { receiver, needle, answer: call, negated: false, equality: "indexOf" };
    }
    default:
      return null;
  }
}

/** `_.includes(list, x)`, `_.contains(list, x)` and `_.indexOf(list, x) >= 0`, all of which find NaN. */
function libraryTest(call: NodePath<t.CallExpression>): MembershipTest | null {
  const [receiver, needle, more] = call.get("arguments");
  if (!receiver?.isExpression() || !needle?.isExpression() || more) return null;
  const method = calledMethod(call);
  if (method === "indexOf") {
    const test = sentinelTest(call);
    return test && { receiver, needle, ...test, equality: "includes" };
  }
  const asks = method !== null && /^(includes|include|contains)$/.test(method);
  return asks ? { receiver, needle, answer: call, negated: false, equality: "includes" } : null;
}

/** The `x` of a callback that is exactly `(element) => element === x`, where `x` is not the callback's own. */
function comparedWithElement(callback: NodePath<t.Function>): NodePath | null {
  const comparison = keyComparison(callback);
  return comparison?.key.isIdentifier() ? comparison.needle : null;
}

/** A callback `(element) => element.key === needle`, in which the needle has nothing of the callback's own. */
export interface KeyComparison {
  readonly element: NodePath<t.Identifier>;
  /** The element itself or a property of it. */
  readonly key: NodePath;
  readonly needle: NodePath;
}

/** The comparison a callback is, when that is all it does. */
export function keyComparison(callback: NodePath<t.Function>): KeyComparison | null {
  const [element, ...more] = callback.get("params");
  const test = returnedExpression(callback);
  if (!element?.isIdentifier() || more.length > 0 || callback.node.async || !test) return null;
  const binding = callback.scope.getBinding(element.node.name);
  const sides = binding && keySides(test, binding);
  return sides ? { element, ...sides } : null;
}

/** The two sides of `element.key === needle`, in either order. */
function keySides(
  test: NodePath,
  element: Binding,
): { readonly key: NodePath; readonly needle: NodePath } | null {
  if (!test.isBinaryExpression({ operator: "===" })) return null;
  const left = test.get("left");
  const right = test.get("right");
  const mentions = (side: NodePath): boolean =>
    element.referencePaths.some((reference) => isInside(reference, side));
  for (const [key, needle] of [
    [left, right],
    [right, left],
  ] as const) {
    const subject = subjectOf(key);
    if (subject?.bindings.length === 1 && subject.bindings[0] === element && !mentions(needle))
      return { key, needle };
  }
  return null;
}

/** The expression a function returns, when returning it is all it does. */
export function returnedExpression(callback: NodePath<t.Function>): NodePath<t.Expression> | null {
  const body = callback.get("body");
  if (Array.isArray(body)) return null;
  if (body.isExpression()) return body;
  if (!body.isBlockStatement()) return null;
  const [only, more] = body.get("body");
  if (more || !only?.isReturnStatement()) return null;
  const value = only.get("argument");
  return value.isExpression() ? value : null;
}

/** What a function of the file answers when it is a plain scan `(list, item)` by `===`. */
function scanHelper(binding: Binding): "position" | "presence" | null {
  const helper = binding.path.isFunctionDeclaration() ? binding.path : functionIn(binding.path);
  if (!helper || assignmentsOf(binding).length > 0 || (functionBinding(helper) ?? binding) !== binding)
    return null;
  const [list, item, more] = helper.get("params");
  const body = helper.get("body");
  if (
    more ||
    !list?.isIdentifier() ||
    !item?.isIdentifier() ||
    Array.isArray(body) ||
    !body.isBlockStatement()
  )
    return null;
  const statements = body
    .get("body")
    .filter(
      (statement) =>
        !statement.isVariableDeclaration() ||
        statement.get("declarations").some((each) => !isPlainStart(each)),
    );
  const [loop, last, rest] = statements;
  const scan = loop && arrayScan(loop);
  if (!scan || rest || !last?.isReturnStatement() || scan.array.key !== keyOf(helper, list.node.name))
    return null;
  const only = soleStatement(scan.body);
  if (!only?.isIfStatement() || only.node.alternate) return null;
  const test = only.get("test");
  const then = soleStatement(only.get("consequent"));
  if (!test.isBinaryExpression({ operator: "===" }) || !then?.isReturnStatement()) return null;
  const needle = helper.scope.getBinding(item.node.name);
  const sides = [test.get("left"), test.get("right")];
  if (
    !needle ||
    !sides.some((side) => scan.isElement(side)) ||
    !sides.some((side) => isReference(side, needle))
  )
    return null;
  const found = then.get("argument");
  const missing = last.node.argument;
  if (scan.index && found.isIdentifier() && isReference(found, scan.index) && integerOf(missing) === -1)
    return scan.direction === "up" ? "position" : null;
  const answers =
    found.isBooleanLiteral({ value: true }) && missing?.type === "BooleanLiteral" && !missing.value;
  return answers ? "presence" : null;
}

/** The statement of a body that has only one. */
export function soleStatement(body: NodePath | null): NodePath | null {
  if (!body?.isBlockStatement()) return body;
  const statements = body.get("body");
  return statements.length === 1 ? (statements[0] ?? null) : null;
}

function functionIn(path: NodePath): NodePath<t.Function> | null {
  if (!path.isVariableDeclarator()) return null;
  const init = path.get("init");
  return init.isFunction() ? init : null;
}

function isPlainStart(declarator: NodePath<t.VariableDeclarator>): boolean {
  const init = declarator.get("init");
  return !init.node || init.isLiteral() || init.isUnaryExpression() || init.isMemberExpression();
}

function keyOf(helper: NodePath<t.Function>, name: string): string {
  return `${name}#${helper.scope.getBinding(name)?.identifier.start ?? ""}`;
}
