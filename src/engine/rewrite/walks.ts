import type { Binding, NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { initialValue, mirrored } from "./knowledge.ts";
import { propertyName } from "./loops.ts";
import { assignmentsOf, isInside, type Subject, subjectOf, unwrap } from "./subject.ts";

/** A loop statement that counts a variable up or down by one. */
export interface CountingLoop {
  readonly path: NodePath<t.Loop>;
  readonly index: Binding;
  /** First value the body sees; null when it is the last element of `bound` (counting down). */
  readonly from: NodePath<t.Expression> | number | null;
  /** What the index stays below, counting up; what it starts below, counting down. */
  readonly bound: NodePath<t.Expression>;
  /** True when the index also takes the value of `bound`. */
  readonly inclusive: boolean;
  readonly direction: "up" | "down";
  readonly body: NodePath<t.Statement>;
}

/** A loop that visits every element of an array once. */
export interface Scan {
  readonly path: NodePath<t.Loop>;
  readonly array: Subject;
  /** An expression that names the array, inside the loop or its head. */
  readonly arrayPath: NodePath;
  readonly body: NodePath<t.Statement>;
  /** The counter; null for `for…of`. */
  readonly index: Binding | null;
  readonly direction: "up" | "down";
  /** True for an expression that is the element visited. */
  isElement(path: NodePath): boolean;
}

/** The counter, its range and its body, when the loop is an ordinary counting one that its body leaves alone. */
export function countingLoop(path: NodePath): CountingLoop | null {
  const loop = path.isForStatement()
    ? countingFor(path)
    : path.isWhileStatement()
      ? countingWhile(path)
      : null;
  if (!loop) return null;
  const meddles = assignmentsOf(loop.index).some((violation) => isInside(violation, loop.body));
  return meddles ? null : loop;
}

/** The loop as a visit of all elements of one array, in the many ways that is written. */
export function arrayScan(path: NodePath): Scan | null {
  if (path.isForOfStatement()) return scanByElement(path);
  const loop = countingLoop(path);
  if (!loop || (loop.direction === "up" ? loop.from !== 0 : loop.from !== null)) return null;
  const bound = loop.inclusive ? lessOne(loop.bound) : loop.bound;
  const arrayPath = bound && lengthOwner(bound, loop.path);
  const array = arrayPath && subjectOf(arrayPath);
  if (!array) return null;
  const isElement = (candidate: NodePath): boolean => {
    const plain = unwrap(candidate);
    if (plain.isIdentifier()) {
      const element = elementAlias(plain, loop.body);
      return element !== null && isElement(element);
    }
    if (!plain.isMemberExpression() || !plain.node.computed) return false;
    const property = plain.get("property");
    return isReference(property, loop.index) && subjectOf(plain.get("object"))?.key === array.key;
  };
  return {
    path: loop.path,
    array,
    arrayPath,
    body: loop.body,
    index: loop.index,
    direction: loop.direction,
    isElement,
  };
}

/** The array whose length an expression is: `list.length`, or a variable that holds it. */
export function lengthOwner(path: NodePath, loop: NodePath): NodePath | null {
  const plain = unwrap(path);
  if (plain.isMemberExpression()) return propertyName(plain.node) === "length" ? plain.get("object") : null;
  if (!plain.isIdentifier()) return null;
  const binding = plain.scope.getBinding(plain.node.name);
  const value = binding && soleValue(binding, loop);
  return value?.isMemberExpression() && propertyName(value.node) === "length" ? value.get("object") : null;
}

/** True when the path is a mention of the variable. */
export function isReference(path: NodePath, binding: Binding): boolean {
  const plain = unwrap(path);
  return plain.isIdentifier() && plain.scope.getBinding(plain.node.name) === binding;
}

/** The value a variable has in a loop, when it gets only one: at its declaration, or in the loop's own head. */
function soleValue(binding: Binding, loop: NodePath): NodePath | null {
  if (assignmentsOf(binding).length === 0) return initialValue(binding);
  const assignments = assignmentsOf(binding).filter((violation) =>
    violation.isAssignmentExpression({ operator: "=" }),
  );
  const own = assignments.find((violation) => isInside(violation, loop));
  const [only] = own ? [own] : assignments;
  if (!only?.isAssignmentExpression()) return null;
  const others = assignmentsOf(binding).filter((violation) => violation !== only);
  if (own ? others.some((other) => isInside(other, loop)) : others.length > 0 || initialValue(binding))
    return null;
  return only.get("right");
}

function scanByElement(path: NodePath<t.ForOfStatement>): Scan | null {
  const arrayPath = path.get("right");
  const array = subjectOf(arrayPath);
  const left = path.get("left");
  if (path.node.await || !array || !left.isVariableDeclaration()) return null;
  const [declarator] = left.node.declarations;
  if (declarator?.id.type !== "Identifier") return null;
  const element = path.get("body").scope.getBinding(declarator.id.name);
  if (!element) return null;
  const isElement = (candidate: NodePath): boolean => isReference(candidate, element);
  return { path, array, arrayPath, body: path.get("body"), index: null, direction: "up", isElement };
}

/** `var value = list[i]` at the top of a body makes `value` another word for the element. */
function elementAlias(path: NodePath<t.Identifier>, body: NodePath): NodePath | null {
  const binding = path.scope.getBinding(path.node.name);
  if (!binding || !isInside(binding.path, body) || assignmentsOf(binding).length > 0) return null;
  return initialValue(binding);
}

function countingFor(path: NodePath<t.ForStatement>): CountingLoop | null {
  const test = path.get("test");
  const update = path.get("update");
  const body = path.get("body");
  if (!test.isExpression()) return null;
  // for (i = n; i--; ) …
  if (!update.node) {
    const index = decrementIn(test);
    const bound = index && startIn(path, index);
    return index && bound
      ? { path, index, from: null, bound, inclusive: false, direction: "down", body }
      : null;
  }
  const step = stepOf(update);
  if (!step || !test.isBinaryExpression()) return null;
  const comparison = comparisonWith(test, step.index);
  if (!comparison) return null;
  const start = startIn(path, step.index);
  if (!start) return null;
  if (step.direction === "up") {
    if (!/^(<=?|!==?)$/.test(comparison.operator)) return null;
    const inclusive = comparison.operator === "<=";
    const from = start.isNumericLiteral() ? start.node.value : start;
    return { path, index: step.index, from, bound: comparison.other, inclusive, direction: "up", body };
  }
  const downToZero =
    (comparison.operator === ">=" && comparison.other.isNumericLiteral({ value: 0 })) ||
    (comparison.operator === ">" && isMinusOne(comparison.other));
  const bound = downToZero ? lessOne(start) : null;
  return bound
    ? { path, index: step.index, from: null, bound, inclusive: false, direction: "down", body }
    : null;
}

/** `i = -1; while (++i < n)` and `i = n; while (i--)`, with the start in the statement before. */
function countingWhile(path: NodePath<t.WhileStatement>): CountingLoop | null {
  const test = path.get("test");
  const body = path.get("body");
  const down = decrementIn(test);
  if (down) {
    const bound = startBefore(path, down);
    return bound ? { path, index: down, from: null, bound, inclusive: false, direction: "down", body } : null;
  }
  if (!test.isBinaryExpression({ operator: "<" })) return null;
  const left = test.get("left");
  if (!left.isUpdateExpression({ operator: "++" })) return null;
  const index = bindingOf(left.get("argument"));
  const start = index && startBefore(path, index);
  if (!index || !start || !isMinusOne(start)) return null;
  // `while (i++ < n)` compares before it counts, so the body also sees n.
  return {
    path,
    index,
    from: 0,
    bound: test.get("right"),
    inclusive: !left.node.prefix,
    direction: "up",
    body,
  };
}

function stepOf(update: NodePath): { readonly index: Binding; readonly direction: "up" | "down" } | null {
  if (update.isSequenceExpression()) {
    const parts = update.get("expressions");
    return parts.length === 1 && parts[0] ? stepOf(parts[0]) : null;
  }
  if (update.isUpdateExpression()) {
    const index = bindingOf(update.get("argument"));
    return index && { index, direction: update.node.operator === "++" ? "up" : "down" };
  }
  if (!update.isAssignmentExpression() || !update.get("right").isNumericLiteral({ value: 1 })) return null;
  const index = bindingOf(update.get("left"));
  if (!index) return null;
  if (update.node.operator === "+=") return { index, direction: "up" };
  return update.node.operator === "-=" ? { index, direction: "down" } : null;
}

/** The comparison with the index on its left. */
function comparisonWith(
  test: NodePath<t.BinaryExpression>,
  index: Binding,
): { readonly operator: string; readonly other: NodePath<t.Expression> } | null {
  const left = test.get("left");
  const right = test.get("right");
  const { operator } = test.node;
  if (isReference(left, index)) return { operator, other: right };
  if (!isReference(right, index) || !left.isExpression()) return null;
  return { operator: mirrored(operator), other: left };
}

/** The value the head of a `for` gives the index, else the statement before it. */
function startIn(path: NodePath<t.ForStatement>, index: Binding): NodePath<t.Expression> | null {
  const init = path.get("init");
  return init.isExpression() || init.isVariableDeclaration()
    ? valueGiven(init, index)
    : startBefore(path, index);
}

/** The value one of the statements right before the loop gives the index, with nothing using it in between. */
function startBefore(path: NodePath, index: Binding): NodePath<t.Expression> | null {
  const outer = path.parentPath?.isLabeledStatement() ? path.parentPath : path;
  for (const sibling of outer.inList ? outer.getAllPrevSiblings() : []) {
    if (!sibling.isStatement()) return null;
    const value = valueGiven(sibling, index);
    if (value) return value;
    const touches = [...index.referencePaths, ...assignmentsOf(index)].some((mention) =>
      isInside(mention, sibling),
    );
    if (touches) return null;
  }
  return null;
}

function valueGiven(path: NodePath, index: Binding): NodePath<t.Expression> | null {
  if (path.isExpressionStatement()) return valueGiven(path.get("expression"), index);
  if (path.isVariableDeclaration()) {
    for (const declarator of path.get("declarations")) {
      const init = declarator.get("init");
      const id = declarator.get("id");
      if (id.isIdentifier() && id.scope.getBinding(id.node.name) === index && init.isExpression())
        return init;
    }
  }
  if (path.isSequenceExpression()) {
    for (const part of path.get("expressions")) {
      const value = valueGiven(part, index);
      if (value) return value;
    }
  }
  if (path.isAssignmentExpression({ operator: "=" }) && bindingOf(path.get("left")) === index)
    return path.get("right");
  return null;
}

function decrementIn(test: NodePath): Binding | null {
  return test.isUpdateExpression({ operator: "--", prefix: false }) ? bindingOf(test.get("argument")) : null;
}

function bindingOf(path: NodePath): Binding | null {
  return path.isIdentifier() ? (path.scope.getBinding(path.node.name) ?? null) : null;
}

/** `n` of `n - 1`. */
export function lessOne(path: NodePath): NodePath<t.Expression> | null {
  if (!path.isBinaryExpression({ operator: "-" }) || !path.get("right").isNumericLiteral({ value: 1 }))
    return null;
  const left = path.get("left");
  return left.isExpression() ? left : null;
}

function isMinusOne(path: NodePath): boolean {
  return path.isUnaryExpression({ operator: "-" }) && path.get("argument").isNumericLiteral({ value: 1 });
}
