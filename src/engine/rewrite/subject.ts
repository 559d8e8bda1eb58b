import type { Binding, NodePath } from "@babel/traverse";
import { propertyName } from "./loops.ts";

/** An expression that names one value as long as nothing it is made of changes: `list`, `this.list`, `rows[i]`. */
export interface Subject {
  /** Equal for two expressions that name the same value. */
  readonly key: string;
  /** A word for it, fit for a derived name. */
  readonly word: string;
  /** Every variable it is made of. */
  readonly bindings: readonly Binding[];
  /** Keys of what it is a property of, outermost last. */
  readonly owners: readonly string[];
}

/** The subject an expression names, or null when it is computed. */
export function subjectOf(path: NodePath): Subject | null {
  const plain = unwrap(path);
  if (plain.isThisExpression()) return { key: "this", word: "self", bindings: [], owners: [] };
  if (plain.isIdentifier()) {
    const binding = plain.scope.getBinding(plain.node.name);
    if (!binding) return null;
    // The scope tells apart two variables of one name.
    const key = `${plain.node.name}#${binding.identifier.start ?? ""}`;
    return { key, word: plain.node.name, bindings: [binding], owners: [] };
  }
  if (!plain.isMemberExpression()) return null;
  const owner = subjectOf(plain.get("object"));
  if (!owner) return null;
  const owners = [owner.key, ...owner.owners];
  const name = propertyName(plain.node);
  if (name !== null) return { key: `${owner.key}.${name}`, word: name, bindings: owner.bindings, owners };
  const property = plain.get("property");
  if (property.isNumericLiteral())
    return {
      key: `${owner.key}[${property.node.value}]`,
      word: owner.word,
      bindings: owner.bindings,
      owners,
    };
  const index = property.isIdentifier() ? subjectOf(property) : null;
  if (!index) return null;
  return {
    key: `${owner.key}[${index.key}]`,
    word: owner.word,
    bindings: [...owner.bindings, ...index.bindings],
    owners,
  };
}

/** True when the two expressions name the same value. */
export function sameSubject(left: NodePath, right: NodePath): boolean {
  const subject = subjectOf(left);
  return subject !== null && subject.key === subjectOf(right)?.key;
}

/**
 * The assignments to a variable after its declaration. (The scope analysis counts the declaration of a `var` inside a
 * loop as one, because it runs again.)
 */
export function assignmentsOf(binding: Binding): readonly NodePath[] {
  return binding.constantViolations.filter((violation) => violation !== binding.path);
}

/** The expression inside TypeScript's assertions. */
export function unwrap(path: NodePath): NodePath {
  if (path.isTSNonNullExpression() || path.isTSAsExpression() || path.isTSSatisfiesExpression())
    return unwrap(path.get("expression"));
  return path;
}

export function isInside(path: NodePath, extent: NodePath): boolean {
  return path === extent || path.isDescendant(extent);
}
