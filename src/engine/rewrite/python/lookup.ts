import type { Edit } from "../rule.ts";
import { initialValue, isEmptyList, isRepeatable, natureOf, writesOf } from "./knowledge.ts";
import { anchorBefore, enclosingLoops, type Loop } from "./loops.ts";
import type { PythonProgram } from "./program.ts";
import { canFollow, insertAfter, placeOf, statementOf, textOf } from "./source.ts";
import { type Subject, subjectOf } from "./subject.ts";
import { allOf, descendantsOf, type Expression, type Statement, type SyntaxNode } from "./syntax.ts";
import { type Grow, isUnchanged } from "./uses.ts";

/** Where a table beside a list can be built once and kept in step while a loop runs. */
export interface LookupPlan {
  readonly subject: Subject;
  /** Source text of the list. */
  readonly list: string;
  /** The outermost loop it serves. */
  readonly loop: Loop;
  /** The statement before which the table is built. */
  readonly anchor: Statement;
  /** The places in the loop that add to the list. */
  readonly grows: readonly Grow[];
  /** True when the list is known to be empty where the table is built. */
  readonly empty: boolean;
}

/** Words that name a text rather than a list of things. */
const textual =
  /(?:^|_)(?:s|st|line|word|url|sentence|pattern|prefix|suffix)$|(?:str|string|text|txt|html|chars|charset|vowels|alphabet|letters|digits|haystack)$/i;

/** Words that name what answers `in` at once already. */
const tabular = /(?:dict|mapping|map|set|environ|registry|cache|memo|config|lookup)$/i;

/** True for what is surely or probably a string, where `in`, `index` and `count` look for parts. */
export function mayBeText(program: PythonProgram, expression: Expression): boolean {
  const nature = natureOf(program, expression);
  if (nature !== null) return nature === "string" || nature === "bytes";
  const subject = subjectOf(program, expression);
  return subject !== null && textual.test(subject.word);
}

/**
 * Plans a table of the elements of `receiver` for the question at `site`: the outermost loop around the site in which
 * the list does not change, or only grows by plain appends. Null when there is none, or it may be None, a set or a
 * dict, or its elements cannot be hashed.
 */
export function planLookup(
  program: PythonProgram,
  receiver: Expression,
  site: SyntaxNode,
): LookupPlan | null {
  const subject = subjectOf(program, receiver);
  if (!subject || isReceiver(program, subject) || holdsUnhashable(program, subject)) return null;
  const nature = natureOf(program, receiver);
  if (nature !== null && nature !== "list" && nature !== "tuple" && nature !== "string") return null;
  if (nature === null && (tabular.test(subject.word) || isUsedAsTable(program, receiver))) return null;
  let plan: LookupPlan | null = null;
  for (const loop of enclosingLoops(program, site)) {
    const grows: Grow[] = [];
    if (!isUnchanged(program, subject, loop, grows)) break;
    const anchor = anchorBefore(program, loop);
    if (!anchor || !isVisible(program, subject, anchor) || mayBeNone(program, receiver, anchor)) break;
    if (!grows.every(({ value }) => isRepeatable(value))) break;
    plan = {
      subject,
      list: textOf(program, receiver),
      loop,
      anchor,
      grows,
      empty: subject.path.length === 0 && isEmptyBefore(program, subject, anchor),
    };
  }
  return plan;
}

/** True when the subject's variable has its value before a statement. */
export function isVisible(program: PythonProgram, { binding }: Subject, anchor: Statement): boolean {
  const { owner } = binding.scope;
  if (program.scopes.isInside(owner, anchor)) return false;
  if (owner.kind === "block" || !program.scopes.isInside(owner, program.target)) return true;
  return writesOf(program, binding).some(({ start }) => start < anchor.start);
}

/** True when the subject is a local list declared as `[]` before the place in the same block, untouched in between. */
function isEmptyBefore(program: PythonProgram, { binding }: Subject, anchor: Statement): boolean {
  if (!isEmptyList(initialValue(program, binding))) return false;
  const [write] = writesOf(program, binding);
  const declared = write && statementOf(program, write);
  if (!declared || placeOf(program, declared)?.block !== placeOf(program, anchor)?.block) return false;
  return !binding.mentions.some(({ start }) => start > declared.end && start < anchor.start);
}

