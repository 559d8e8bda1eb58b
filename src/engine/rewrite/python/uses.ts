import { builtinCalled, methodCalled, positional, readingFunctions, readingMethods } from "./knowledge.ts";
import type { PythonProgram } from "./program.ts";
import type { Binding } from "./scopes.ts";
import type { Subject } from "./subject.ts";
import { allOf, type Call, descendantsOf, type Expression, type Name, type SyntaxNode } from "./syntax.ts";

/** How a value is used at one place. */
export type Use =
  | { readonly kind: "read" | "reorder" | "write" | "escape"; readonly node: SyntaxNode }
  | { readonly kind: "grow"; readonly node: SyntaxNode; readonly grow: Grow };

/** `list.append(value)`. */
export interface Grow {
  readonly call: Call;
  readonly value: Expression;
}

/** Methods that change what they are called on. */
const changing =
  /^(append|appendleft|extend|insert|remove|pop|popleft|popitem|clear|sort|reverse|add|discard|update|setdefault)$/;

const read = (node: SyntaxNode): Use => ({ kind: "read", node });

/** What is done with the value of an expression where it stands. */
export function useOf(program: PythonProgram, node: Expression): Use {
  const { scopes } = program;
  if (node.kind === "name" && scopes.accessOf(node) !== "read") return { kind: "write", node };
  const parent = scopes.parentOf(node);
  const escaping: Use = { kind: "escape", node };
  switch (parent?.kind) {
    case "attribute":
      return memberUse(program, parent);
    case "call":
      return read(node);
    case "subscript":
      return parent.object === node && isStored(program, parent) ? { kind: "write", node } : read(node);
    case "argument": {
      const call = scopes.parentOf(parent);
      return parent.star !== "" || (call?.kind === "call" && keepsNothing(program, call))
        ? read(node)
        : escaping;
    }
    case "assign":
      if (parent.targets.some((target) => target === node)) return { kind: "write", node };
      return parent.targets.every(({ kind }) => kind === "tuple" || kind === "list") ? read(node) : escaping;
    case "update":
      return parent.target === node ? { kind: "write", node } : read(node);
    case "for":
    case "clause":
      return parent.target === node ? { kind: "write", node } : read(node);
    case "delete":
      return { kind: "write", node };
    case "starred":
    case "comparison":
    case "binary":
    case "unary":
    case "slice":
    case "format":
    case "branch":
    case "while":
    case "assert":
    case "raise":
    case "expression":
    case "return":
    case "match":
      return read(node);
    case "logical":
      return useOf(program, parent);
    case "conditional":
      return parent.test === node ? read(node) : useOf(program, parent);
    case "tuple":
      return scopes.parentOf(parent)?.kind === "return" ? read(node) : escaping;
    default:
      return escaping;
  }
}

function memberUse(program: PythonProgram, member: Extract<Expression, { kind: "attribute" }>): Use {
  const { scopes } = program;
  const parent = scopes.parentOf(member);
  if (isStored(program, member)) return { kind: "write", node: member };
  if (parent?.kind !== "call" || parent.callee !== member)
    return changing.test(member.name) ? { kind: "escape", node: member } : read(member);
  if (readingMethods.has(member.name)) return read(member);
  if (member.name === "sort" || member.name === "reverse") return { kind: "reorder", node: member };
  const [value, more] = positional(parent) ?? [];
  if (member.name === "append" && value && !more)
    return { kind: "grow", node: member, grow: { call: parent, value } };
  return { kind: "write", node: member };
}

/** True when an attribute or element is assigned, updated or deleted. */
function isStored(program: PythonProgram, place: Expression): boolean {
  const parent = program.scopes.parentOf(place);
  switch (parent?.kind) {
    case "assign":
      return parent.targets.some((target) => target === place);
    case "update":
    case "for":
    case "clause":
      return parent.target === place;
    case "delete":
      return true;
    case "tuple":
    case "list":
    case "starred":
      return isStored(program, parent);
    default:
      return false;
  }
}

/** True for a call that neither changes its arguments nor keeps them. */
function keepsNothing(program: PythonProgram, call: Call): boolean {
  const { callee } = call;
  if (callee.kind === "name")
    return (
      readingFunctions.has(callee.id) &&
      (builtinCalled(program, call) !== null || isImported(program, callee))
    );
  return /^(join|extend|update|union|intersection|difference|index|count|get|chain|from_iterable|accumulate|fromkeys)$/.test(
    methodCalled(call) ?? "",
  );
}

function isImported(program: PythonProgram, name: Name): boolean {
  const binding = program.scopes.bindingOf(name);
  return (
    binding?.mentions.every((mention) => {
      const access = program.scopes.accessOf(mention);
      return access === "read" || program.scopes.parentOf(mention)?.kind === "alias";
    }) === true
  );
}

