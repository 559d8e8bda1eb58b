import type { SearchEdit } from "./edits.ts";
import { insideOf } from "./indentation.ts";
import { type Place, placesOf, replanted, trimmedBlank } from "./matching.ts";
import type { ShownCode } from "./shownCode.ts";

/** What the edits make of the code that was shown. */
export type EditedCode =
  | {
      readonly kind: "edited";
      /** Every helper that still has text, and the target with what stands before and after it. */
      readonly helpers: readonly string[];
      readonly target: string;
      /** Offsets in `target` of lines whose indentation was changed to fit the place. */
      readonly shifted: readonly number[];
    }
  | { readonly kind: "refused"; readonly because: "edit-mismatch" | "ambiguous"; readonly reason: string };

interface Change {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
  readonly isShifted: boolean;
}

/** Applies edits, all of which refer to the code as it was shown, whatever their order. */
export function applyEdits(shown: ShownCode, edits: readonly SearchEdit[]): EditedCode {
  const changes: Change[] = [];
  for (const [index, edit] of edits.entries()) {
    const number = edits.length === 1 ? "The edit" : `Edit ${index + 1}`;
    const change = changeOf(shown, edit);
    if (typeof change === "string") {
      const because = change.startsWith("fits") ? "ambiguous" : "edit-mismatch";
      return { kind: "refused", because, reason: `${number} ${change}.` };
    }
    changes.push(change);
  }
  const ordered = changes.toSorted((a, b) => a.start - b.start || a.end - b.end);
  if (ordered.some((change, index) => change.start < (ordered[index - 1]?.end ?? 0))) {
    return { kind: "refused", because: "ambiguous", reason: "Two edits change the same lines." };
  }
  const segments = [...shown.helpers, shown.target];
  const parts = segments.map(({ start, end }) => {
    const own = ordered.filter((change) => start <= change.start && change.end <= end);
    return { own, ...assembled(shown.lines.slice(start, end), start, own) };
  });
  if (parts.reduce((sum, { own }) => sum + own.length, 0) < ordered.length) {
    return {
      kind: "refused",
      because: "edit-mismatch",
      reason: "An edit reaches from a helper into another piece of code; edit each by itself.",
    };
  }
  const target = parts.at(-1);
  return {
    kind: "edited",
    helpers: parts.slice(0, -1).flatMap(({ text }) => (text.trim() === "" ? [] : [text])),
    target: target?.text ?? "",
    shifted: target?.shifted ?? [],
  };
}

/** Where an edit changes what; else what is wrong with it, completing "The edit …". */
function changeOf(shown: ShownCode, { search, replace }: SearchEdit): Change | string {
  const wanted = trimmedBlank(search);
  if (wanted.length === 0) return "searches for nothing, so nobody can tell where it belongs";
  const places = placesOf(shown.lines, search);
  const [place] = places;
  if (place === undefined) return partOfLine(shown, wanted, trimmedBlank(replace));
  if (places.length > 1) return `fits ${places.length} places equally well; search for more lines around it`;
  const lines = placed(place, search, replace);
  if (lines === null) return "is indented in a way that does not tell how to indent it in its place";
  return { start: place.start, end: place.end, lines: lines.lines, isShifted: lines.isShifted };
}

function placed(
  { indents }: Place,
  search: readonly string[],
  replace: readonly string[],
): { readonly lines: readonly string[]; readonly isShifted: boolean } | null {
  // Blank lines around what is searched stay outside of what is replaced, so they may not come with the new lines.
  const isPadded = trimmedBlank(search).length < search.length;
  const lines = isPadded ? trimmedBlank(replace) : replace;
  if (lines.every((line) => line.trim() === "")) return { lines: [], isShifted: false };
  const planted = indents === null ? null : replanted(lines, indents);
  return (
    planted && {
      lines: planted,
      isShifted: planted.some((line, at) => line.trim() !== "" && line !== lines[at]),
    }
  );
}

/** An edit of a part of one line, when there is only one such part that does not tear a word. */
function partOfLine(
  { lines }: ShownCode,
  [search = "", ...moreSearch]: readonly string[],
  [replace = "", ...moreReplace]: readonly string[],
): Change | string {
  const wanted = search.trim();
  const found = lines.flatMap((line, number) =>
    columnsOf(line, wanted).map((column) => ({ number, line, column })),
  );
  const [only] = found;
  if (moreSearch.length > 0 || moreReplace.length > 0 || only === undefined) {
    return "searches for lines that the code does not have";
  }
  if (found.length > 1) return `fits ${found.length} places equally well; search for whole lines`;
  const { line, number, column } = only;
  const changed = line.slice(0, column) + replace.trim() + line.slice(column + wanted.length);
  return { start: number, end: number + 1, lines: [changed], isShifted: false };
}

function columnsOf(line: string, wanted: string): readonly number[] {
  const columns: number[] = [];
  for (let at = line.indexOf(wanted); at >= 0; at = line.indexOf(wanted, at + 1)) {
    if (!tears(line, at) && !tears(line, at + wanted.length)) columns.push(at);
  }
  return columns;
}

function tears(line: string, at: number): boolean {
  return isWord(line[at - 1]) && isWord(line[at]);
}

function isWord(sign: string | undefined): boolean {
  return sign !== undefined && /[\p{ID_Continue}$]/u.test(sign);
}

/** A piece of the shown code with its changes. */
function assembled(
  lines: readonly string[],
  first: number,
  changes: readonly Change[],
): { readonly text: string; readonly shifted: readonly number[] } {
  const out: string[] = [];
  const shiftedLines: number[] = [];
  let at = first;
  for (const change of changes) {
    out.push(...lines.slice(at - first, change.start - first));
    if (change.isShifted) shiftedLines.push(...change.lines.map((_, index) => out.length + index));
    out.push(...change.lines);
    at = change.end;
  }
  out.push(...lines.slice(at - first));
  const isShifted = new Set(shiftedLines);
  const shifted: number[] = [];
  let offset = 0;
  for (const [index, line] of out.entries()) {
    if (isShifted.has(index)) shifted.push(offset);
    offset += line.length + 1;
  }
  return { text: out.join("\n"), shifted };
}

/** Whether one of the offsets lies inside of a literal, whose text a changed indentation would change. */
export function tearsLiteral(
  offsets: readonly number[],
  literals: readonly { readonly start: number; readonly end: number }[],
): boolean {
  const inside = insideOf(literals);
  return offsets.some((offset) => inside(offset));
}
