import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import { calledMethod, isLibraryCall, propertyName } from "./loops.ts";
import { assignmentsOf, isInside, type Subject, sameSubject, subjectOf } from "./subject.ts";

/** How a value is used at one place. */
export type Use =
  | { readonly kind: "read" | "write" | "reorder" | "escape"; readonly path: NodePath }
  | { readonly kind: "grow"; readonly path: NodePath; readonly grow: Grow };

/** An element added to an array. */
export interface Grow {
  /** `list.push(x)`, `list.unshift(x)` or `list[list.length] = x`. */
  readonly expression: NodePath<t.CallExpression> | NodePath<t.AssignmentExpression>;
  readonly atEnd: boolean;
  readonly values: readonly NodePath<t.Node>[];
}

/** Everything done with the subject inside `extent`. */
export function usesOf(subject: Subject, extent: NodePath): readonly Use[] {
  return mentionsOf(subject, extent).map(classify);
}

/**
 * True when no variable of the subject is assigned in `extent`, nor declared in it. A function as the extent is
 * looked at as a whole: its own variables must be assigned once, where they are declared.
 */
export function isSettled(subject: Subject, extent: NodePath): boolean {
  return subject.bindings.every(
    (binding) =>
      (extent.isFunction() || !isInside(binding.path, extent)) &&
      !binding.constantViolations.some((violation) => isInside(violation, extent)),
  );
}

/**
 * True when the subject holds the same value, with the same own elements, throughout `extent`, as far as the
 * text tells; growing, where `grows` is given, is collected there instead.
 */
export function isUnchanged(subject: Subject, extent: NodePath, grows?: Grow[]): boolean {
  if (!isSettled(subject, extent)) return false;
  for (const use of usesOf(subject, extent)) {
    if (use.kind === "grow" && grows) grows.push(use.grow);
    else if (use.kind !== "read") return false;
  }
  return !ownerReplaced(subject, extent) && !changedByOthers(subject, extent);
}

/** True when a new value is only read, at once or through the variable it is declared with. */
export function isReadOnly(path: NodePath): boolean {
  const declarator = path.parentPath;
  if (!declarator?.isVariableDeclarator() || declarator.node.id.type !== "Identifier")
    return classify(path).kind === "read" && !path.parentPath?.isReturnStatement();
  const binding = declarator.scope.getBinding(declarator.node.id.name);
  return (
    binding !== undefined &&
    assignmentsOf(binding).length === 0 &&
    binding.referencePaths.every(
      (reference) => !reference.parentPath?.isReturnStatement() && classify(reference).kind === "read",
    )
  );
}

/** Methods that leave an array or string as it is. */
const readingMethods: ReadonlySet<string> = new Set(
  (
    "at charAt charCodeAt codePointAt concat endsWith entries every filter find findIndex findLast findLastIndex " +
    "flat flatMap forEach get has hasOwnProperty includes indexOf join keys lastIndexOf localeCompare map match " +
    "matchAll normalize padEnd padStart reduce reduceRight repeat replace replaceAll search slice some split " +
    "startsWith substr substring test toLowerCase toReversed toSorted toSpliced toString toUpperCase trim trimEnd " +
    "trimStart valueOf values with"
  ).split(" "),
);

/** Functions of the language that read their arguments and keep nothing. */
const readingFunctions =
  /^(Array\.(isArray|from)|Object\.(keys|values|entries|is|hasOwn)|Math\.\w+|JSON\.stringify|String|Number|Boolean|isNaN|isFinite|parseInt|parseFloat|Set|Map|RegExp|Error|TypeError|RangeError)$/;

function mentionsOf(subject: Subject, extent: NodePath): readonly NodePath[] {
  const [binding] = subject.bindings;
  if (binding && subject.owners.length === 0)
    return binding.referencePaths.filter((reference) => isInside(reference, extent));
  const found: NodePath[] = [];
  extent.traverse({
    MemberExpression(path) {
      if (subjectOf(path)?.key === subject.key) found.push(path);
    },
  });
  return found;
}

