import type { PythonProgram } from "./program.ts";
import type { Binding } from "./scopes.ts";
import type { Expression } from "./syntax.ts";

/** An expression that names one value as long as nothing it is made of changes: `items`, `self.items`. */
export interface Subject {
  /** Equal for two expressions of a program that name the same value. */
  readonly key: string;
  /** A word for it, fit for a derived name. */
  readonly word: string;
  readonly binding: Binding;
  /** Attributes after the variable, such as `items` of `self.items`. */
  readonly path: readonly string[];
}

/** The subject an expression names; null when it is computed or its variable is unknown. */
export function subjectOf(program: PythonProgram, expression: Expression): Subject | null {
  if (expression.kind === "name") {
    const binding = program.scopes.bindingOf(expression);
    if (!binding) return null;
    // The scope tells apart two variables of one name.
    const key = `${expression.id}#${binding.scope.owner.start}:${binding.scope.owner.kind}`;
    return { key, word: wordOf(expression.id) || "value", binding, path: [] };
  }
  if (expression.kind !== "attribute") return null;
  const owner = subjectOf(program, expression.object);
  if (!owner) return null;
  const { name } = expression;
  return {
    key: `${owner.key}.${name}`,
    word: wordOf(name) || owner.word,
    binding: owner.binding,
    path: [...owner.path, name],
  };
}

function wordOf(name: string): string {
  return name.replace(/^_+|_+$/g, "");
}