/** True for the object a method is called on, which has its own ways to answer. */
function isReceiver(program: PythonProgram, { binding, path }: Subject): boolean {
  const { owner } = binding.scope;
  if (path.length > 0 || owner.kind !== "function") return false;
  return (
    program.scopes.scopeAt(owner).owner.kind === "class" && owner.parameters[0]?.name.id === binding.name
  );
}

/** True when the function calls what only dicts and sets have, on the same expression. */
function isUsedAsTable(program: PythonProgram, receiver: Expression): boolean {
  const text = textOf(program, receiver);
  return allOf(program.target, "attribute").some(
    (each) =>
      /^(get|items|keys|values|setdefault|add|discard|update|union|issubset|issuperset|difference)$/.test(
        each.name,
      ) && textOf(program, each.object) === text,
  );
}

/** True when the value has None for a default, or the statement asks whether there is one. */
function mayBeNone(program: PythonProgram, value: Expression, statement: Statement): boolean {
  const same = (each: Expression): boolean => textOf(program, each) === textOf(program, value);
  const asked = [...descendantsOf(statement)].some(
    (node) =>
      (node.kind === "logical" && same(node.left)) || (node.kind === "conditional" && same(node.test)),
  );
  return asked || isComparedWithNone(program, value, statement);
}

/** True when a statement compares a value with None, or None is what a parameter has by default. */
export function isComparedWithNone(program: PythonProgram, value: Expression, statement: Statement): boolean {
  const compared = allOf(statement, "comparison").some(
    ({ operands, operators }) =>
      /^is/.test(operators.join(" ")) &&
      operands[0] !== undefined &&
      textOf(program, operands[0]) === textOf(program, value),
  );
  const subject = subjectOf(program, value);
  if (compared || !subject || subject.path.length > 0) return compared;
  const [only, ...more] = writesOf(program, subject.binding);
  const parent = only && program.scopes.parentOf(only);
  return more.length === 0 && parent?.kind === "parameter" && parent.initial?.kind === "constant";
}

/** True when some element is written as a list, dict or set, or annotated as one. */
function holdsUnhashable(program: PythonProgram, { binding }: Subject): boolean {
  return binding.mentions.some((mention) => {
    const parent = program.scopes.parentOf(mention);
    if (parent?.kind === "parameter")
      return (
        parent.annotation !== null &&
        /\[\s*(list|List|dict|Dict|set|Set)\b/.test(textOf(program, parent.annotation))
      );
    if (parent?.kind === "attribute") {
      const call = program.scopes.parentOf(parent);
      return (
        call?.kind === "call" &&
        parent.name === "append" &&
        call.args.some(({ value }) => isUnhashable(value))
      );
    }
    return (
      parent?.kind === "assign" &&
      parent.value !== null &&
      parent.targets.includes(mention) &&
      holds(parent.value)
    );
  });
}

function holds(value: Expression): boolean {
  for (const node of descendantsOf(value)) {
    if (node.kind === "list" && node.elements.some(isUnhashable)) return true;
    if (node.kind === "comprehension" && node.form === "list" && isUnhashable(node.element)) return true;
  }
  return false;
}

/** True for an expression whose value surely cannot be looked up in a set. */
export function isUnhashable(expression: Expression): boolean {
  const { kind } = expression;
  if (kind === "tuple") return expression.elements.some(isUnhashable);
  return (
    kind === "list" ||
    kind === "dict" ||
    kind === "set" ||
    (kind === "comprehension" && expression.form !== "generator")
  );
}

/** The edits that run `add(value)` beside every append to the list. */
export function keepInStep(
  program: PythonProgram,
  grows: readonly Grow[],
  add: (value: string) => string,
): readonly Edit[] {
  return grows.flatMap(({ call, value }) => {
    const statement = program.scopes.parentOf(call);
    const added = add(textOf(program, value));
    if (statement?.kind !== "expression") {
      // Both give None: the value of the expression stays that of the append.
      const { start, end } = call;
      return [
        { start, end: start, text: `(${added} or ` },
        { start: end, end, text: ")" },
      ];
    }
    if (canFollow(program, statement)) return [insertAfter(program, statement, [added])];
    return [{ start: statement.end, end: statement.end, text: `; ${added}` }];
  });
}