function classify(mention: NodePath): Use {
  let path = mention;
  let parent = path.parentPath;
  while (
    parent &&
    (parent.isTSNonNullExpression() || parent.isTSAsExpression() || parent.isTSSatisfiesExpression())
  ) {
    path = parent;
    parent = path.parentPath;
  }
  if (!parent) return { kind: "escape", path };
  if (isAssigned(path, parent)) return { kind: "write", path };
  if ((parent.isMemberExpression() || parent.isOptionalMemberExpression()) && path.key === "object")
    return classifyMember(parent);
  if (parent.isCallExpression() || parent.isNewExpression() || parent.isOptionalCallExpression())
    return {
      kind:
        path.listKey === "arguments" && (keepsNothing(parent, path) || isOnlyReadBy(parent, path))
          ? "read"
          : "escape",
      path,
    };
  const harmless =
    parent.isSpreadElement() ||
    (parent.isForXStatement() && path.key === "right") ||
    parent.isBinaryExpression() ||
    parent.isUnaryExpression() ||
    parent.isReturnStatement() ||
    parent.isExpressionStatement() ||
    parent.isTemplateLiteral() ||
    parent.isThrowStatement() ||
    (parent.isMemberExpression() && path.key === "property") ||
    isTest(path, parent);
  return { kind: harmless ? "read" : "escape", path };
}

function classifyMember(member: NodePath<t.MemberExpression | t.OptionalMemberExpression>): Use {
  const outer = member.parentPath;
  if (isAssigned(member, outer)) {
    const grow = outer.isAssignmentExpression() ? growByIndex(outer) : null;
    return grow ? { kind: "grow", path: member, grow } : { kind: "write", path: member };
  }
  if (!(outer.isCallExpression() || outer.isOptionalCallExpression()) || member.key !== "callee")
    return { kind: "read", path: member };
  const method = propertyName(member.node);
  if (method === null) return { kind: "write", path: member };
  if (method === "sort" || method === "reverse") return { kind: "reorder", path: member };
  if ((method === "push" || method === "unshift") && outer.isCallExpression()) {
    const values = outer.get("arguments");
    return values.some((value) => value.isSpreadElement())
      ? { kind: "write", path: member }
      : { kind: "grow", path: member, grow: { expression: outer, atEnd: method === "push", values } };
  }
  return { kind: readingMethods.has(method) ? "read" : "write", path: member };
}

/** `list[list.length] = x`. */
function growByIndex(assignment: NodePath<t.AssignmentExpression>): Grow | null {
  const left = assignment.get("left");
  if (assignment.node.operator !== "=" || !left.isMemberExpression() || !left.node.computed) return null;
  const property = left.get("property");
  const atEnd =
    property.isMemberExpression() &&
    propertyName(property.node) === "length" &&
    sameSubject(property.get("object"), left.get("object"));
  return atEnd ? { expression: assignment, atEnd: true, values: [assignment.get("right")] } : null;
}

function isAssigned(path: NodePath, parent: NodePath): boolean {
  return (
    (parent.isAssignmentExpression() && path.key === "left") ||
    parent.isUpdateExpression() ||
    (parent.isUnaryExpression() && parent.node.operator === "delete") ||
    (parent.isForXStatement() && path.key === "left") ||
    parent.isArrayPattern() ||
    (parent.isObjectProperty() && parent.parentPath.isObjectPattern() && path.key === "value") ||
    parent.isRestElement()
  );
}

function isTest(path: NodePath, parent: NodePath): boolean {
  return (
    (path.key === "test" && (parent.isConditional() || parent.isLoop())) ||
    (parent.isLogicalExpression() && path.key === "left" && parent.node.operator === "&&")
  );
}

