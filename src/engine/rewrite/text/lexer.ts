import type { Grammar, Quote } from "./grammar.ts";

/** A piece of source text; all pieces of a text, joined, are the text. */
export interface Token {
  /** `open` is a comment or string that does not end. A `directive` is a whole line for a preprocessor. */
  readonly kind: "comment" | "string" | "open" | "directive" | "number" | "word" | "space" | "line" | "sign";
  readonly text: string;
  readonly start: number;
}

type Piece = Pick<Token, "kind" | "text">;

const directive = /#(?:\\\r?\n|[^\n])*/y;
const patterns = [
  ["space", /[^\S\n]+/y],
  // With separators, exponents and suffixes: `0x7fUL`, `1_000`, `1'000`, `1e6`, `2.5f`.
  [
    "number",
    /0[xX][\da-fA-F](?:[\da-fA-F]|[_'](?=[\da-fA-F]))*[\p{ID_Continue}]*|0[bBoO]\d(?:\d|[_'](?=\d))*[\p{ID_Continue}]*|\d(?:\d|[_'](?=\d))*(?:\.\d(?:\d|_(?=\d))*)?(?:[eE][+-]?\d+)?[\p{ID_Continue}]*/uy,
  ],
  ["word", /[\p{ID_Start}_$@][\p{ID_Continue}$]*/uy],
] as const;

/** The tokens of a text, whatever it is. */
export function tokensOf(text: string, grammar: Grammar): readonly Token[] {
  const tokens: Token[] = [];
  let first = true;
  for (let start = 0; start < text.length; ) {
    const piece: Piece =
      first && grammar.preprocessor && text[start] === "#"
        ? { kind: "directive", text: matchAt(directive, text, start) ?? "#" }
        : pieceAt(text, start, grammar);
    tokens.push({ ...piece, start });
    start += piece.text.length;
    first = piece.kind === "line" || (first && (piece.kind === "space" || piece.kind === "comment"));
  }
  return tokens;
}

function pieceAt(text: string, start: number, grammar: Grammar): Piece {
  const comment = commentAt(text, start, grammar);
  if (comment) return comment;
  for (const pattern of grammar.rawStrings) {
    const raw = matchAt(pattern, text, start);
    if (raw !== null) return { kind: "string", text: raw };
  }
  const quote = grammar.strings.find(({ sign }) => text.startsWith(sign, start));
  if (quote) return stringAt(text, start, quote);
  if (text[start] === "\n") return { kind: "line", text: "\n" };
  for (const [kind, pattern] of patterns) {
    const match = matchAt(pattern, text, start);
    if (match !== null) return { kind, text: match };
  }
  return { kind: "sign", text: String.fromCodePoint(text.codePointAt(start) ?? 0) };
}

function commentAt(text: string, start: number, grammar: Grammar): Piece | null {
  if (grammar.lineComments.some((opening) => text.startsWith(opening, start))) {
    const end = text.indexOf("\n", start);
    return { kind: "comment", text: text.slice(start, end < 0 ? text.length : end).replace(/\r$/, "") };
  }
  const block = grammar.blockComments.find(({ open }) => text.startsWith(open, start));
  if (!block) return null;
  let at = start + block.open.length;
  for (let depth = 1; depth > 0; ) {
    const close = text.indexOf(block.close, at);
    if (close < 0) return { kind: "open", text: text.slice(start) };
    const open = block.nested ? text.indexOf(block.open, at) : -1;
    const opens = open >= 0 && open < close;
    depth += opens ? 1 : -1;
    at = opens ? open + block.open.length : close + block.close.length;
  }
  return { kind: "comment", text: text.slice(start, at) };
}

function stringAt(text: string, start: number, { sign, multiline, escapes }: Quote): Piece {
  let at = start + sign.length;
  while (at < text.length) {
    if (escapes && text[at] === "\\") at += 2;
    else if (text.startsWith(sign, at)) return { kind: "string", text: text.slice(start, at + sign.length) };
    else if (text[at] === "\n" && !multiline) break;
    else at += 1;
  }
  return { kind: "open", text: text.slice(start, at) };
}

function matchAt(pattern: RegExp, text: string, start: number): string | null {
  pattern.lastIndex = start;
  const [match] = pattern.exec(text) ?? [];
  return match || null;
}
