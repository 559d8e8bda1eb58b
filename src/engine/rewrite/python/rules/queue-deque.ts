import type { Edit, Rewrite } from "../../rule.ts";
import { imported } from "../imports.ts";
import { builtinCalled, isEmptyList, isFreshList, positional, writesOf } from "../knowledge.ts";
import { isLooped } from "../loops.ts";
import type { PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { replace, textOf } from "../source.ts";
import { type Attribute, allOf, type Call, type Expression, type Name } from "../syntax.ts";
import { mentionsIn } from "../uses.ts";

/** `queue.pop(0)` moves every element that is left; a deque is open at both ends. */
export const queueDeque: PythonRule = {
  id: "queue-deque",
  title: "take from a deque instead of a list",
  find(program) {
    const queues = new Set<Binding>();
    for (const call of allOf(program.target.body, "call")) {
      const { callee } = call;
      if (callee.kind !== "attribute" || callee.object.kind !== "name" || !isLooped(program, call)) continue;
      const binding = program.scopes.bindingOf(callee.object);
      if (binding && movesAll(callee, call)) queues.add(binding);
    }
    return [...queues].flatMap((queue) => rewriteOf(program, queue) ?? []);
  },
};

/** `pop(0)` and `insert(0, x)`. */
function movesAll({ name }: Attribute, call: Call): boolean {
  const values = positional(call) ?? [];
  return (
    isZero(values[0]) &&
    ((name === "pop" && values.length === 1) || (name === "insert" && values.length === 2))
  );
}

function isZero(expression: Expression | undefined): boolean {
  return expression?.kind === "number" && expression.text === "0";
}

function rewriteOf(program: PythonProgram, queue: Binding): Rewrite | null {
  const { owner } = queue.scope;
  if (owner.kind !== "function" || !program.scopes.isInside(owner, program.target)) return null;
  const takes = queue.mentions.some((mention) => {
    const parent = program.scopes.parentOf(mention);
    return parent?.kind === "attribute" && parent.name === "pop";
  });
  if (!takes || changesWhileIterated(program, queue)) return null;
  const deque = imported(program, "collections", "deque");
  const edits: Edit[] = [];
  for (const mention of queue.mentions) {
    const own = program.scopes.scopeAt(mention).owner;
    const edit = own === owner || own.kind === "comprehension" ? editFor(program, mention, deque.text) : null;
    if (edit === null) return null;
    edits.push(...edit);
  }
  return writesOf(program, queue).length > 0
    ? { summary: `take from \`${queue.name}\` as a deque`, edits, helpers: deque.helpers }
    : null;
}

/** What one mention of the queue becomes; null when it may tell a deque from a list. */
function editFor(program: PythonProgram, mention: Name, deque: string): readonly Edit[] | null {
  const { scopes } = program;
  const parent = scopes.parentOf(mention);
  switch (parent?.kind) {
    case "assign": {
      const [, more] = parent.targets;
      const { value } = parent;
      if (scopes.accessOf(mention) !== "write" || more || !value || !isFreshList(program, value)) return null;
      return [replace(value, isEmptyList(value) ? `${deque}()` : `${deque}(${textOf(program, value)})`)];
    }
    case "attribute": {
      const call = scopes.parentOf(parent);
      return call?.kind === "call" && call.callee === parent ? methodEdit(parent, call) : null;
    }
    case "subscript":
      return parent.object === mention && isEnd(parent.index) ? [] : null;
    case "argument": {
      const call = scopes.parentOf(parent);
      const reads = /^(len|bool|list|tuple|set|sorted|sum|min|max|any|all)$/;
      return call?.kind === "call" && reads.test(builtinCalled(program, call) ?? "") ? [] : null;
    }
    case "comparison":
      return /^(not )?in$/.test(parent.operators.join(" ")) && parent.operands.at(-1) === mention ? [] : null;
    case "for":
    case "clause":
      return parent.iterable === mention ? [] : null;
    case "branch":
    case "while":
      return [];
    case "unary":
      return parent.operator === "not" ? [] : null;
    case "logical":
    case "conditional":
      return isTest(program, mention) ? [] : null;
    default:
      return null;
  }
}

function methodEdit(member: Attribute, call: Call): readonly Edit[] | null {
  const [first, second] = positional(call) ?? [];
  const after = member.end - member.name.length;
  if (movesAll(member, call)) {
    if (member.name === "pop") return [{ start: after, end: call.end, text: "popleft()" }];
    if (!first || !second) return null;
    return [
      { start: after, end: member.end, text: "appendleft" },
      { start: first.start, end: second.start, text: "" },
    ];
  }
  if (member.name === "pop") return call.args.length === 0 ? [] : null;
  return /^(append|extend|clear|remove|reverse|count|index)$/.test(member.name) ? [] : null;
}

function isEnd(index: Expression): boolean {
  if (index.kind === "unary" && index.operator === "-")
    return index.operand.kind === "number" && index.operand.text === "1";
  return isZero(index);
}

/** True where only the truth of the value is asked for. */
function isTest(program: PythonProgram, expression: Expression): boolean {
  const parent = program.scopes.parentOf(expression);
  switch (parent?.kind) {
    case "branch":
    case "while":
      return true;
    case "conditional":
      return parent.test === expression;
    case "unary":
      return parent.operator === "not";
    case "logical":
      return isTest(program, parent);
    default:
      return false;
  }
}

/** A list bears being changed while a loop goes over it; a deque does not. */
function changesWhileIterated(program: PythonProgram, queue: Binding): boolean {
  return queue.mentions.some((mention) => {
    const loop = program.scopes.parentOf(mention);
    const extent = loop?.kind === "clause" ? program.scopes.parentOf(loop) : loop;
    if ((loop?.kind !== "for" && loop?.kind !== "clause") || loop.iterable !== mention || !extent)
      return false;
    return mentionsIn(queue, extent).length > 1;
  });
}
