/**
 * The text in words that the parser's grammar knows, character for character in the same place: a byte order mark and
 * form feeds are blanked, parentheses around the items of a `with` are opened, and so on. For finding structure only.
 */
export function plainText(text: string): string {
  const marks = marksIn(text);
  if (marks.length === 0) return text;
  const plain = text.split("");
  for (const { from, to, by } of marks) {
    for (let at = from; at < to; at += 1) plain[at] = at - from < by.length ? (by[at - from] ?? " ") : " ";
  }
  return plain.join("");
}

/** Characters that are replaced: first by those of `by`, then by blanks. */
interface Mark {
  readonly from: number;
  readonly to: number;
  readonly by: string;
}

/** A token that is no white space, no comment and no string. */
interface Token {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  /** It is the first of its logical line. */
  readonly first: boolean;
}

const word = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const numeral =
  /(?:0[xXbBoO][\da-fA-F_]+|\d[\d_]*(?:\.[\d_]*)?(?:[eE][+-]?\d[\d_]*)?|\.\d[\d_]*(?:[eE][+-]?\d[\d_]*)?)[jJ]?/y;
const stringStart = /(?<prefix>[a-zA-Z]{0,2})(?<quote>"""|'''|"|')/y;
const opening = "([{";
const closing = ")]}";

function marksIn(text: string): readonly Mark[] {
  const marks: Mark[] = [];
  const tokens: Token[] = [];
  let depth = 0;
  let first = true;
  const push = (from: number, to: number): void => {
    tokens.push({ text: text.slice(from, to), from, to, first });
    first = false;
  };
  if (text.startsWith("\ufeff")) marks.push({ from: 0, to: 1, by: "\n" });
  for (let at = marks.length; at < text.length; ) {
    const character = text.charAt(at);
    const string = matchAt(stringStart, text, at);
    if (string !== null) {
      const { prefix = "" } = string.groups ?? {};
      const end = stringEnd(text, at, string);
      if (/t/i.test(prefix)) marks.push({ from: at, to: end, by: blankString(end - at) });
      push(at, end);
      at = end;
    } else if (character === "#") {
      while (at < text.length && text[at] !== "\n" && text[at] !== "\r") at += 1;
    } else if (character === "\f") {
      marks.push({ from: at, to: at + 1, by: first ? "\n" : " " });
      at += 1;
    } else if (character === "\\" && /[\r\n]/.test(text.charAt(at + 1))) {
      at += text.startsWith("\r\n", at + 1) ? 3 : 2;
    } else if (character === "\n" || character === "\r") {
      if (depth === 0) first = true;
      at += 1;
    } else if (character === " " || character === "\t") {
      at += 1;
    } else {
      const found = matchAt(word, text, at) ?? matchAt(numeral, text, at);
      const end = at + (found?.[0].length ?? 1);
      push(at, end);
      if (opening.includes(character)) depth += 1;
      if (closing.includes(character)) depth = Math.max(0, depth - 1);
      if (found !== null && /^\d[\d_]*\.$/.test(found[0])) marks.push({ from: end - 1, to: end, by: "0" });
      at = end;
    }
  }
  for (const [index, token] of tokens.entries()) {
    if (token.first && token.text === "@") marks.push(...decoratorMarks(tokens, index));
    if (token.text === "with") marks.push(...withMarks(text, tokens, index));
    if (token.text === "/" && tokens[index - 1]?.text === ",")
      marks.push({ from: token.from, to: token.to, by: "_" });
    if (token.text === "*" && isStarred(tokens, index))
      marks.push({ from: token.from, to: token.to, by: " " });
  }
  return marks;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A string without content that is as long. */
function blankString(length: number): string {
  return `'${" ".repeat(length - 2)}'`;
}

/** The offset behind a string that begins at an offset; at the end of its line, or of the text, when it is not closed. */
function stringEnd(text: string, start: number, { 0: head, groups }: RegExpExecArray): number {
  const { prefix = "", quote = "" } = groups ?? {};
  const formatted = /[ft]/i.test(prefix);
  let at = start + head.length;
  while (at < text.length) {
    if (text.startsWith(quote, at)) return at + quote.length;
    const character = text.charAt(at);
    if (quote.length === 1 && (character === "\n" || character === "\r")) return at;
    if (formatted && character === "{") at = text[at + 1] === "{" ? at + 2 : fieldEnd(text, at + 1, quote);
    else at += character === "\\" ? 2 : 1;
  }
  return text.length;
}

/** The offset behind the `}` of a replacement field; where the string around it ends when there is none. */
function fieldEnd(text: string, start: number, outer: string): number {
  let depth = 0;
  let specified = false;
  for (let at = start; at < text.length; ) {
    const character = text.charAt(at);
    if (depth === 0 && character === "}") return at + 1;
    if (outer.length === 1 && (character === "\n" || character === "\r")) return at;
    if (specified) {
      if (text.startsWith(outer, at)) return at;
      at = character === "{" ? fieldEnd(text, at + 1, outer) : at + 1;
      continue;
    }
    const string = matchAt(stringStart, text, at);
    if (string !== null) {
      at = stringEnd(text, at, string);
      continue;
    }
    if (opening.includes(character)) depth += 1;
    else if (closing.includes(character)) depth -= 1;
    else if (character === ":" && depth === 0) specified = true;
    at += matchAt(word, text, at)?.[0].length ?? 1;
  }
  return text.length;
}

/** Since Python 3.9 a decorator is any expression. */
function decoratorMarks(tokens: readonly Token[], index: number): readonly Mark[] {
  const rest = tokens.slice(index + 1);
  const count = rest.findIndex(({ first }) => first);
  const own = count === -1 ? rest : rest.slice(0, count);
  const last = own.at(-1);
  const [begin] = own;
  if (begin === undefined || last === undefined) return [];
  let at = isName(begin) ? 1 : 0;
  while (at > 0 && own[at]?.text === "." && isName(own[at + 1])) at += 2;
  const simple =
    at > 0 && (at === own.length || (own[at]?.text === "(" && closingIndex(own, at) === own.length - 1));
  return simple ? [] : [{ from: begin.from, to: last.to, by: "_" }];
}

function isName(token: Token | undefined): boolean {
  return (
    token !== undefined &&
    /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(token.text) &&
    !/^(?:True|False|None|not|await|lambda)$/.test(token.text)
  );
}

/** Since Python 3.9 the items of a `with` may stand in parentheses; what follows `as` may be more than a name. */
function withMarks(text: string, tokens: readonly Token[], index: number): readonly Mark[] {
  const before = tokens[index - 1];
  const leads = tokens[index]?.first === true || (before?.first === true && before.text === "async");
  if (!leads) return [];
  const open = tokens[index + 1];
  const end = open?.text === "(" ? closingIndex(tokens, index + 1) : -1;
  const close = tokens[end];
  const inside = tokens.slice(index + 2, end);
  if (open === undefined || close === undefined || tokens[end + 1]?.text !== ":" || !holdsItems(inside)) {
    return targetMarks(tokens, index + 1);
  }
  const marks: Mark[] = [];
  const last = inside.at(-1);
  // Between the tokens lie line breaks and comments, which would end the statement now.
  let from = open.from;
  for (const token of inside) {
    marks.push({ from, to: token === last && token.text === "," ? token.to : token.from, by: "" });
    for (let at = token.from; at < token.to; at += 1) {
      if (/[\r\n]/.test(text.charAt(at))) marks.push({ from: at, to: at + 1, by: " " });
    }
    from = token.to;
  }
  return [...marks, { from, to: close.to, by: "" }, ...targetMarks(tokens, index + 2)];
}

function holdsItems(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.some(({ text }) => {
    if (opening.includes(text)) depth += 1;
    if (closing.includes(text)) depth -= 1;
    return depth === 0 && (text === "as" || text === ",");
  });
}

/** Names in place of what follows each `as` of a `with`. */
function targetMarks(tokens: readonly Token[], start: number): readonly Mark[] {
  const marks: Mark[] = [];
  for (let at = start, depth = 0; at < tokens.length; at += 1) {
    const { text } = tokens[at] ?? { text: ":" };
    if (opening.includes(text)) depth += 1;
    if (closing.includes(text)) depth -= 1;
    if (depth < 0 || (depth === 0 && text === ":")) break;
    const target = tokens[at + 1];
    if (depth !== 0 || text !== "as" || target === undefined) continue;
    let end = at + 1;
    for (let inner = 0; end < tokens.length; end += 1) {
      const next = tokens[end + 1]?.text ?? ":";
      const here = tokens[end]?.text ?? "";
      if (opening.includes(here)) inner += 1;
      if (closing.includes(here)) inner -= 1;
      if (inner === 0 && (next === "," || next === ":" || closing.includes(next))) break;
    }
    const last = tokens[end];
    if (end > at + 1 && last !== undefined) marks.push({ from: target.from, to: last.to, by: "_" });
    at = end;
  }
  return marks;
}

/** `a[*b]`, `for x in *a, *b` and `for a, *b in c`. */
function isStarred(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]?.text ?? "";
  if (tokens[index]?.first === true) return false;
  if (["[", "in", "for", ":"].includes(before)) return true;
  if (before !== ",") return false;
  let depth = 0;
  for (let at = index - 1; at >= 0; at -= 1) {
    const token = tokens[at];
    if (token === undefined) return false;
    if (closing.includes(token.text)) depth += 1;
    if (opening.includes(token.text)) depth -= 1;
    if (depth < 0) return token.text === "[";
    if (depth === 0 && (token.text === "in" || token.text === "for")) return true;
    if (token.first) return false;
  }
  return false;
}

function closingIndex(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    const { text } = tokens[at] ?? { text: "" };
    if (opening.includes(text)) depth += 1;
    if (closing.includes(text)) depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}