function keepsNothing(
  call: NodePath<t.CallExpression | t.NewExpression | t.OptionalCallExpression>,
  argument: NodePath,
): boolean {
  const callee = call.get("callee");
  if (Array.isArray(callee)) return false;
  if (callee.isIdentifier())
    return (
      !callee.scope.hasBinding(callee.node.name, { noGlobals: true }) &&
      readingFunctions.test(callee.node.name)
    );
  if (!callee.isMemberExpression()) return false;
  if (call.isCallExpression() && isLibraryCall(call) && argument.key === 0) return true;
  const object = callee.node.object;
  const method = propertyName(callee.node);
  if (object.type === "Identifier" && readingFunctions.test(`${object.name}.${method}`)) return true;
  if (object.type === "Identifier" && object.name === "Object" && method === "assign")
    return argument.key !== 0;
  // `Array.prototype.slice.call(list)` is `list.slice()`.
  const borrowed = callee.node.object;
  if (method === "call" && borrowed.type === "MemberExpression")
    return argument.key !== 0 || readingMethods.has(propertyName(borrowed) ?? "");
  // `other.concat(list)` and `fn.apply(null, list)` copy the elements out.
  return call.isCallExpression() && (method === "concat" || calledMethod(call) === "apply");
}

/** A function of the same file that only reads the parameter in question, without passing it on. */
function isOnlyReadBy(
  call: NodePath<t.CallExpression | t.NewExpression | t.OptionalCallExpression>,
  argument: NodePath,
): boolean {
  const callee = call.get("callee");
  if (Array.isArray(callee) || !callee.isIdentifier() || typeof argument.key !== "number") return false;
  const binding = callee.scope.getBinding(callee.node.name);
  if (!binding || binding.constantViolations.length > 0) return false;
  const callable = binding.path.isVariableDeclarator() ? binding.path.get("init") : binding.path;
  if (!callable.isFunction()) return false;
  const parameter = callable.get("params")[argument.key];
  const received = parameter?.isIdentifier() ? callable.scope.getBinding(parameter.node.name) : undefined;
  return (
    received !== undefined &&
    received.constantViolations.length === 0 &&
    received.referencePaths.every(
      (reference) =>
        !reference.parentPath?.isCallExpression() &&
        !reference.parentPath?.isReturnStatement() &&
        classify(reference).kind === "read",
    )
  );
}

/** True when `owner.list`, or an owner of it, is assigned inside the extent. */
export function isReplaced(subject: Subject, extent: NodePath): boolean {
  return (
    ownerReplaced(subject, extent) ||
    mentionsOf(subject, extent).some((path) => isAssigned(path, path.parentPath ?? path))
  );
}

/** `owner = …` or `owner.list = …` inside the extent makes `owner.list` another value. */
function ownerReplaced(subject: Subject, extent: NodePath): boolean {
  if (subject.owners.length === 0) return false;
  const keys = new Set(subject.owners);
  let replaced = false;
  extent.traverse({
    MemberExpression(path) {
      const parent = path.parentPath;
      if (!isAssigned(path, parent)) return;
      const owner = subjectOf(path.get("object"));
      if (!owner) return;
      const written = subjectOf(path);
      // A write through an unknown index of an owner may hit the subject.
      if (
        written
          ? keys.has(written.key) || (keys.has(owner.key) && written.key.endsWith("]"))
          : keys.has(owner.key)
      )
        replaced = true;
    },
  });
  return replaced;
}

/** A function outside the extent that changes the variable may be called in it. */
function changedByOthers(subject: Subject, extent: NodePath): boolean {
  const [binding] = subject.bindings;
  if (!binding || subject.owners.length > 0) return false;
  const home = extent.isFunction() ? extent : extent.getFunctionParent();
  const elsewhere = (path: NodePath): boolean => {
    if (isInside(path, extent)) return false;
    const owner = path.getFunctionParent();
    return owner !== home && owner !== binding.scope.getFunctionParent()?.path && owner !== null;
  };
  return (
    binding.constantViolations.some(elsewhere) ||
    binding.referencePaths.some(
      (reference) => elsewhere(reference) && ["write", "grow", "reorder"].includes(classify(reference).kind),
    )
  );
}
