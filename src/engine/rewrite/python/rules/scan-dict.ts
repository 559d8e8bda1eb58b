import type { Rewrite } from "../../rule.ts";
import { isConstantIn } from "../invariants.ts";
import { isRepeatable } from "../knowledge.ts";
import { isUnhashable, mayBeText, planLookup } from "../lookup.ts";
import { targetNames } from "../loops.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { insertBefore, operandText, replace, textOf } from "../source.ts";
import { allOf, type Clause, type Expression, type For, type Name, type SyntaxNode } from "../syntax.ts";
import { isUsedOutside } from "../uses.ts";

/**
 * A loop inside a loop that looks for the elements with one key is a join by nested scans. A dict of the elements by
 * key, built once, gives the inner loop just those; its question stays, so that what it finds stays the same.
 */
export const scanDict: PythonRule = {
  id: "scan-dict",
  title: "join by a dict of keys",
  find: (program) =>
    [...allOf(program.target.body, "for"), ...allOf(program.target.body, "clause")].flatMap(
      (scan) => rewriteOf(program, scan) ?? [],
    ),
};

function rewriteOf(program: PythonProgram, scan: For | Clause): Rewrite | null {
  const names = targetNames(scan.target);
  const question = firstQuestion(scan);
  if (!question || names.length === 0 || scan.async || mayBeText(program, scan.iterable)) return null;
  const sides = sidesOf(program, question, names);
  if (!sides || isUnhashable(sides.needle) || !isRepeatable(sides.needle)) return null;
  const extent = scan.kind === "for" ? scan : program.scopes.parentOf(scan);
  if (!extent || !isConstantIn(program, sides.needle, scan)) return null;
  if (scan.kind === "for" && names.some((name) => isUsedOutside(program, name, scan))) return null;
  const plan = planLookup(program, scan.iterable, scan.kind === "for" ? scan : scan.iterable);
  if (!plan || plan.grows.length > 0 || isKeyStored(program, sides.key, plan.loop)) return null;
  const element = freshName(program, "item");
  const key = keyOf(program, sides.key, scan.target, element);
  if (key === null) return null;
  const name = freshName(program, `${plan.subject.word}_by_${wordOf(sides.key)}`);
  return {
    summary: `join \`${plan.list}\` by a dict of \`${textOf(program, sides.key)}\``,
    edits: [
      ...insertBefore(program, plan.anchor, [
        `${name} = {}`,
        `for ${element} in ${plan.list}:`,
        `\t${name}.setdefault(${key}, []).append(${element})`,
      ]),
      replace(scan.iterable, `${name}.get(${textOf(program, sides.needle)}, ())`),
    ],
  };
}

/** The first thing that is asked of every element, where nothing happens to the others. */
function firstQuestion(scan: For | Clause): Expression | null {
  let question: Expression | undefined;
  if (scan.kind === "clause") [question] = scan.conditions;
  else {
    const [only, more] = scan.body.statements;
    if (only?.kind !== "if" || more || only.orElse || only.branches.length > 1) return null;
    question = only.branches[0]?.test;
  }
  while (question?.kind === "logical" && question.operator === "and") question = question.left;
  return question ?? null;
}

/** The two sides of `element.key == needle`, in either order. */
function sidesOf(
  program: PythonProgram,
  question: Expression,
  names: readonly Name[],
): { readonly key: Expression; readonly needle: Expression } | null {
  if (question.kind !== "comparison" || question.operators.join() !== "==") return null;
  const [left, right] = question.operands;
  if (!left || !right) return null;
  const bindings = names.map((name) => program.scopes.bindingOf(name));
  const mentions = (side: Expression): boolean =>
    allOf(side, "name").some((name) => bindings.includes(program.scopes.bindingOf(name)));
  for (const [key, needle] of [
    [left, right],
    [right, left],
  ] as const) {
    const root = rootOf(key);
    if (root && bindings.includes(program.scopes.bindingOf(root)) && !mentions(needle))
      return { key, needle };
  }
  return null;
}

/** The variable of `element`, `element.key`, `element["key"]` and `element[0]`. */
function rootOf(key: Expression): Name | null {
  if (key.kind === "name") return key;
  if (key.kind === "attribute") return rootOf(key.object);
  const constant = key.kind === "subscript" && (key.index.kind === "string" || key.index.kind === "number");
  return constant ? rootOf(key.object) : null;
}

/** The text of the key for an element under another name. */
function keyOf(program: PythonProgram, key: Expression, target: Expression, element: string): string | null {
  const root = rootOf(key);
  if (!root || key.parenthesized) return null;
  const rest = program.text.slice(root.end, key.end);
  if (target.kind === "name") return element + rest;
  const at = target.kind === "tuple" ? target.elements.findIndex((each) => isNamed(program, each, root)) : -1;
  const plain = target.kind === "tuple" && target.elements.every(({ kind }) => kind === "name");
  return plain && at >= 0 ? `${element}[${at}]${rest}` : null;
}

function isNamed(program: PythonProgram, expression: Expression, name: Name): boolean {
  return (
    expression.kind === "name" && program.scopes.bindingOf(expression) === program.scopes.bindingOf(name)
  );
}

function wordOf(key: Expression): string {
  if (key.kind === "attribute") return key.name;
  if (key.kind === "subscript" && key.index.kind === "string") return key.index.value ?? "key";
  return key.kind === "name" ? "value" : "key";
}

/** True when the loop gives some element another key. */
function isKeyStored(program: PythonProgram, key: Expression, loop: SyntaxNode): boolean {
  if (key.kind === "name") return false;
  const stored = (node: Expression): boolean => {
    const parent = program.scopes.parentOf(node);
    return (
      parent?.kind === "delete" ||
      (parent?.kind === "update" && parent.target === node) ||
      (parent?.kind === "assign" && parent.targets.includes(node))
    );
  };
  return key.kind === "attribute"
    ? allOf(loop, "attribute").some((each) => each.name === key.name && stored(each))
    : allOf(loop, "subscript").some((each) => stored(each) && operandText(program, each).includes("["));
}