/** The mentions of a variable inside a part of the program. */
export function mentionsIn(binding: Binding, extent: SyntaxNode): readonly Name[] {
  return binding.mentions.filter(({ start, end }) => start >= extent.start && end <= extent.end);
}

/**
 * True when the subject holds the same value, with the same elements, throughout `extent`, as far as the text tells;
 * growing, where `grows` is given, is collected there instead.
 */
export function isUnchanged(
  program: PythonProgram,
  subject: Subject,
  extent: SyntaxNode,
  grows?: Grow[],
): boolean {
  if (suspends(extent) || program.scopes.isInside(subject.binding.scope.owner, extent)) return false;
  if (hasLooseMethod(program, subject.binding)) return false;
  const accept = (use: Use): boolean => {
    if (use.kind !== "grow" || !grows) return use.kind === "read";
    grows.push(use.grow);
    return true;
  };
  const uses = mentionsIn(subject.binding, extent).map((mention) => subjectUse(program, subject, mention));
  return uses.every((use) => use === null || accept(use)) && !isChangedElsewhere(program, subject, extent);
}

/** True when a method that changes the variable's value is kept under a name of its own. */
export function hasLooseMethod(program: PythonProgram, binding: Binding): boolean {
  return binding.mentions.some((mention) => {
    const member = program.scopes.parentOf(mention);
    if (member?.kind !== "attribute" || !changing.test(member.name)) return false;
    const call = program.scopes.parentOf(member);
    return call?.kind !== "call" || call.callee !== member;
  });
}

/** True when something in `extent` gives control to others for a while. */
function suspends(extent: SyntaxNode): boolean {
  for (const { kind } of descendantsOf(extent)) if (kind === "yield" || kind === "await") return true;
  return false;
}

/** What a mention of the variable means for the subject; null when it is about another attribute. */
function subjectUse(program: PythonProgram, { path }: Subject, mention: Name): Use | null {
  let node: Expression = mention;
  for (const name of path) {
    const parent = program.scopes.parentOf(node);
    if (parent?.kind !== "attribute") {
      const use = useOf(program, node);
      // An owner that is merely looked at leaves its attributes alone.
      return use.kind === "read" ? null : use;
    }
    if (parent.name !== name) {
      const call = program.scopes.parentOf(parent);
      const called = call?.kind === "call" && call.callee === parent && !readingMethods.has(parent.name);
      return called ? { kind: "escape", node: parent } : null;
    }
    node = parent;
  }
  return useOf(program, node);
}

/** True when a function that `extent` may call changes the variable, or the attribute is changed by another name. */
function isChangedElsewhere(program: PythonProgram, subject: Subject, extent: SyntaxNode): boolean {
  const { scopes } = program;
  const elsewhere = subject.binding.mentions.some((mention) => {
    const around = functionAround(program, mention);
    // The functions around this one wait while it runs, and code of the module itself has run before.
    if (around === null || scopes.isInside(extent, around)) return false;
    const use = subjectUse(program, subject, mention);
    return use !== null && use.kind !== "read" && subject.path.length === 0;
  });
  const last = subject.path.at(-1);
  if (elsewhere || last === undefined) return elsewhere;
  return allOf(extent, "attribute").some(
    (each) => each.name === last && isStored(program, each) && scopes.parentOf(each),
  );
}

/** The innermost function around a node; null at the module's level. */
function functionAround(program: PythonProgram, node: SyntaxNode): SyntaxNode | null {
  return program.scopes.ancestorsOf(node).find(({ kind }) => kind === "function") ?? null;
}

/**
 * True when a variable that a loop assigns is looked at outside of it, other than in loops that assign it themselves.
 */
export function isUsedOutside(program: PythonProgram, name: Name, extent: SyntaxNode): boolean {
  const { scopes } = program;
  const binding = scopes.bindingOf(name);
  if (!binding) return true;
  return binding.mentions.some((mention) => {
    if (mention.start >= extent.start && mention.end <= extent.end) return false;
    if (scopes.accessOf(mention) === "write") return false;
    return !scopes
      .ancestorsOf(mention)
      .some(
        (loop) =>
          (loop.kind === "for" || loop.kind === "comprehension") &&
          !scopes.isInside(extent, loop) &&
          mentionsIn(binding, loop).some((each) => scopes.accessOf(each) === "write"),
      );
  });
}

/** True when a new value is only looked at, at once or by the variable it is assigned to. */
export function isReadOnly(program: PythonProgram, value: Expression): boolean {
  const parent = program.scopes.parentOf(value);
  if (parent?.kind !== "assign") return useOf(program, value).kind === "read";
  const [target, more] = parent.targets;
  const binding = target?.kind === "name" && !more ? program.scopes.bindingOf(target) : null;
  return (
    binding?.mentions.every(
      (mention) => program.scopes.accessOf(mention) === "write" || useOf(program, mention).kind === "read",
    ) === true
  );
}
