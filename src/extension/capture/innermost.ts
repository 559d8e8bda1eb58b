import type { Span } from "../../engine/domain/candidate.ts";

/** The smallest of the things whose region holds the offset, or null. */
export function innermost<Thing extends { readonly region: Span }>(
  things: readonly Thing[],
  offset: number,
): Thing | null {
  const holding = things.filter(({ region }) => region.start <= offset && offset <= region.end);
  return holding.sort((a, b) => length(a.region) - length(b.region))[0] ?? null;
}

function length({ start, end }: Span): number {
  return end - start;
}
