import { type Edit, editedText, type Rewrite } from "../../rule.ts";
import { imported } from "../imports.ts";
import {
  isPure,
  isRepeatable,
  natureOf,
  positional,
  readingFunctions,
  readingMethods,
  writesOf,
} from "../knowledge.ts";
import { isUnhashable } from "../lookup.ts";
import { isLooped } from "../loops.ts";
import { freshName, type PythonProgram } from "../program.ts";
import type { PythonRule } from "../rule.ts";
import type { Binding } from "../scopes.ts";
import { indentAt, textOf } from "../source.ts";
import {
  allOf,
  type Call,
  descendantsOf,
  type Expression,
  type FunctionDefinition,
  type Parameter,
} from "../syntax.ts";
import { isReadOnly } from "../uses.ts";

/** A pure function that calls itself more than once, with what its calls differ in. */
interface Recursion {
  readonly definition: FunctionDefinition;
  readonly calls: readonly Call[];
  /** Parameters that calls pass, without `self`. */
  readonly parameters: readonly Parameter[];
  /** Positions of the parameters that some call changes: what an answer depends on within one top-level call. */
  readonly varying: readonly number[];
}

/**
 * Pure recursion that meets the same arguments again (Fibonacci, edit distance) is answered from a cache. The cache
 * lives as long as one call from outside, so nothing is kept and no answer grows old.
 */
export const memoRecursion: PythonRule = {
  id: "memo-recursion",
  title: "remember the answers of a recursion",
  find: (program) =>
    allOf(program.target, "function").flatMap((definition) => {
      const recursion = recursionOf(program, definition);
      return recursion ? [rewriteOf(program, recursion)] : [];
    }),
};

function recursionOf(program: PythonProgram, definition: FunctionDefinition): Recursion | null {
  const { decorators, parameters: declared, body } = definition;
  if (definition.async || decorators.length > 0 || body.inline || declared.some(({ star }) => star !== ""))
    return null;
  const calls = selfCalls(program, definition);
  if (!calls || (calls.length < 2 && !calls.some((call) => isLooped(program, call)))) return null;
  const method = calls.every(({ callee }) => callee.kind === "attribute");
  const parameters = method ? declared.slice(1) : declared;
  const complete = calls.every((call) => positional(call)?.length === parameters.length);
  if (!complete || !calls.every((call) => isReadOnly(program, call) || isReturned(program, call)))
    return null;
  const varying = parameters.flatMap((parameter, at) =>
    calls.every((call) => passesOn(program, call, at, parameter)) ? [] : [at],
  );
  const changing = varying.map((at) => parameters[at]).filter((each) => each !== undefined);
  const fixed = declared.filter((each) => !changing.includes(each));
  if (varying.length === 0 || !changing.every((each) => isHashable(program, each))) return null;
  if (calls.some((call) => varying.some((at) => isUnfit(program, positional(call)?.[at])))) return null;
  if (fixed.some(({ name }) => !isConstant(program, name))) return null;
  if (!computesOnly(program, definition, calls) || hasLongString(program, definition)) return null;
  return { definition, calls, parameters, varying };
}

/** Every call of the function by itself; null when it mentions itself in another way. */
function selfCalls(program: PythonProgram, definition: FunctionDefinition): readonly Call[] | null {
  const { scopes } = program;
  const own = scopes.bindingOf(definition.name);
  const [self] = definition.parameters;
  const inClass = scopes.scopeAt(definition).owner.kind === "class";
  const receiver = inClass && self ? scopes.bindingOf(self.name) : null;
  const calls: Call[] = [];
  for (const node of descendantsOf(definition.body)) {
    const mention =
      (node.kind === "name" && !inClass && scopes.bindingOf(node) === own) ||
      (node.kind === "attribute" && inClass && node.name === definition.name.id);
    if (!mention || (node.kind !== "name" && node.kind !== "attribute")) continue;
    const call = scopes.parentOf(node);
    if (
      call?.kind !== "call" ||
      call.callee !== node ||
      scopes.accessOf(rootName(node) ?? definition.name) !== "read"
    )
      return null;
    const plain =
      node.kind === "name" || scopes.bindingOf(rootName(node.object) ?? definition.name) === receiver;
    if (!plain || (node.kind === "attribute" && node.object.kind !== "name")) return null;
    calls.push(call);
  }
  return calls;
}

