import { diffPatch } from "node-diff3";
import type { Span } from "../../engine/domain/candidate.ts";

/** A part of the old text and what takes its place. */
export interface TextReplacement extends Span {
  readonly text: string;
}

/** The whole lines to replace so that one text becomes the other: few and small, in order, not overlapping. */
export function textEdits(before: string, after: string): readonly TextReplacement[] {
  const oldLines = linesOf(before);
  const newLines = linesOf(after);
  // What both ends share is left out first: the comparison takes time for every pair of equal lines.
  const head = sharedHead(oldLines, newLines);
  const tail = sharedHead(oldLines.slice(head).reverse(), newLines.slice(head).reverse());
  const oldMiddle = oldLines.slice(head, oldLines.length - tail);
  const newMiddle = newLines.slice(head, newLines.length - tail);
  const offsets = [lengthOf(oldLines.slice(0, head))];
  for (const line of oldMiddle) offsets.push((offsets.at(-1) ?? 0) + line.length);
  return diffPatch(oldMiddle, newMiddle).map(({ buffer1, buffer2 }) => ({
    start: offsets[buffer1.offset] ?? before.length,
    end: offsets[buffer1.offset + buffer1.length] ?? before.length,
    text: buffer2.chunk.join(""),
  }));
}

/** Lines with their line breaks, so that a text is exactly its lines joined. */
function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.split(/(?<=\n)/);
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length, 0);
}

function sharedHead(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length);
  for (let index = 0; index < most; index += 1) if (one[index] !== other[index]) return index;
  return most;
}
