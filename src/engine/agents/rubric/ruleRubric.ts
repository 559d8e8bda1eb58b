import type { Code } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import { codeBytes } from "../../judge/codeSize.ts";
import { changesBetween } from "../summarizer/changes.ts";
import type { Pair, Preference } from "./rubric.ts";

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

/** The rubric as a rule. */
export function compareByRubric({ one, other, baseline }: Pair): Preference {
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

/** What the rubric counts of a candidate, each in a few words. */
export function countsOf({ code, gates }: CandidateView, baseline: Code): readonly string[] {
  const remarks = gates.flatMap((gate) => gate.remarks);
  return [
    `new imports: ${Math.max(0, importsOf(code) - importsOf(baseline))}`,
    `changed lines: ${changedLines(baseline, code)}`,
    `bytes of code: ${codeBytes(code)}`,
    `remarks of the checks: ${remarks.length === 0 ? "none" : remarks.join(" ")}`,
  ];
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