function rootName(node: Expression) {
  if (node.kind === "name") return node;
  return node.kind === "attribute" && node.object.kind === "name" ? node.object : null;
}

function isReturned(program: PythonProgram, call: Call): boolean {
  const kind = program.scopes.parentOf(call)?.kind;
  return kind === "return" || kind === "conditional" || kind === "logical";
}

function passesOn(program: PythonProgram, call: Call, at: number, { name }: Parameter): boolean {
  const argument = positional(call)?.[at];
  return argument?.kind === "name" && program.scopes.bindingOf(argument) === program.scopes.bindingOf(name);
}

/** True when a parameter always has the value it was called with. */
function isConstant(program: PythonProgram, name: Parameter["name"]): boolean {
  const binding = program.scopes.bindingOf(name);
  return (
    binding !== null &&
    writesOf(program, binding).length === 1 &&
    binding.mentions.every((mention) => mention === name || program.scopes.accessOf(mention) === "read")
  );
}

function isHashable(program: PythonProgram, { name, annotation }: Parameter): boolean {
  const nature = annotation && natureOf(program, name);
  return nature !== "list" && nature !== "dict" && nature !== "set";
}

/** An argument that surely, or most likely, cannot be a key. */
function isUnfit(program: PythonProgram, argument: Expression | undefined): boolean {
  if (!argument || isUnhashable(argument)) return true;
  if (argument.kind === "binary") return isUnfit(program, argument.left) || isUnfit(program, argument.right);
  const nature = natureOf(program, argument);
  return nature === "list" || nature === "dict" || nature === "set";
}

const outsideWorld = /^(print|input|open|id|iter|next)$/;

/** True when calling the function does nothing but compute: it changes only what it made itself. */
function computesOnly(
  program: PythonProgram,
  definition: FunctionDefinition,
  calls: readonly Call[],
): boolean {
  const { scopes } = program;
  const isOwn = (expression: Expression): boolean => {
    const root = expression.kind === "name" ? scopes.bindingOf(expression) : null;
    return root !== null && root.scope.owner === definition && isMadeHere(program, root);
  };
  for (const node of descendantsOf(definition.body)) {
    switch (node.kind) {
      case "global":
      case "nonlocal":
      case "yield":
      case "await":
      case "delete":
      case "function":
      case "class":
      case "import":
      case "with":
      case "opaque":
        return false;
      case "attribute":
      case "subscript": {
        const stored = isStored(program, node);
        if (stored && !(node.kind === "subscript" && isOwn(node.object))) return false;
        break;
      }
      case "call": {
        if (calls.includes(node)) break;
        const { callee } = node;
        if (callee.kind === "name") {
          if (!readingFunctions.has(callee.id) || outsideWorld.test(callee.id)) return false;
        } else if (callee.kind === "attribute") {
          const math = callee.object.kind === "name" && callee.object.id === "math";
          const changes = /^(append|extend|add|pop|sort|reverse|setdefault|update)$/.test(callee.name);
          if (!math && !readingMethods.has(callee.name) && !(changes && isOwn(callee.object))) return false;
        } else return false;
        break;
      }
      default:
        break;
    }
  }
  return true;
}

/** True when an attribute or element is written to. */
function isStored(program: PythonProgram, node: Expression): boolean {
  const parent = program.scopes.parentOf(node);
  switch (parent?.kind) {
    case "assign":
      return parent.targets.includes(node);
    case "update":
    case "for":
    case "clause":
      return parent.target === node;
    case "tuple":
    case "list":
      return isStored(program, parent);
    default:
      return false;
  }
}

