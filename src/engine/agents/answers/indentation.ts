import type { Span } from "../../domain/candidate.ts";

/** The white space that begins a line. */
export function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? "";
}

/** The white space that begins the line of an offset. */
export function indentAt(text: string, offset: number): string {
  return indentOf(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}

/**
 * A part of a text moved to another indentation. The first line has none of its own, for it follows what stands before
 * it; lines that begin inside of a literal stay as they are.
 * @param to the indentation of the line that the part is put into
 */
export function moved(text: string, part: Span, to: string, literals: readonly Span[]): string {
  const from = indentAt(text, part.start);
  const own = text.slice(part.start, part.end);
  if (from === to) return own;
  const inside = insideOf(literals);
  let offset = part.start;
  return own
    .split("\n")
    .map((line, index) => {
      const start = offset;
      offset += line.length + 1;
      if (index === 0 || line.trim() === "" || inside(start)) return line;
      return to + (line.startsWith(from) ? line.slice(from.length) : line.trimStart());
    })
    .join("\n");
}

/**
 * Whether an offset lies inside of one of the spans, which do not overlap, or at the end of one: what is put there
 * would become a part of it. Asked in rising order.
 */
export function insideOf(spans: readonly Span[]): (offset: number) => boolean {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  let at = 0;
  return (offset) => {
    while ((sorted[at]?.end ?? Number.POSITIVE_INFINITY) < offset) at++;
    return (sorted[at]?.start ?? Number.POSITIVE_INFINITY) < offset;
  };
}
