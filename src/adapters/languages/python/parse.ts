import type { SyntaxNode } from "@lezer/common";
import { RunError } from "../../../engine/ports.ts";
import { parsePython } from "../../../engine/rewrite/python/grammar.ts";

/**
 * Parses a Python file.
 * @param file its name, for the message
 * @returns the node of the whole text, whose offsets are those of the text
 * @throws RunError `syntax-error` with one sentence that holds file:line:column
 */
export function parseFile(text: string, file: string): SyntaxNode {
  const { tree, problem } = parsePython(text);
  if (problem !== null) throw new RunError("syntax-error", sentence(text, file, problem));
  return tree.topNode;
}

/** What makes a text unparsable, in one sentence with file:line:column; null when it parses. */
export function syntaxProblem(text: string, file: string): string | null {
  const { problem } = parsePython(text);
  return problem === null ? null : sentence(text, file, problem);
}

function sentence(text: string, file: string, offset: number): string {
  // What is missing at the end of a line is noticed at the start of a later one.
  const before = text.slice(0, offset).trimEnd();
  const at = /\S/.test(text.slice(offset).split(/\r?\n/, 1)[0] ?? "") ? offset : before.length;
  const line = lineAt(text, at);
  const begin = Math.max(text.lastIndexOf("\n", at - 1), text.lastIndexOf("\r", at - 1)) + 1;
  const shown =
    text
      .slice(begin)
      .split(/[\r\n]/, 1)[0]
      ?.trim()
      .slice(0, 60) ?? "";
  const near = shown === "" ? "" : `, near \`${shown}\``;
  return `${file}:${line}:${at - begin + 1} has a syntax error${near}.`;
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  const lineBreak = /\r\n|[\n\r]/g;
  while (lineBreak.exec(text) !== null && lineBreak.lastIndex <= offset) line += 1;
  return line;
}

export function childrenOf(node: SyntaxNode): readonly SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}
