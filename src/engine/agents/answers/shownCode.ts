import { assemble, type Baseline, type Code, regionOf, type Span } from "../../domain/candidate.ts";

/** Code as a model is shown it, in whole lines, with `\n` between them. */
export interface ShownCode {
  /** Helpers, then the lines of the target. */
  readonly lines: readonly string[];
  /** Half-open range of lines of each helper, in order. */
  readonly helpers: readonly Span[];
  /** Half-open range of the target's lines. */
  readonly target: Span;
  /** What stands before and after the target in its first and last line, and may not change: `const f = `, `;`. */
  readonly before: string;
  readonly after: string;
}

/** The code of a version as a model is shown it. */
export function shownCode(baseline: Baseline, code: Code): ShownCode {
  const text = assemble(baseline, code);
  const region = regionOf(baseline, code);
  const before = text.slice(text.lastIndexOf("\n", region.start - 1) + 1, region.start);
  const [rest = ""] = text.slice(region.end).split(/\r?\n/, 1);
  const after = code.target.endsWith("\n") || !/^[\s;,)\]}]*$/.test(rest) ? "" : rest;
  const lines: string[] = [];
  const put = (part: string): Span => {
    const start = lines.length;
    lines.push(...part.replaceAll("\r\n", "\n").replace(/\n$/, "").split("\n"));
    return { start, end: lines.length };
  };
  const helpers = code.helpers.map(put);
  if (helpers.length > 0) lines.push("");
  return { helpers, target: put(before + code.target + after), lines, before, after };
}
