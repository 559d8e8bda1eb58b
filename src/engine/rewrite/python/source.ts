import type { Span } from "../../domain/candidate.ts";
import type { Edit } from "../rule.ts";
import type { PythonProgram } from "./program.ts";
import { type Block, type Expression, isStatement, type Statement, type SyntaxNode } from "./syntax.ts";

/** The source text of a node as it stands. */
export function textOf(program: PythonProgram, { start, end }: Span): string {
  return program.text.slice(start, end);
}

/** The text of an expression that can stand anywhere an argument can, also on a line of its own. */
export function argumentText(program: PythonProgram, expression: Expression): string {
  const text = textOf(program, expression);
  const { kind, parenthesized } = expression;
  const needs =
    kind === "tuple" ||
    kind === "yield" ||
    kind === "named" ||
    (kind === "comprehension" && expression.form === "generator");
  if (parenthesized) return needs || text.includes("\n") ? text : text.slice(1, -1).trim();
  return needs || (text.includes("\n") && !isClosed(expression)) ? `(${text})` : text;
}

/** The same, fit to be an operand of anything. */
export function operandText(program: PythonProgram, expression: Expression): string {
  if (expression.parenthesized) return textOf(program, expression);
  const text = argumentText(program, expression);
  return isClosed(expression) || text !== textOf(program, expression) ? text : `(${text})`;
}

/** True when an expression binds as tightly as a name does. */
function isClosed({ kind, parenthesized }: Expression): boolean {
  if (parenthesized) return true;
  switch (kind) {
    case "name":
    case "number":
    case "constant":
    case "call":
    case "attribute":
    case "subscript":
    case "list":
    case "set":
    case "dict":
    case "comprehension":
      return true;
    default:
      return false;
  }
}

/** True when an expression needs no parentheses where it stands, whatever its operators. */
export function standsAlone(program: PythonProgram, expression: Expression): boolean {
  if (expression.parenthesized) return false;
  const parent = program.scopes.parentOf(expression);
  switch (parent?.kind) {
    case "argument":
      return parent.star === "";
    case "assign":
    case "update":
    case "return":
    case "branch":
    case "while":
    case "expression":
    case "list":
      return true;
    default:
      return false;
  }
}

export function replace({ start, end }: Span, text: string): Edit {
  return { start, end, text };
}

/** The statement a node stands in, itself included. */
export function statementOf(program: PythonProgram, node: SyntaxNode): Statement | null {
  if (isStatement(node)) return node;
  return program.scopes.ancestorsOf(node).find(isStatement) ?? null;
}

/** The block a statement is in, and its place there. */
export function placeOf(
  program: PythonProgram,
  statement: Statement,
): { readonly block: Block; readonly at: number } | null {
  const block = program.scopes.parentOf(statement);
  return block?.kind === "block" ? { block, at: block.statements.indexOf(statement) } : null;
}

/** The statement right before another in the same block. */
export function previousOf(program: PythonProgram, statement: Statement): Statement | null {
  const place = placeOf(program, statement);
  return place?.block.statements[place.at - 1] ?? null;
}

/** The white space at the start of the line of an offset. */
export function indentAt(program: PythonProgram, offset: number): string {
  const line = program.text.slice(program.text.lastIndexOf("\n", offset - 1) + 1, offset);
  return /^[ \t\f]*/.exec(line)?.[0] ?? "";
}

/** True when nothing but white space stands before a statement on its line. */
function startsLine(program: PythonProgram, { start }: Span): boolean {
  return program.text.slice(program.text.lastIndexOf("\n", start - 1) + 1, start).trim() === "";
}

/** True when lines can be put before a statement. */
export function canPrecede(program: PythonProgram, statement: Statement): boolean {
  const place = placeOf(program, statement);
  if (!place || statement.start <= program.target.start) return false;
  if (place.block.inline) return place.block.statements.length === 1;
  return startsLine(program, statement);
}

/**
 * Puts lines before a statement that `canPrecede` accepted, at its depth; a tab at the start of a line stands for one
 * level of indentation. A statement on the line of its colon gets a line of its own.
 */
export function insertBefore(
  program: PythonProgram,
  statement: Statement,
  lines: readonly string[],
): readonly Edit[] {
  const { newline } = program.style;
  const place = placeOf(program, statement);
  const { start } = statement;
  if (place?.block.inline) {
    const indent = indentAt(program, place.block.opening) + program.style.unit;
    const text = [...laid(program, lines, indent), ""].join(newline);
    return [replace({ start: place.block.opening, end: start }, newline + text + indent)];
  }
  const indent = indentAt(program, start);
  const text = laid(program, lines, indent).map((line) => line + newline);
  return [{ start, end: start, text: text.join("").slice(indent.length) + indent }];
}

/** True when lines can be put after a statement. */
export function canFollow(program: PythonProgram, statement: Statement): boolean {
  const place = placeOf(program, statement);
  if (!place || place.block.inline || !startsLine(program, statement)) return false;
  return /^[ \t]*(?:#.*)?\r?$/.test(restOfLine(program, statement.end));
}

/** Puts lines after a statement that `canFollow` accepted, after the comment at its end; tabs as in `insertBefore`. */
export function insertAfter(program: PythonProgram, statement: Statement, lines: readonly string[]): Edit {
  const { newline } = program.style;
  const indent = indentAt(program, statement.start);
  const rest = restOfLine(program, statement.end).replace(/\r$/, "");
  const at = Math.min(statement.end + rest.length, program.region.end);
  const text = laid(program, lines, indent).map((line) => newline + line);
  return { start: at, end: at, text: text.join("") };
}

function restOfLine({ text }: PythonProgram, offset: number): string {
  const end = text.indexOf("\n", offset);
  return text.slice(offset, end < 0 ? text.length : end);
}

function laid(program: PythonProgram, lines: readonly string[], indent: string): readonly string[] {
  const { unit } = program.style;
  return lines.map((line) => indent + line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)));
}

/** Removes a statement with its line; null where it is not alone on its lines or alone in its block. */
export function removeStatement(program: PythonProgram, statement: Statement): Edit | null {
  const place = placeOf(program, statement);
  if (!place || place.block.inline || place.block.statements.length < 2) return null;
  if (!startsLine(program, statement)) return null;
  const rest = restOfLine(program, statement.end);
  if (rest.trim() !== "") return null;
  const start = program.text.lastIndexOf("\n", statement.start - 1) + 1;
  const end = Math.min(statement.end + rest.length + 1, program.region.end);
  // The last line of the target has no line break of its own to take along.
  if (end === program.region.end) {
    const before = program.text.lastIndexOf("\n", statement.start - 1);
    return replace({ start: program.text[before - 1] === "\r" ? before - 1 : before, end }, "");
  }
  return replace({ start, end }, "");
}

/** True when a comment stands inside a span. */
export function hasComment(program: PythonProgram, { start, end }: Span): boolean {
  return program.comments.some((comment) => comment.start >= start && comment.end <= end);
}
