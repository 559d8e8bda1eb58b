import type { Binding, NodePath } from "@babel/traverse";
import traverse from "@babel/traverse";
import type * as t from "@babel/types";
import { assemble, type Baseline, type Code } from "../domain/candidate.ts";
import { parseFile, parseProgram } from "./program.ts";

/**
 * A text that is equal for two candidates that are the same program: white space, comments, redundant parentheses,
 * the order of helpers and the names of the target's own variables do not count. Code that does not parse is told
 * apart by its text.
 */
export function fingerprint(baseline: Baseline, code: Code): string {
  const program = parseProgram(baseline, code);
  if (!program) return assemble(baseline, code);
  try {
    const target = serialize(program.target);
    const helpers = code.helpers.map((helper) => serializeHelper(baseline.file, helper));
    return [target, ...helpers.toSorted()].join("\n");
  } catch (error) {
    // Nesting deeper than the stack.
    if (error instanceof RangeError) return assemble(baseline, code);
    throw error;
  }
}

function serializeHelper(file: string, helper: string): string {
  const parsed = parseFile(file, helper);
  let text = helper;
  if (parsed) {
    traverse(parsed, {
      Program(path) {
        text = serialize(path);
        path.stop();
      },
    });
  }
  return text;
}

/** Fields that say where a node is or how it was written, not what it means. */
const incidental: ReadonlySet<string> = new Set([
  "start",
  "end",
  "loc",
  "range",
  "extra",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "shorthand",
]);

function serialize(root: NodePath): string {
  const names = localNames(root);
  const parts: string[] = [];
  const write = (value: unknown): void => {
    if (Array.isArray(value)) {
      parts.push("[");
      value.forEach(write);
      parts.push("]");
    } else if (typeof value === "object" && value !== null) {
      parts.push("(");
      for (const [key, field] of Object.entries(value)) {
        if (incidental.has(key) || field === undefined || field === null || field === false) continue;
        parts.push(key, "=");
        if (key === "name" && names.has(value)) parts.push(`$${names.get(value)}`);
        else write(field);
      }
      parts.push(")");
    } else {
      parts.push(JSON.stringify(value) ?? "");
    }
    parts.push(" ");
  };
  write(root.node);
  return parts.join("");
}

/** The number of every mention of a variable declared inside the root, in the order variables first appear. */
function localNames(root: NodePath): ReadonlyMap<object, number> {
  const numbers = new Map<Binding, number>();
  const names = new Map<object, number>();
  const visit = (path: NodePath<t.Identifier>): void => {
    if (!isVariable(path)) return;
    const binding = path.scope.getBinding(path.node.name);
    if (!binding || binding.scope.path.isProgram() || !isOwn(binding, root)) return;
    const number = numbers.get(binding) ?? numbers.size;
    numbers.set(binding, number);
    names.set(path.node, number);
  };
  root.traverse({ Identifier: visit });
  return names;
}

function isVariable(path: NodePath): boolean {
  return path.isReferencedIdentifier() || path.isBindingIdentifier();
}

function isOwn(binding: Binding, root: NodePath): boolean {
  return binding.scope.path === root || binding.scope.path.isDescendant(root);
}
