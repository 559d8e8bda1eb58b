import type { PythonProgram } from "./program.ts";
import type { Binding } from "./scopes.ts";
import { textOf } from "./source.ts";
import { type Call, descendantsOf, type Expression, type Name } from "./syntax.ts";

/** What kind of value an expression surely is; `other` for what is surely none of these. */
export type Nature =
  | "list"
  | "string"
  | "bytes"
  | "set"
  | "dict"
  | "tuple"
  | "range"
  | "number"
  | "boolean"
  | "other";

/** The name of a built-in function that a call calls; null when it is anything else. */
export function builtinCalled(program: PythonProgram, { callee }: Call): string | null {
  return callee.kind === "name" && program.scopes.bindingOf(callee) === null ? callee.id : null;
}

/** The name of the method a call calls, such as `append`. */
export function methodCalled({ callee }: Call): string | null {
  return callee.kind === "attribute" ? callee.name : null;
}

/** The positional arguments of a call; null when it has others. */
export function positional({ args }: Call): readonly Expression[] | null {
  return args.every(({ keyword, star }) => keyword === null && star === "")
    ? args.map(({ value }) => value)
    : null;
}

/** What an expression is, as far as the text tells; null when it does not. */
export function natureOf(
  program: PythonProgram,
  expression: Expression,
  known: ReadonlySet<Binding> = new Set(),
): Nature | null {
  const of = (each: Expression): Nature | null => natureOf(program, each, known);
  switch (expression.kind) {
    case "list":
    case "tuple":
    case "set":
    case "dict":
      return expression.kind;
    case "comprehension":
      return expression.form === "generator" ? "other" : expression.form;
    case "string":
      return expression.bytes ? "bytes" : "string";
    case "format":
      return "string";
    case "number":
      return "number";
    case "constant":
      return expression.value === "True" || expression.value === "False" ? "boolean" : "other";
    case "comparison":
      return expression.operators.every((operator) => /in|is/.test(operator)) ? "boolean" : null;
    case "unary":
      return expression.operator === "not" ? "boolean" : of(expression.operand);
    case "binary": {
      const { operator, left, right } = expression;
      // What a variable adds to itself does not tell what it is.
      if (operator === "+" && isBeingKnown(program, left, known)) return of(right);
      return binaryNature(operator, of(left), of(right));
    }
    case "conditional": {
      const nature = of(expression.whenTrue);
      return nature === of(expression.whenFalse) ? nature : null;
    }
    case "logical": {
      const nature = of(expression.left);
      return nature === of(expression.right) ? nature : null;
    }
    case "subscript":
      return expression.index.kind === "slice" || of(expression.object) === "string"
        ? of(expression.object)
        : null;
    case "call":
      return callNature(program, expression, of);
    case "name":
      return nameNature(program, expression, known);
    default:
      return null;
  }
}

function isBeingKnown(program: PythonProgram, expression: Expression, known: ReadonlySet<Binding>): boolean {
  const binding = expression.kind === "name" ? program.scopes.bindingOf(expression) : null;
  return binding !== null && known.has(binding);
}

function binaryNature(operator: string, left: Nature | null, right: Nature | null): Nature | null {
  if (operator === "%" && left === "string") return "string";
  if (operator === "*" && (left === "number" || right === "number")) return left === "number" ? right : left;
  return left === right ? left : null;
}

const natureByFunction: Readonly<Record<string, Nature>> = {
  list: "list",
  sorted: "list",
  set: "set",
  frozenset: "set",
  dict: "dict",
  tuple: "tuple",
  range: "range",
  str: "string",
  repr: "string",
  chr: "string",
  bytes: "bytes",
  len: "number",
  ord: "number",
  int: "number",
  float: "number",
  bool: "boolean",
};

