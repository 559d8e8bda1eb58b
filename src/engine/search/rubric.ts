import { changesBetween } from "../agents/summarizer/changes.ts";
import type { Code } from "../domain/candidate.ts";
import type { CandidateView } from "../domain/runView.ts";
import { codeBytes } from "../judge/codeSize.ts";

/**
 * One question of the rubric: a number of which less is better, and a phrase for why the better one is.
 */
interface Criterion {
  readonly of: (candidate: CandidateView, baseline: Code) => number;
  readonly because: (better: number, other: number) => string;
}

/** An import in any language that has a word for it: a line that begins with it. */
const importLine = /^\s*(?:import\b|from\s+\S+\s+import\b|(?:const|let|var)\b.*\brequire\(|use\s|#include\b)/;

/**
 * By what candidates are compared that measurements do not tell apart, the weightiest first: what a merge costs for
 * long (dependencies, risk) before what reviewing it costs once (size of the difference) and what reading it costs
 * (length). The first criterion that tells two apart decides.
 */
const rubric: readonly Criterion[] = [
  {
    of: ({ code }, baseline) => Math.max(0, importsOf(code) - importsOf(baseline)),
    because: (better) => (better === 0 ? "it needs no new import" : "it needs fewer new imports"),
  },
  {
    of: ({ gates }) => gates.reduce((sum, { remarks }) => sum + remarks.length, 0),
    because: (better) =>
      better === 0 ? "its gates have nothing to remark" : "its gates have less to remark",
  },
  {
    of: ({ code }, baseline) => changedLines(baseline, code),
    because: (better, other) => `it changes ${lines(better)} rather than ${other}`,
  },
  {
    of: ({ code }) => codeBytes(code),
    because: (better, other) => `it is shorter, with ${better} bytes of code rather than ${other}`,
  },
];

/** How two candidates compare. */
export interface Preference {
  /** Below 0 when the first is better, above 0 when the second is; 0 when the rubric does not tell them apart. */
  readonly order: number;
  /** A phrase that follows the better one's name; null when there is none. */
  readonly because: string | null;
}

/** Compares two candidates, which measurements do not tell apart, as a person who has to merge one of them would. */
export function compareByRubric(one: CandidateView, other: CandidateView, baseline: Code): Preference {
  for (const { of, because } of rubric) {
    const [first, second] = [of(one, baseline), of(other, baseline)];
    if (first !== second) {
      return {
        order: first - second,
        because: because(Math.min(first, second), Math.max(first, second)),
      };
    }
  }
  return { order: 0, because: null };
}

function importsOf({ target, helpers }: Code): number {
  return [target, ...helpers].flatMap((text) => text.split("\n")).filter((line) => importLine.test(line))
    .length;
}

function changedLines(before: Code, after: Code): number {
  return changesBetween(before, after).reduce(
    (sum, { removed, added }) => sum + removed.length + added.length,
    0,
  );
}

function lines(count: number): string {
  return count === 1 ? "1 line" : `${count} lines`;
}
