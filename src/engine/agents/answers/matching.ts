import { indentOf } from "./indentation.ts";

/** Where the lines of a SEARCH stand in a text. */
export interface Place {
  /** Half-open range of lines. */
  readonly start: number;
  readonly end: number;
  /** Indentations as the SEARCH writes them, and as the text does; null when nobody can tell. */
  readonly indents: ReadonlyMap<string, string> | null;
}

/** How a line is compared; the first way that finds anything counts. */
const ways: readonly ((line: string) => string)[] = [
  (line) => line,
  (line) => line.trimEnd(),
  (line) => line.trim(),
  (line) => line.replace(/\s+/g, ""),
];

/**
 * The places where lines stand that are like those of a SEARCH, as exactly as any place has them: exactly, but for
 * white space at their ends, but for their indentation, but for all white space. Blank lines count only in the
 * exact comparison. Linear in both.
 */
export function placesOf(text: readonly string[], search: readonly string[]): readonly Place[] {
  for (const [index, way] of ways.entries()) {
    const exact = index === 0;
    const hay = numbered(text, exact);
    const needle = numbered(trimmedBlank(search), exact);
    const found = occurrences(
      hay.map(({ line }) => way(line)),
      needle.map(({ line }) => way(line)),
    );
    if (found.length > 0) {
      return found.map((at) => {
        const own = hay.slice(at, at + needle.length);
        return {
          start: own[0]?.number ?? 0,
          end: (own.at(-1)?.number ?? 0) + 1,
          indents: indentsOf(
            needle.map(({ line }) => line),
            own.map(({ line }) => line),
          ),
        };
      });
    }
  }
  return [];
}

/** Lines in the indentation of the place; null when a line's cannot be told from those of the SEARCH. */
export function replanted(
  lines: readonly string[],
  indents: ReadonlyMap<string, string>,
): readonly string[] | null {
  if ([...indents].every(([from, to]) => from === to)) return lines;
  const known = [...indents].toSorted(([a], [b]) => b.length - a.length);
  const planted: string[] = [];
  for (const line of lines) {
    const own = indentOf(line);
    const base = known.find(([from]) => own.startsWith(from));
    const exact = indents.get(own);
    if (line.trim() === "") planted.push("");
    else if (exact !== undefined) planted.push(exact + line.trimStart());
    else if (base !== undefined) {
      const deeper = stepped(own.slice(base[0].length), known);
      if (deeper === null) return null;
      planted.push(base[1] + deeper + line.trimStart());
    } else return null;
  }
  return planted;
}

/** A deeper indentation in the steps of the text, when the SEARCH steps by others, such as spaces for tabs. */
function stepped(deeper: string, known: readonly (readonly [string, string])[]): string | null {
  const steps = new Map<string, string>();
  for (const [from, to] of known) {
    for (const [outerFrom, outerTo] of known) {
      if (from.length > outerFrom.length && from.startsWith(outerFrom) && to.startsWith(outerTo))
        steps.set(from.slice(outerFrom.length), to.slice(outerTo.length));
    }
  }
  for (const [from, to] of steps) {
    const count = deeper.length / from.length;
    if (Number.isInteger(count) && from.repeat(count) === deeper) return to.repeat(count);
  }
  const spaces = known.some(
    ([from, to]) => from.includes("\t") !== to.includes("\t") && from !== "" && to !== "",
  );
  return spaces ? null : deeper;
}

/** Null when one indentation of the SEARCH stands for several of the text. */
function indentsOf(search: readonly string[], text: readonly string[]): ReadonlyMap<string, string> | null {
  const indents = new Map<string, string>();
  for (const [index, line] of search.entries()) {
    if (line.trim() === "") continue;
    const from = indentOf(line);
    const to = indentOf(text[index] ?? "");
    if ((indents.get(from) ?? to) !== to) return null;
    indents.set(from, to);
  }
  return indents;
}

function numbered(lines: readonly string[], blank: boolean): readonly { line: string; number: number }[] {
  return lines.map((line, number) => ({ line, number })).filter(({ line }) => blank || line.trim() !== "");
}

/** The lines without blank ones at both ends. */
export function trimmedBlank(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.trim() !== "");
  return first < 0 ? [] : lines.slice(first, lines.findLastIndex((line) => line.trim() !== "") + 1);
}

/** Every index at which the needle begins, overlapping ones too (Knuth, Morris, Pratt). */
function occurrences(hay: readonly string[], needle: readonly string[]): readonly number[] {
  if (needle.length === 0) return [];
  const back = [0];
  const next = (matched: number, line: string): number => {
    let length = matched;
    while (length > 0 && needle[length] !== line) length = back[length - 1] ?? 0;
    return needle[length] === line ? length + 1 : 0;
  };
  for (let index = 1; index < needle.length; index++)
    back.push(next(back[index - 1] ?? 0, needle[index] ?? ""));
  const found: number[] = [];
  let matched = 0;
  for (const [index, line] of hay.entries()) {
    matched = next(matched, line);
    if (matched === needle.length) {
      found.push(index - needle.length + 1);
      matched = back[matched - 1] ?? 0;
    }
  }
  return found;
}