function callNature(
  program: PythonProgram,
  call: Call,
  of: (expression: Expression) => Nature | null,
): Nature | null {
  const builtin = builtinCalled(program, call);
  if (builtin !== null)
    return (Object.hasOwn(natureByFunction, builtin) && natureByFunction[builtin]) || null;
  const { callee } = call;
  if (callee.kind === "name") return /^(defaultdict|Counter|OrderedDict)$/.test(callee.id) ? "dict" : null;
  if (callee.kind !== "attribute") return null;
  switch (callee.name) {
    case "split":
    case "rsplit":
    case "splitlines":
    case "readlines":
      return "list";
    case "join":
    case "strip":
    case "lstrip":
    case "rstrip":
    case "lower":
    case "upper":
    case "format":
    case "title":
    case "casefold":
      return "string";
    case "keys":
    case "items":
    case "values":
      return "other";
    case "copy":
      return of(callee.object);
    case "defaultdict":
    case "Counter":
    case "OrderedDict":
      return "dict";
    default:
      return null;
  }
}

function nameNature(program: PythonProgram, name: Name, known: ReadonlySet<Binding>): Nature | null {
  const binding = program.scopes.bindingOf(name);
  if (!binding || known.has(binding)) return null;
  const natures = writesOf(program, binding).map((write) =>
    writtenNature(program, write, new Set([...known, binding])),
  );
  const [first = null] = natures;
  return natures.every((nature) => nature === first) ? first : null;
}

function writtenNature(program: PythonProgram, write: Name, known: ReadonlySet<Binding>): Nature | null {
  const parent = program.scopes.parentOf(write);
  switch (parent?.kind) {
    case "parameter":
      if (parent.star !== "") return parent.star === "*" ? "tuple" : "dict";
      return parent.annotation && annotatedNature(textOf(program, parent.annotation));
    case "assign":
      if (parent.annotation) return annotatedNature(textOf(program, parent.annotation));
      return parent.value && natureOf(program, parent.value, known);
    case "named":
      return natureOf(program, parent.value, known);
    case "for":
    case "clause": {
      const nature = natureOf(program, parent.iterable, known);
      return nature === "string" ? "string" : nature === "range" ? "number" : null;
    }
    default:
      return null;
  }
}

