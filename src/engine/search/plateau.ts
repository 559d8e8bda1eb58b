import type { CandidateNumber } from "../domain/candidate.ts";
import { candidateLabel } from "../domain/candidate.ts";
import { ancestryOf, candidateOf, type RunView } from "../domain/runView.ts";
import { creditByOperator, noCredit } from "./credit.ts";
import { stepOf } from "./step.ts";
import { fitnessOf, transitionsOf } from "./transitions.ts";

/** How far a search has come, and how long ago. */
export interface Progress {
  /** The candidate that last brought the search forward; 0 when none did. */
  readonly best: CandidateNumber;
  /** Its fitness. */
  readonly fitness: number;
  /** Candidates judged since. */
  readonly since: number;
  /**
   * Candidates without progress that make a plateau: 12, but twice as many as the longest step took so far, where steps
   * are rare; at most 48.
   */
  readonly patience: number;
}

/**
 * The answer to how long nothing got better: go on (`climbing`), change the paradigm (`shift`), begin afresh from the
 * best (`fresh`), or end, since more search is pointless (`pointless`).
 */
export type Stage = "climbing" | "shift" | "fresh" | "pointless";

/** What to do differently after a change of paradigm. */
export interface Shift {
  /** Operators that had the least of a chance so far, untried ones first; empty when none is known. */
  readonly prefer: readonly string[];
  /** Operators that the lineage of the best is made of: what they can do is done. */
  readonly avoid: readonly string[];
}

const leastPatience = 12;
const mostPatience = 48;
/** How many times the patience passes before a fresh island is opened. */
const freshAfter = 2;

/**
 * After s candidates in a row without progress, the chance that the next one brings some is below 3/s with 95 %
 * confidence (the rule of three), as far as the search goes on as it did. Below 3 % more search is pointless.
 */
export const pointlessAfter = 100;
/** How many times the patience passes at least before the end, so that a fresh island has had its time. */
const pointlessPatience = 3;

/** What the verdicts up to `horizon` say of progress. Fitness is a lower bound; noise is not taken for progress. */
export function progressOf(view: RunView, horizon: CandidateNumber): Progress {
  const step = stepOf(view);
  let progress: Progress = { best: 0, fitness: 0, since: 0, patience: leastPatience };
  let longest = 0;
  for (const { number, verdict } of view.candidates.slice(0, Math.max(horizon, 0))) {
    if (verdict === null) continue;
    const fitness = fitnessOf(view, number) ?? Number.NEGATIVE_INFINITY;
    if (fitness < progress.fitness + step) {
      progress = { ...progress, since: progress.since + 1 };
      continue;
    }
    longest = Math.max(longest, progress.since + 1);
    const patience = Math.min(Math.max(2 * longest, leastPatience), mostPatience);
    progress = { best: number, fitness, since: 0, patience };
  }
  return progress;
}

/** Whether a plateau has just been reached. */
export function isNewPlateau({ since, patience }: Progress): boolean {
  return since === patience;
}

/** The stage of a search that has made no progress for so many candidates. */
export function stageOf({ since, patience }: Progress): Stage {
  if (since >= Math.max(pointlessAfter, pointlessPatience * patience)) return "pointless";
  if (since >= freshAfter * patience) return "fresh";
  return since >= patience ? "shift" : "climbing";
}

/** Why a run ended that more search could not help: one sentence. */
export function pointlessText({ best, since }: Pick<Progress, "best" | "since">): string {
  const chance = ((1 - 0.05 ** (1 / since)) * 100).toFixed(1);
  const than = best === 0 ? "the baseline" : `candidate ${candidateLabel(best)}`;
  return `None of the last ${since} candidates was better than ${than}, in whatever direction they went: the next would be with a chance below ${chance} %.`;
}

/** What to do differently. @param operators every operator that was offered so far. */
export function shiftOf(view: RunView, horizon: CandidateNumber, operators: readonly string[]): Shift {
  const { best } = progressOf(view, horizon);
  const credit = creditByOperator(transitionsOf(view, horizon));
  const trialsOf = (operator: string) => (credit.get(operator) ?? noCredit).trials;
  const avoid = new Set(
    [...ancestryOf(view, best)].flatMap((number) =>
      (candidateOf(view, number)?.changes ?? []).map(({ operator }) => operator),
    ),
  );
  const others = operators.filter((operator) => !avoid.has(operator));
  const least = Math.min(...others.map(trialsOf));
  const prefer = others
    .filter((operator) => trialsOf(operator) <= least + 1)
    .toSorted((a, b) => trialsOf(a) - trialsOf(b) || a.localeCompare(b));
  return { prefer, avoid: [...avoid].sort() };
}
