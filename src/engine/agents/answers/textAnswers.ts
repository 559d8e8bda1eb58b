import type { Span } from "../../domain/candidate.ts";
import { type Grammar, grammarOf } from "../../rewrite/text/grammar.ts";
import { type Token, tokensOf } from "../../rewrite/text/lexer.ts";
import {
  type AnswerLanguage,
  type Declared,
  namesakes,
  type Reading,
  type TargetPlace,
} from "./answerLanguage.ts";

/**
 * Languages that we have no parser of our own for. A function is known by its head, word for word as in the baseline,
 * and lasts to the brace that closes it; where functions have no braces, the place's own way of finding them decides.
 */
export function textAnswers(place: TargetPlace, fences: readonly string[]): AnswerLanguage {
  const { baseline } = place;
  const grammar = grammarOf(baseline.file);
  const own = meaningful(tokensOf(baseline.text.slice(baseline.region.start, baseline.region.end), grammar));
  const brace = own.findIndex(({ text }) => text === "{");
  const head = brace > 0 && own.at(-1)?.text === "}" ? own.slice(0, brace + 1).map(({ text }) => text) : null;
  return {
    name: place.name,
    fences,
    recognizes: head !== null,
    read: (text) => (head === null ? readByPlace(text, place, grammar) : readByHead(text, head, grammar)),
    problem: place.problem,
    fingerprint: place.fingerprint,
  };
}

function readByHead(text: string, head: readonly string[], grammar: Grammar): Reading {
  const all = tokensOf(text, grammar);
  const tokens = meaningful(all);
  const closings = closingBraces(tokens);
  const targets: Span[] = [];
  for (const [index, first] of tokens.entries()) {
    if (!head.every((word, at) => tokens[index + at]?.text === word)) continue;
    const closing = closings.get(index + head.length - 1);
    if (closing === undefined) continue;
    targets.push({ start: first.start, end: endOf(closing) });
  }
  const [target] = targets;
  return {
    problem: null,
    targets,
    others: target === undefined ? [] : chunksBeside(text, tokens, target),
    literals: multiline(all),
  };
}

/** Without braces only the place can tell; what it finds must begin as the target does in its file. */
function readByPlace(text: string, place: TargetPlace, grammar: Grammar): Reading {
  const { baseline } = place;
  const firstLine = (of: string, { start }: Span): string => of.slice(start).split("\n", 1)[0]?.trim() ?? "";
  const targets = namesakes(place.targets(text), baseline.symbol).filter(
    (span) => span.end <= text.length && firstLine(text, span) === firstLine(baseline.text, baseline.region),
  );
  const all = tokensOf(text, grammar);
  const [target] = targets;
  return {
    problem: null,
    targets,
    others: target === undefined ? [] : chunksBeside(text, meaningful(all), target),
    literals: multiline(all),
  };
}

/** Statements at the top, and what stands around the target in whatever holds it. */
function chunksBeside(text: string, tokens: readonly Token[], target: Span): readonly Declared[] {
  const chunks: Declared[] = [];
  let depth = 0;
  let first: Token | null = null;
  const close = (end: number): void => {
    if (first !== null) chunks.push(...declaredBy(text, { start: first.start, end }, target));
    first = null;
  };
  for (const [index, token] of tokens.entries()) {
    if (token.kind === "directive") close(token.start);
    first ??= token;
    if (/^[{([]$/.test(token.text)) depth++;
    if (/^[})\]]$/.test(token.text)) depth--;
    const next = tokens[index + 1];
    const ends =
      depth <= 0 &&
      (token.kind === "directive" ||
        token.text === ";" ||
        (token.text === "}" && next?.text !== ";") ||
        (next !== undefined && /\n\s*\n/.test(text.slice(endOf(token), next.start))));
    if (ends || next === undefined) close(endOf(token));
  }
  return chunks;
}

function declaredBy(text: string, span: Span, target: Span): readonly Declared[] {
  const inner = { start: Math.max(span.start, target.start), end: Math.min(span.end, target.end) };
  if (inner.start >= inner.end) {
    const own = text.slice(span.start, span.end);
    const isImport = /^(?:#|import\b|use\b|using\b|package\b|extern crate\b)/.test(own);
    return [{ kind: isImport ? "import" : "declaration", names: isImport ? null : namesOf(own), span }];
  }
  const around: readonly Span[] = [
    { start: span.start, end: inner.start },
    { start: inner.end, end: span.end },
  ];
  return around
    .filter(({ start, end }) => text.slice(start, end).trim() !== "")
    .map((each) => ({ kind: "member", names: [], span: each }));
}

/** The last word before what a declaration has of parameters, value or body; null when there is none. */
function namesOf(own: string): readonly string[] | null {
  const words = /^[^({=;[]*/.exec(own)?.[0].match(/[\p{ID_Start}_][\p{ID_Continue}]*/gu) ?? [];
  const last = words.at(-1);
  return words.length < 2 || last === undefined ? null : [last];
}

/** The closing brace of every opening one, by their indices. */
function closingBraces(tokens: readonly Token[]): ReadonlyMap<number, Token> {
  const closings = new Map<number, Token>();
  const open: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (token.text === "{") open.push(index);
    const opened = token.text === "}" ? open.pop() : undefined;
    if (opened !== undefined) closings.set(opened, token);
  }
  return closings;
}

function meaningful(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter(({ kind }) => kind !== "space" && kind !== "line" && kind !== "comment");
}

function multiline(tokens: readonly Token[]): readonly Span[] {
  return tokens
    .filter(({ kind, text }) => (kind === "string" || kind === "open") && text.includes("\n"))
    .map((token) => ({ start: token.start, end: endOf(token) }));
}

function endOf({ start, text }: Token): number {
  return start + text.length;
}
