import type { Baseline, Code } from "../../domain/candidate.ts";
import { type Grammar, grammarOf } from "./grammar.ts";
import { type Token, tokensOf } from "./lexer.ts";

/**
 * A text that is equal for two candidates in any language that are the same program: comments do not count, and
 * neither does white space where the language surely ignores it. In a language that is not known, or where strings and
 * comments cannot be told apart for certain, the text itself. Comments that tools obey count.
 */
export function textFingerprint({ file, text, region }: Baseline, code: Code): string {
  const grammar = grammarOf(file);
  const of = (part: string, endsLine: boolean): string =>
    canonical(part, grammar, endsLine) ?? `as it is:${part}`;
  const endsLine = /^[ \t]*\r?(?:\n|$)/.test(text.slice(region.end));
  const helpers = code.helpers.map((helper) => of(helper, true));
  return [of(code.target, endsLine), ...helpers.toSorted()].join("\n\n");
}

/** @param endsLine true when nothing follows on the last line, where a comment or white space could reach it. */
function canonical(text: string, grammar: Grammar, endsLine: boolean): string | null {
  if (grammar.unsure?.test(text)) return null;
  const tokens = tokensOf(text, grammar);
  if (tokens.some(({ kind, text: sign }) => kind === "open" || (kind === "sign" && sign === "\\")))
    return null;
  const last = tokens.length - 1;
  const kept = tokens.map((token, at): Token => {
    if (token.kind !== "comment" || isObeyed(token.text)) return token;
    if (at === last && !endsLine && !token.text.endsWith("*/")) return token;
    return {
      ...token,
      kind: "space",
      text: grammar.layout === "free" || !token.text.includes("\n") ? " " : "\n",
    };
  });
  const laid = grammar.layout === "exact" ? exactLayout(kept) : freeLayout(kept, grammar.layout === "lines");
  return endsLine ? laid.trimEnd() : laid;
}

/** Directives such as `//go:noinline`, `# frozen_string_literal: true`, `//export f`, and documentation with tests. */
function isObeyed(comment: string): boolean {
  return /^(?:\/\/|#|--)\s*[\w+-]+:|^\/\/\s*\+build|^#!|^\/\*[+!*]|^\/\/[/!]|^\/\/\s*export\b/.test(comment);
}

/** Every line with its indentation, without what is blank. */
function exactLayout(tokens: readonly Token[]): string {
  const text = tokens.map((token) => (token.kind === "string" ? masked(token.text) : token.text)).join("");
  const lines = text.split("\n").map((line) => line.trimEnd());
  return lines.filter((line, at) => line !== "" || at === 0 || at === lines.length - 1).join("\n");
}

/** A string on one line, so that nothing in it is taken for layout; JSON keeps different strings different. */
function masked(string: string): string {
  return `"${JSON.stringify(string).slice(1)}`;
}

function freeLayout(tokens: readonly Token[], lines: boolean): string {
  let text = "";
  let previous: Token | null = null;
  let gap = "";
  for (const token of tokens) {
    if (token.kind === "space" || token.kind === "line") {
      const breaks = lines && token.text.includes("\n");
      gap = breaks || gap === "\n" ? "\n" : " ";
      continue;
    }
    const directives = token.kind === "directive" || previous?.kind === "directive";
    const ended = previous?.kind === "comment" && !previous.text.endsWith("*/");
    if (directives || ended) text += "\n";
    else if (gap === "\n" || (gap === " " && (previous === null || areKeptApart(previous, token))))
      text += gap;
    text += token.text;
    previous = token;
    gap = "";
  }
  // White space at the ends keeps the region apart from the text around it.
  return text + gap;
}

/** True where white space between two tokens may matter: `a b`, `- -x`, `L "x"`, `1 .x`. */
function areKeptApart(left: Token, right: Token): boolean {
  if (isBracket(left) || isBracket(right)) return false;
  const sign = left.kind === "sign" ? left : right;
  if (sign.kind !== "sign" || left.kind === right.kind) return true;
  return left.kind === "number" ? ".+-".includes(sign.text) : right.kind === "number" && sign.text === ".";
}

function isBracket({ kind, text }: Token): boolean {
  return kind === "sign" && "()[]{},;".includes(text);
}