/** True when every value of a variable is made where it is assigned. */
function isMadeHere(program: PythonProgram, binding: Binding): boolean {
  return writesOf(program, binding).every((write) => {
    const parent = program.scopes.parentOf(write);
    if (parent?.kind !== "assign" || !parent.value) return false;
    const { kind } = parent.value;
    return (
      /^(list|dict|set|comprehension|binary)$/.test(kind) ||
      (kind === "call" && isPure(parent.value) && !isRepeatable(parent.value))
    );
  });
}

/** A string over several lines would change with its indentation. */
function hasLongString(program: PythonProgram, { body }: FunctionDefinition): boolean {
  const [first, ...rest] = body.statements;
  const inner = isDocstring(first) ? rest : body.statements;
  return inner.some((statement) =>
    [...descendantsOf(statement)].some(
      (node) => (node.kind === "string" || node.kind === "format") && textOf(program, node).includes("\n"),
    ),
  );
}

function isDocstring(statement: FunctionDefinition["body"]["statements"][number] | undefined): boolean {
  return statement?.kind === "expression" && statement.value.kind === "string";
}

function rewriteOf(program: PythonProgram, { definition, calls, parameters, varying }: Recursion): Rewrite {
  const { unit, newline } = program.style;
  const cache = imported(program, "functools", "lru_cache");
  const recall = freshName(program, "recall");
  const kept = varying.map((at) => parameters[at]).filter((each) => each !== undefined);
  const declared = kept.map((each) =>
    textOf(program, { start: each.name.start, end: each.annotation?.end ?? each.name.end }),
  );
  const { statements } = definition.body;
  const start = (isDocstring(statements[0]) ? statements[1] : statements[0])?.start ?? definition.body.start;
  const span = { start, end: definition.body.end };
  const indent = indentAt(program, start);
  const inner = editedText(
    program.text,
    span,
    calls.flatMap((call) => callEdits(call, recall, varying)),
  );
  const lines = [
    `@${cache.text}(maxsize=None${mixesNumbers(definition) ? ", typed=True" : ""})`,
    `${indent}def ${recall}(${declared.join(", ")}):`,
    ...(indent + inner).split(/\r?\n/).map((line) => (line.trim() === "" ? line : unit + line)),
    `${indent}return ${recall}(${kept.map(({ name }) => name.id).join(", ")})`,
  ];
  return {
    summary: `remember the answers of \`${definition.name.id}\` during one call from outside`,
    edits: [{ ...span, text: lines.join(newline) }],
    helpers: cache.helpers,
  };
}

/** The call under its new name, without the arguments that never change. */
function callEdits(call: Call, recall: string, varying: readonly number[]): readonly Edit[] {
  const { args } = call;
  const edits: Edit[] = [{ start: call.callee.start, end: call.callee.end, text: recall }];
  args.forEach((argument, at) => {
    if (varying.includes(at)) return;
    const next = args[at + 1];
    const previous = args[at - 1];
    if (next) edits.push({ start: argument.start, end: next.start, text: "" });
    // A run of dropped arguments at the end goes with the comma before it.
    else if (previous)
      edits.push({
        start: varying.includes(at - 1) ? previous.end : argument.start,
        end: argument.end,
        text: "",
      });
  });
  return edits;
}

/** True when arguments may be equal and still of different types, such as 1 and 1.0. */
function mixesNumbers({ body }: FunctionDefinition): boolean {
  return [...descendantsOf(body)].some(
    (node) =>
      (node.kind === "binary" && node.operator === "/") ||
      (node.kind === "number" && !/^\d+$/.test(node.text)) ||
      (node.kind === "constant" && (node.value === "True" || node.value === "False")) ||
      (node.kind === "name" && node.id === "float"),
  );
}
