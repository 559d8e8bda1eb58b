import { diffPatch } from "node-diff3";
import type { Code } from "../../domain/candidate.ts";

/** Lines that took the place of other lines. */
export interface Change {
  /** Up to two unchanged lines before it. */
  readonly context: readonly string[];
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

const contextLines = 2;
/** The comparison takes time for every pair of equal lines; of more lines than these it is not made. */
const mostLines = 3_000;

/** What changed from one version to the other, helpers included, in the order of the text. */
export function changesBetween(before: Code, after: Code): readonly Change[] {
  const [oldLines, newLines] = [linesOf(before), linesOf(after)];
  const head = sharedHead(oldLines, newLines);
  const tail = sharedHead(oldLines.slice(head).reverse(), newLines.slice(head).reverse());
  const removed = oldLines.slice(head, oldLines.length - tail);
  const added = newLines.slice(head, newLines.length - tail);
  if (removed.length === 0 && added.length === 0) return [];
  if (Math.max(removed.length, added.length) > mostLines) {
    return [{ context: oldLines.slice(Math.max(0, head - contextLines), head), removed, added }];
  }
  let reached = 0;
  return diffPatch([...removed], [...added]).map(({ buffer1, buffer2 }) => {
    const start = head + buffer1.offset;
    const context = oldLines.slice(Math.max(reached, start - contextLines), start);
    reached = start + buffer1.length;
    return { context, removed: buffer1.chunk, added: buffer2.chunk };
  });
}

/** Its lines as a patch has them: two blanks before what stays, `- ` and `+ ` before what goes and comes. */
export function changeText({ context, removed, added }: Change): string {
  return [
    ...context.map((line) => `  ${line}`),
    ...removed.map((line) => `- ${line}`),
    ...added.map((line) => `+ ${line}`),
  ].join("\n");
}

function linesOf({ target, helpers }: Code): readonly string[] {
  return [...helpers, target].flatMap((text) => text.split(/\r?\n/));
}

function sharedHead(one: readonly string[], other: readonly string[]): number {
  const most = Math.min(one.length, other.length);
  for (let index = 0; index < most; index++) if (one[index] !== other[index]) return index;
  return most;
}
