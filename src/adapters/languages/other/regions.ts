import type { Span } from "../../../engine/domain/candidate.ts";

/** A part of a source text that can be a target. */
export interface Region {
  /** `visit`, `Graph.visit`, `geometry.area`; `EVOLVE-BLOCK` for a marked block. */
  readonly symbol: string;
  readonly span: Span;
  /** Where helpers are put: the start of the line of its outermost declaration and the comments above that. */
  readonly helperOffset: number;
}

/** Finds the regions of texts in one language. */
export interface RegionFinder {
  /** In order; empty for a text without any. */
  regions(text: string): readonly Region[];
  /** 1-based line of the first thing that does not parse; null when all does, or nobody can tell. */
  firstError(text: string): number | null;
}

/** 1-based line of an offset. */
export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf("\n"); at !== -1 && at < offset; at = text.indexOf("\n", at + 1)) line += 1;
  return line;
}

/** The start of the line that an offset lies in. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}
