import type { Rewrite } from "../../rule.ts";
import { builtinCalled, methodCalled, positional } from "../knowledge.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import { argumentText, operandText, replace, textOf } from "../source.ts";
import { type Call, type Comprehension, descendantsOf, type Expression, type SyntaxNode } from "../syntax.ts";

/** `len([x for x in items if …]) > 0` collects all matches to learn whether there is one; `any` stops at the first. */
export const filterAny: PythonRule = {
  id: "filter-any",
  title: "stop at the first match",
  find(program) {
    const rewrites: Rewrite[] = [];
    for (const node of descendantsOf(program.target.body)) {
      const question = questionOf(program, node);
      const answer = question && answerTo(program, question.collection);
      if (!question || answer === null) continue;
      const { whole, negated } = question;
      const text = negated ? `not ${answer}` : answer;
      const parent = program.scopes.parentOf(whole)?.kind ?? "";
      const operand = /^(comparison|binary|unary|attribute|subscript|starred)$/.test(parent);
      rewrites.push({
        summary: "stop at the first match instead of counting them all",
        edits: [replace(whole, negated && (operand || whole.parenthesized) ? `(${text})` : text)],
      });
    }
    return rewrites;
  },
};

interface Question {
  /** What is to be replaced. */
  readonly whole: Expression;
  /** What is asked whether it has elements. */
  readonly collection: Expression;
  /** True when the answer is yes for none. */
  readonly negated: boolean;
}

function questionOf(program: PythonProgram, node: SyntaxNode): Question | null {
  switch (node.kind) {
    case "comparison": {
      const [length, number] = node.operands;
      const [operator, more] = node.operators;
      if (!length || more !== undefined || number?.kind !== "number") return null;
      const question = `${operator} ${number.text}`;
      const negated = /^(== 0|< 1|<= 0)$/.test(question);
      const collection = negated || /^(> 0|>= 1|!= 0)$/.test(question) ? countedIn(program, length) : null;
      return collection && { whole: node, collection, negated };
    }
    case "comprehension":
      return isCondition(program, node) ? { whole: node, collection: node, negated: false } : null;
    case "call": {
      const [value, more] = positional(node) ?? [];
      if (value && !more && builtinCalled(program, node) === "bool")
        return { whole: node, collection: value, negated: false };
      if (!isCondition(program, node)) return null;
      return { whole: node, collection: countedIn(program, node) ?? node, negated: false };
    }
    default:
      return null;
  }
}

/** The collection whose size an expression is: of `len(…)`, and of `sum(1 for …)`. */
function countedIn(program: PythonProgram, expression: Expression): Expression | null {
  if (expression.kind !== "call") return null;
  const builtin = builtinCalled(program, expression);
  const [value, more] = positional(expression) ?? [];
  if (!value || more) return null;
  if (builtin === "len") return value;
  const counting =
    builtin === "sum" &&
    value.kind === "comprehension" &&
    value.form === "generator" &&
    value.element.kind === "number" &&
    value.element.text === "1";
  return counting ? { ...value, form: "list" } : null;
}

/** True where only the truth of a value is asked for. */
function isCondition(program: PythonProgram, expression: Expression): boolean {
  const parent = program.scopes.parentOf(expression);
  switch (parent?.kind) {
    case "branch":
    case "while":
    case "conditional":
      return parent.test === expression;
    case "unary":
      return parent.operator === "not";
    case "logical":
      return isCondition(program, parent);
    default:
      return false;
  }
}

/** The call of `any` that tells whether the collection has elements; null where there is none. */
function answerTo(program: PythonProgram, collection: Expression): string | null {
  if (program.scopes.lookup("any", program.scopes.scopeAt(program.target.body))) return null;
  if (collection.kind === "comprehension")
    return collection.form === "list" ? anyOf(program, collection) : null;
  if (collection.kind !== "call" || builtinCalled(program, collection) !== "list") return null;
  const [filtered, more] = positional(collection) ?? [];
  if (filtered?.kind !== "call" || more || builtinCalled(program, filtered) !== "filter") return null;
  return anyFiltered(program, filtered);
}

function anyFiltered(program: PythonProgram, filtered: Call): string | null {
  const [test, items] = positional(filtered) ?? [];
  if (!test || !items || !isHarmless(test) || !isHarmless(items)) return null;
  const list = argumentText(program, items);
  return test.kind === "constant" ? `any(${list})` : `any(map(${argumentText(program, test)}, ${list}))`;
}

function anyOf(program: PythonProgram, { clauses, element }: Comprehension): string | null {
  const last = clauses.at(-1);
  if (!last || !isHarmless(element) || !clauses.every(isHarmless)) return null;
  if (clauses.some((clause) => clause.async)) return null;
  const [only, more] = last.conditions;
  const test = !only
    ? "True"
    : more
      ? last.conditions.map((each) => operandText(program, each)).join(" and ")
      : argumentText(program, only);
  const heads = [
    ...clauses.slice(0, -1).map((clause) => textOf(program, clause)),
    textOf(program, { start: last.start, end: last.iterable.end }),
  ];
  return `any(${test} ${heads.join(" ")})`;
}

const changing =
  /^(append|appendleft|add|pop|popleft|remove|insert|extend|update|clear|sort|reverse|setdefault|discard|write|send|put)$/;

/** True when evaluating less of it is surely not missed, as far as its words tell. */
function isHarmless(node: SyntaxNode): boolean {
  for (const each of descendantsOf(node)) {
    if (each.kind === "named" || each.kind === "yield" || each.kind === "await") return false;
    if (each.kind !== "call") continue;
    if (changing.test(methodCalled(each) ?? "")) return false;
    if (each.callee.kind === "name" && /^(print|input|next|open|exec|eval)$/.test(each.callee.id))
      return false;
  }
  return true;
}
