import type { Grammar } from "./grammar.ts";
import { type Token, tokensOf } from "./lexer.ts";

/** A whole number in a source text, which may be a size, a threshold or a number of steps. */
export interface Tunable {
  readonly start: number;
  readonly text: string;
  readonly literal: Literal;
  /** What it is assigned to or compared with, as far as the text tells; empty when it does not. */
  readonly name: string;
}

/** How a whole number is written. */
export interface Literal {
  readonly value: number;
  readonly prefix: string;
  readonly digits: string;
  /** True for `1e6`. */
  readonly exponent: boolean;
  readonly suffix: string;
}

const hexadecimal = /^(0[xX])([\da-fA-F][\da-fA-F_']*?)(_?[uUlLzZ]*|_?[ui](?:8|16|32|64|128|size))$/;
const decimal = /^(\d[\d_']*?)([eE]\+?\d+)?(_?[uUlLzZ]*|_?[ui](?:8|16|32|64|128|size))$/;
const largest = 2 ** 31;

/** The whole number a literal is; null for fractions, other bases and what is written in no known way. */
export function literalOf(text: string): Literal | null {
  const hex = hexadecimal.exec(text);
  if (hex) {
    const [, prefix = "", digits = "", suffix = ""] = hex;
    return {
      value: Number.parseInt(digits.replace(/[_']/g, ""), 16),
      prefix,
      digits,
      exponent: false,
      suffix,
    };
  }
  const [whole, digits = "", power = "", suffix = ""] = decimal.exec(text) ?? [];
  // A leading zero is another base in some languages.
  if (whole === undefined || /^0./.test(digits)) return null;
  const value = Number(digits.replace(/[_']/g, "") + power);
  return { value, prefix: "", digits: digits + power, exponent: power !== "", suffix };
}

/** Another value in the same form: base, letters, separators, exponent, width and suffix. */
export function literalText({ prefix, digits, exponent, suffix }: Literal, value: number): string {
  if (exponent) {
    const [, mantissa = "", zeros = ""] = /^(\d*?)(0*)$/.exec(String(value)) ?? [];
    return `${mantissa}${digits.includes("E") ? "E" : "e"}${zeros.length}${suffix}`;
  }
  const plain = digits.replace(/[_']/g, "");
  const base = prefix === "" ? 10 : 16;
  let text = value.toString(base).padStart(base === 16 ? plain.length : 1, "0");
  if (/[A-F]/.test(digits)) text = text.toUpperCase();
  const [separator] = /[_']/.exec(digits) ?? [];
  if (separator !== undefined) {
    const size = digits.length - digits.lastIndexOf(separator) - 1;
    text = text.replace(new RegExp(`\\B(?=(?:\\w{${size}})+$)`, "g"), separator);
  }
  return prefix + text + suffix;
}

/** The literals of a text that look as if another value could be as right and faster. */
export function tunablesIn(text: string, grammar: Grammar): readonly Tunable[] {
  const tokens = tokensOf(text, grammar);
  const code = tokens.filter(({ kind }) => kind !== "space" && kind !== "line" && kind !== "comment");
  const found = code.flatMap((token, at): readonly Tunable[] => {
    if (token.kind !== "number") return [];
    const literal = literalOf(token.text);
    if (!literal || !isTunable(literal, code, at)) return [];
    return [{ start: token.start, text: token.text, literal, name: nameBefore(code, at) }];
  });
  const defined = tokens.filter(({ kind }) => kind === "directive").flatMap(definition);
  return [...found, ...defined].toSorted((a, b) => a.start - b.start);
}

/** `#define BLOCK 64` */
function definition({ text, start }: Token): readonly Tunable[] {
  const [, head = "", name = "", number = ""] =
    /^(#\s*define\s+(\w+)\s+\(?)(\w[\w']*)\)?\s*$/.exec(text) ?? [];
  const literal = literalOf(number);
  return literal && literal.value >= 2 && literal.value <= largest
    ? [{ start: start + head.length, text: number, literal, name }]
    : [];
}

/** Names of what can be larger or smaller without being wrong. */
const sizes =
  /size|block|chunk|tile|batch|buf|cap|limit|thresh|cut|unroll|width|stride|step|grain|leaf|bucket|window|pool|thread|worker|page|depth|fan/i;

function isTunable({ value, prefix }: Literal, code: readonly Token[], at: number): boolean {
  const before = code[at - 1];
  const after = code[at + 1];
  const token = code[at];
  const earlier = code[at - 2];
  if (!token || value < 2 || value > largest) return false;
  // A mask or a magic number.
  if (prefix !== "" && !Number.isInteger(Math.log2(value))) return false;
  // A version, a range or a member: `1.2.3`, `0..10`.
  if (before?.text === "." || after?.text === ".") return false;
  // Bits and shifts are meant exactly; so are equality, cases, answers and signs.
  if (/^[&|^~]$/.test(before?.text ?? "") || /^[&|^]$/.test(after?.text ?? "")) return false;
  if (before?.text === earlier?.text && /^[<>=]$/.test(before?.text ?? "")) return false;
  if (before?.text === "=" && /^[!=]$/.test(earlier?.text ?? "") && adjoin(earlier, before)) return false;
  if (/^(case|return|exit|raise|throw|when)$/.test(before?.text ?? "")) return false;
  if (before?.text === "-" && earlier?.kind !== "word" && earlier?.kind !== "number" && earlier?.text !== ")")
    return false;
  if (before?.text === "[" && after?.text === "]" && isIndex(code, at)) return false;
  if (/parse|strto|radix|base|to_?string|atoi|exit|errno/i.test(calleeAround(code, at))) return false;
  const arithmetic = /^[+\-*/%]$/.test(before?.text ?? "") || /^[+\-*/%]$/.test(after?.text ?? "");
  return value >= (arithmetic ? 8 : 4) || sizes.test(nameBefore(code, at));
}

function adjoin(left: Token | undefined, right: Token): boolean {
  return left !== undefined && left.start + left.text.length === right.start;
}

/** True for `list[2]`; `int list[64]` and `new int[64]` declare a size. */
function isIndex(code: readonly Token[], at: number): boolean {
  const owner = code[at - 2];
  const type = code[at - 3];
  const indexed = owner?.kind === "word" || owner?.text === ")" || owner?.text === "]";
  return (
    indexed && !(owner.kind === "word" && type?.kind === "word" && !/^(return|in|case|else)$/.test(type.text))
  );
}

/** The function whose arguments a token is among; empty when there is none. */
function calleeAround(code: readonly Token[], at: number): string {
  let depth = 0;
  for (let index = at - 1; index >= 0; index--) {
    const { text = "" } = code[index] ?? {};
    if (/^[;{}]$/.test(text)) break;
    if (text === ")") depth += 1;
    if (text === "(") depth -= 1;
    if (depth < 0) return code[index - 1]?.kind === "word" ? (code[index - 1]?.text ?? "") : "";
  }
  return "";
}

/** The word a literal is assigned to or compared with. */
function nameBefore(code: readonly Token[], at: number): string {
  for (let index = at - 1; index >= Math.max(0, at - 6); index--) {
    const token = code[index];
    if (token?.kind === "word") return token.text;
    if (token?.kind !== "sign" || !/^[=:<>[(+\-*/%]$/.test(token.text)) break;
  }
  return "";
}