/** What an annotation promises; null for optional and unknown types. */
function annotatedNature(annotation: string): Nature | null {
  const plain = annotation.replace(/^["']|["']$/g, "").replace(/^typing\./, "");
  if (/\|/.test(plain)) return null;
  const [, head = ""] = /^(\w+)\s*(?:\[|$)/.exec(plain) ?? [];
  if (/^(list|List|Sequence|MutableSequence)$/.test(head)) return "list";
  if (/^(set|Set|frozenset|FrozenSet|AbstractSet|MutableSet)$/.test(head)) return "set";
  if (/^(dict|Dict|Mapping|MutableMapping|defaultdict|DefaultDict|Counter|OrderedDict)$/.test(head))
    return "dict";
  if (/^(tuple|Tuple)$/.test(head)) return "tuple";
  if (/^(int|float|complex)$/.test(head)) return "number";
  return head === "str" ? "string" : head === "bytes" ? "bytes" : head === "bool" ? "boolean" : null;
}

/** The mentions of a variable that give it a value; `+=` is not among them. */
export function writesOf(program: PythonProgram, binding: Binding): readonly Name[] {
  return binding.mentions.filter((mention) => {
    const access = program.scopes.accessOf(mention);
    return access !== "read" && access !== "update";
  });
}

/** The value of a variable that is assigned once, alone, in a plain assignment; else null. */
export function initialValue(program: PythonProgram, binding: Binding): Expression | null {
  const changing = binding.mentions.filter((mention) => program.scopes.accessOf(mention) !== "read");
  const [only] = changing;
  const parent = only && program.scopes.parentOf(only);
  return changing.length === 1 && parent?.kind === "assign" && parent.targets.length === 1
    ? parent.value
    : null;
}

/** True for an expression that makes a list which nothing else holds. */
export function isFreshList(program: PythonProgram, expression: Expression): boolean {
  if (expression.kind === "list") return true;
  if (expression.kind === "comprehension") return expression.form === "list";
  if (expression.kind === "call") return /^(list|sorted)$/.test(builtinCalled(program, expression) ?? "");
  if (expression.kind === "binary" && expression.operator === "*")
    return expression.left.kind === "list" || expression.right.kind === "list";
  return expression.kind === "subscript" && expression.index.kind === "slice";
}

/** True for the empty list display. */
export function isEmptyList(expression: Expression | null): boolean {
  return expression?.kind === "list" && expression.elements.length === 0;
}

/** True when an expression can be evaluated twice, or not at all, without anyone noticing. */
export function isRepeatable(expression: Expression): boolean {
  switch (expression.kind) {
    case "name":
    case "number":
    case "constant":
    case "string":
      return true;
    case "attribute":
      return isRepeatable(expression.object);
    case "subscript":
      return isRepeatable(expression.object) && isRepeatable(expression.index);
    case "tuple":
      return expression.elements.every(isRepeatable);
    case "unary":
      return isRepeatable(expression.operand);
    case "binary":
      return isRepeatable(expression.left) && isRepeatable(expression.right);
    default:
      return false;
  }
}

/** Built-in functions that only look at what they are given. */
export const readingFunctions: ReadonlySet<string> = new Set(
  (
    "abs all any bool bytes chr complex dict divmod enumerate filter float format frozenset hash hex id int " +
    "isinstance iter len list map max min oct ord pow print range repr reversed round set slice sorted str sum " +
    "tuple type zip Counter OrderedDict deque accumulate"
  ).split(" "),
);

/** Methods that leave what they are called on as it is. */
export const readingMethods: ReadonlySet<string> = new Set(
  (
    "capitalize casefold copy count decode difference encode endswith find format get index intersection isalnum " +
    "isalpha isdecimal isdigit isdisjoint islower isnumeric isspace issubset issuperset isupper items join keys " +
    "lower lstrip partition replace rfind rindex rpartition rsplit rstrip split splitlines startswith strip " +
    "swapcase symmetric_difference title translate union upper values zfill bit_length most_common"
  ).split(" "),
);

/** True when evaluating an expression does nothing but compute, as far as its words tell. */
export function isPure(expression: Expression): boolean {
  for (const node of descendantsOf(expression)) {
    if (node.kind === "named" || node.kind === "yield" || node.kind === "await") return false;
    if (node.kind !== "call") continue;
    const { callee } = node;
    if (callee.kind === "attribute" && !readingMethods.has(callee.name) && !isMath(callee.object))
      return false;
    if (callee.kind === "name" && !(readingFunctions.has(callee.id) && callee.id !== "print")) return false;
    if (callee.kind !== "attribute" && callee.kind !== "name") return false;
  }
  return true;
}

function isMath(object: Expression): boolean {
  return object.kind === "name" && object.id === "math";
}

/** True when a loop's target, a plain name, takes only elements of `list`: needles that are surely found there. */
export function iteratesOver(program: PythonProgram, needle: Expression, list: Expression): boolean {
  const binding = needle.kind === "name" ? program.scopes.bindingOf(needle) : null;
  const [write, more] = binding ? writesOf(program, binding) : [];
  const parent = write && program.scopes.parentOf(write);
  if (more || (parent?.kind !== "for" && parent?.kind !== "clause")) return false;
  if (parent.target !== write) return false;
  const { iterable } = parent;
  const argument = iterable.kind === "call" ? positional(iterable)?.[0] : undefined;
  const around =
    iterable.kind === "call" && /^(set|sorted|list|reversed)$/.test(builtinCalled(program, iterable) ?? "");
  const source = around && argument ? argument : iterable;
  return isRepeatable(source) && textOf(program, source) === textOf(program, list);
}
