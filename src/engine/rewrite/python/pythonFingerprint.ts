import { assemble, type Baseline, type Code, type Span } from "../../domain/candidate.ts";
import { writesOf } from "./knowledge.ts";
import { type PythonProgram, parseModule, parsePythonProgram } from "./program.ts";
import type { Binding } from "./scopes.ts";
import { allOf, type Block, childrenOf, descendantsOf, type Statement, type SyntaxNode } from "./syntax.ts";

/**
 * A text that is equal for two candidates that are the same program: white space, comments, the docstring, the order
 * of helpers and the names of local variables do not count. Parameters count by name, because callers may use it. Code
 * that does not parse is told apart by its text.
 */
export function pythonFingerprint(baseline: Baseline, code: Code): string {
  const program = parsePythonProgram(baseline, code);
  if (!program) return assemble(baseline, code);
  const target = new Writer(program.text, localNames(program)).statement(program.target);
  return [target, ...code.helpers.map(helperText).toSorted()].join("\n");
}

function helperText(helper: string): string {
  const module = parseModule(helper);
  return module?.errors.length === 0
    ? new Writer(helper, new Map()).statements(module.body.statements)
    : helper;
}

/** Writes statements in one form, each on lines that begin with its depth. */
class Writer {
  readonly #text: string;
  readonly #names: ReadonlyMap<number, string>;
  /** Strings, by where they start: nothing in them is white space or a comment. */
  readonly #strings = new Map<number, number>();

  constructor(text: string, names: ReadonlyMap<number, string>) {
    this.#text = text;
    this.#names = names;
  }

  statements(statements: readonly Statement[], depth = 0): string {
    return statements.map((each) => this.statement(each, depth)).join("\n");
  }

  statement(statement: Statement, depth = 0): string {
    for (const node of descendantsOf(statement))
      if (node.kind === "string" || node.kind === "format") this.#strings.set(node.start, node.end);
    const lines: string[] = [];
    let at = statement.start;
    for (const block of blocksOf(statement)) {
      lines.push(`${depth}|${this.#tokens({ start: at, end: block.opening })}`);
      lines.push(this.statements(withoutDocstring(statement, block), depth + 1));
      at = block.end;
    }
    if (at < statement.end || lines.length === 0)
      lines.push(`${depth}|${this.#tokens({ start: at, end: statement.end })}`);
    return lines.join("\n");
  }

  /** The tokens of a span, with one space between each two. */
  #tokens({ start, end }: Span): string {
    const tokens: string[] = [];
    for (let at = start; at < end; ) {
      const string = this.#strings.get(at);
      if (string !== undefined) {
        tokens.push(this.#string({ start: at, end: string }));
        at = string;
        continue;
      }
      token.lastIndex = at;
      const [found = this.#text.charAt(at)] = token.exec(this.#text) ?? [];
      if (!/^(?:[\s#]|\\\r?\n)/.test(found)) tokens.push(this.#names.get(at) ?? found);
      at += found.length;
    }
    // Statements are told apart by lines, however they are written.
    return tokens.filter((each) => each !== ";").join(" ");
  }

  /** A string as it stands, with the names in its fields renamed, and quotes made equal where that is plain. */
  #string({ start, end }: Span): string {
    let text = "";
    let from = start;
    for (const [at, name] of [...this.#names].filter(([offset]) => offset >= start && offset < end)) {
      text += this.#text.slice(from, at) + name;
      from = at + (word.exec(this.#text.slice(at))?.[0].length ?? 0);
    }
    text += this.#text.slice(from, end);
    const [, plain] = /^'([^'"\\\n]*)'$/.exec(text) ?? [];
    return plain === undefined ? text : `"${plain}"`;
  }
}

const word = /^[\p{ID_Start}_][\p{ID_Continue}]*/u;

const token =
  /[^\S\n]+|\n|\\\r?\n|#[^\n]*|[\p{ID_Start}_][\p{ID_Continue}]*|(?:\d[\d_]*\.?|\.\d)[\w.]*(?:(?<=[eE])[+-]\d[\w]*)?|\*\*=|\/\/=|>>=|<<=|\.\.\.|->|:=|[=!<>+\-*/%&|^@]=|\*\*|\/\/|<<|>>|[\s\S]/uy;

/** The blocks directly inside a statement, in the order of the text. */
function blocksOf(statement: Statement): readonly Block[] {
  const inside = (node: SyntaxNode): readonly Block[] =>
    childrenOf(node).flatMap((child) =>
      child.kind === "block" ? [child] : /^(branch|handler|case)$/.test(child.kind) ? inside(child) : [],
    );
  return inside(statement).toSorted((a, b) => a.start - b.start);
}

/** The statements of a block; a function's docstring is left out unless it is all there is. */
function withoutDocstring(owner: Statement, { statements }: Block): readonly Statement[] {
  const [first, ...rest] = statements;
  const documented = first?.kind === "expression" && first.value.kind === "string" && !first.value.bytes;
  return owner.kind === "function" && documented && rest.length > 0 ? rest : statements;
}

/** Code that can see the names of its variables. */
const reflective = /\b(locals|vars|globals|eval|exec|dir|inspect|_getframe|__code__|__doc__)\b/;

/** Where each local variable of the target is mentioned, with a number in place of its name. */
function localNames(program: PythonProgram): ReadonlyMap<number, string> {
  const { target, scopes } = program;
  const names = new Map<number, string>();
  const shown = allOf(target, "format").some(({ selfDocumenting }) => selfDocumenting);
  if (shown || reflective.test(program.text.slice(target.start, target.end))) return names;
  const numbers = new Map<Binding, number>();
  for (const name of allOf(target, "name").toSorted((a, b) => a.start - b.start)) {
    const binding = scopes.bindingOf(name);
    if (!binding || !isRenamable(program, binding)) continue;
    const number = numbers.get(binding) ?? numbers.size;
    numbers.set(binding, number);
    names.set(name.start, `$${number}`);
  }
  return names;
}

/** True for a variable of a function, comprehension or lambda in the target that nobody outside can name. */
function isRenamable(program: PythonProgram, binding: Binding): boolean {
  const { owner } = binding.scope;
  if (owner.kind === "class" || owner.kind === "block" || !program.scopes.isInside(owner, program.target))
    return false;
  return writesOf(program, binding).every((write) => program.scopes.accessOf(write) === "write");
}
