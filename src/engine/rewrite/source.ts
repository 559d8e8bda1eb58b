import type { NodePath } from "@babel/traverse";
import type * as t from "@babel/types";
import type { Span } from "../domain/candidate.ts";
import type { Program } from "./program.ts";
import type { Edit } from "./rule.ts";

/** Half-open range of a node in the program's text. */
export function spanOf(at: NodePath | t.Node): Span {
  const node = "node" in at ? at.node : at;
  if (node?.start == null || node.end == null)
    throw new TypeError("a node made by hand has no place in the text");
  return { start: node.start, end: node.end };
}

/** The source text of a node, without parentheses around it. */
export function textOf(program: Program, at: NodePath | t.Node): string {
  const { start, end } = spanOf(at);
  return program.text.slice(start, end);
}

/** Replaces a whole node. */
export function replace(at: NodePath | t.Node, text: string): Edit {
  return { ...spanOf(at), text };
}

/** Replaces everything of `outer` that precedes or follows `inner`, which stays as it is, edits inside it included. */
export function wrap(
  outer: NodePath | t.Node,
  inner: NodePath | t.Node,
  before: string,
  after: string,
): readonly Edit[] {
  const out = spanOf(outer);
  const kept = spanOf(inner);
  return [
    { start: out.start, end: kept.start, text: before },
    { start: kept.end, end: out.end, text: after },
  ];
}

/** Removes a statement, with its whole line when nothing else is on it. */
export function removeStatement(program: Program, at: NodePath | t.Node): Edit {
  const { text } = program;
  const { start, end } = spanOf(at);
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const lineEnd = text.indexOf("\n", end);
  const alone =
    text.slice(lineStart, start).trim() === "" && lineEnd >= 0 && text.slice(end, lineEnd).trim() === "";
  return alone && lineStart >= program.region.start
    ? { start: lineStart, end: lineEnd + 1, text: "" }
    : { start, end, text: "" };
}

/** The white space that begins the line of an offset. */
export function indentAt(program: Program, offset: number): string {
  const lineStart = program.text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(program.text.slice(lineStart))?.[0] ?? "";
}

/** Where statements can be put so that they run just before a piece of code does. */
export type Anchor =
  | { readonly kind: "list" | "bare"; readonly statement: NodePath<t.Statement> }
  | {
      readonly kind: "arrow";
      readonly body: NodePath<t.Expression>;
      readonly arrow: NodePath<t.ArrowFunctionExpression>;
    };

/** The nearest place before `path` inside the target; null in parameter defaults and the like. */
export function anchorOf(program: Program, path: NodePath): Anchor | null {
  let current: NodePath = path;
  while (current !== program.target) {
    const parent: NodePath | null = current.parentPath;
    if (!parent) return null;
    if (parent.isArrowFunctionExpression() && current.key === "body" && current.isExpression())
      return { kind: "arrow", body: current, arrow: parent };
    if (current.isStatement() && !parent.isLabeledStatement()) {
      if (parent.isBlockStatement() || parent.isSwitchCase() || parent.isStaticBlock())
        return { kind: "list", statement: current };
      if (current.key !== "init" && current.key !== "left" && !parent.isFunction())
        return { kind: "bare", statement: current };
    }
    if (parent.isFunction() && current.listKey === "params") return null;
    current = parent;
  }
  return null;
}

/** The path whose scope code at the anchor sees. */
export function anchorPath(anchor: Anchor): NodePath {
  return anchor.kind === "arrow" ? anchor.body : anchor.statement;
}

/** Puts lines of statements at the anchor; a tab at the start of a line stands for one level of indentation. */
export function insertBefore(program: Program, anchor: Anchor, lines: readonly string[]): readonly Edit[] {
  const { unit, newline, semicolons } = program.style;
  const laid = (indent: string): string =>
    lines.map((line) => line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)) + newline + indent).join("");
  if (anchor.kind === "arrow") {
    const start = openingOf(anchor.body);
    const indent = indentAt(program, spanOf(anchor.arrow).start);
    const inner = indent + unit;
    const end = spanOf(anchor.arrow).end;
    return [
      { start, end: start, text: `{${newline}${inner}${laid(inner)}return ` },
      { start: end, end, text: `${semicolons ? ";" : ""}${newline}${indent}}` },
    ];
  }
  const { start, end } = spanOf(anchor.statement);
  const indent = indentAt(program, start);
  if (anchor.kind === "bare") {
    const inner = indent + unit;
    return [
      { start, end: start, text: `{${newline}${inner}${laid(inner)}` },
      { start: end, end, text: `${newline}${indent}}` },
    ];
  }
  const lineStart = program.text.lastIndexOf("\n", start - 1) + 1;
  const first = program.text.slice(lineStart, start).trim() === "";
  if (first) {
    // Without semicolons a statement that begins with one of these would continue the inserted one.
    const hazard = /^[([`+\-/]/.test(program.text.slice(start));
    return [{ start, end: start, text: laid(indent) + (hazard && !semicolons ? ";" : "") }];
  }
  return [
    { start, end: start, text: lines.map((line) => `${line.trim().replace(/([^;{}])$/, "$1;")} `).join("") },
  ];
}

/** Puts lines of statements after a statement that stands in a list. */
export function insertAfter(
  program: Program,
  statement: NodePath<t.Statement>,
  lines: readonly string[],
): Edit {
  const { unit, newline } = program.style;
  const { start, end } = spanOf(statement);
  const indent = indentAt(program, start);
  const lineStart = program.text.lastIndexOf("\n", start - 1) + 1;
  const first = program.text.slice(lineStart, start).trim() === "";
  const closed = /[;}]$/.test(program.text.slice(start, end));
  if (first) {
    const laid = lines.map(
      (line) => newline + indent + line.replace(/^\t+/, (tabs) => unit.repeat(tabs.length)),
    );
    return { start: end, end, text: laid.join("") };
  }
  const laid = lines.map((line) => ` ${line.trim().replace(/([^;{}])$/, "$1;")}`);
  return { start: end, end, text: (closed ? "" : ";") + laid.join("") };
}

/** `const name = init;` in the program's style; ES5 code gets `var`. */
export function declaration(program: Program, kind: "const" | "let", name: string, init: string): string {
  return statement(program, `${program.style.es5 ? "var" : kind} ${name} = ${init}`);
}

/** A statement, ended as the program ends them. */
export function statement(program: Program, text: string): string {
  return program.style.semicolons ? `${text};` : text;
}

/** A function of an expression: an arrow, or a function expression in ES5 code. */
export function lambda(program: Program, parameters: readonly string[], body: string): string {
  const list = parameters.join(", ");
  return program.style.es5
    ? `function (${list}) { return ${statement(program, body)} }`
    : `(${list}) => ${body.startsWith("{") ? `(${body})` : body}`;
}

/** The offset of the parenthesis that opens a parenthesized expression, else the expression's own start. */
export function openingOf(at: NodePath | t.Node): number {
  const node = "node" in at ? at.node : at;
  const { parenStart } = node?.extra ?? {};
  return typeof parenStart === "number" ? parenStart : spanOf(at).start;
}

/** The child of a node under a key; null when there is none, or a list. */
export function childOf(path: NodePath, key: string): NodePath | null {
  const child = path.get(key);
  return Array.isArray(child) || !child.node ? null : child;
}
