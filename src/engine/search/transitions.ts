import type { CandidateNumber } from "../domain/candidate.ts";
import type { CandidateView, RunView } from "../domain/runView.ts";
import { candidateOf } from "../domain/runView.ts";
import type { Gain, Verdict } from "../domain/verdict.ts";
import { lowerBound } from "../judge/gain.ts";

/** A true parent → child step with what it achieved. */
export interface Transition {
  readonly parents: readonly CandidateNumber[];
  readonly child: CandidateView;
  readonly verdict: Verdict;
  /** Fitness of the child less that of its best parent; null when the child was rejected. */
  readonly reward: number | null;
  /** Fitness of the child less that of the best of all its ancestors, so that undoing a loss is no merit; null alike. */
  readonly advance: number | null;
}

const fitnessConfidence = 0.8;

/**
 * Search fitness: ln of the lower end of the gain's 80 % interval over the baseline, never the raw estimate, so that
 * luck is not bred. 0 for the baseline, null for a candidate that is rejected or not judged.
 */
export function fitnessOf(view: RunView, number: CandidateNumber): number | null {
  if (number === 0) return 0;
  const verdict = candidateOf(view, number)?.verdict;
  return verdict == null || verdict.kind === "rejected" ? null : fitnessFrom(verdict.gain);
}

/** Every choice asks for the fitness of all candidates, and a quantile of Student's t takes its time. */
const known = new WeakMap<Gain, number>();

function fitnessFrom(gain: Gain): number {
  const fitness = known.get(gain) ?? Math.log(lowerBound(gain, fitnessConfidence));
  known.set(gain, fitness);
  return fitness;
}

/** The fitness that a child of a candidate starts from: for a repair that of what the rejected one was made from. */
function startOf(view: RunView, parent: CandidateNumber): number {
  const { parents = [] } = candidateOf(view, parent) ?? {};
  return fitnessOf(view, parent) ?? Math.max(...parents.map((number) => startOf(view, number)));
}

/** All judged candidates up to and including `horizon`, in order, as transitions. */
export function transitionsOf(view: RunView, horizon: CandidateNumber): readonly Transition[] {
  /** The best fitness of a candidate and its ancestors. */
  const peaks = new Map<CandidateNumber, number>([[0, 0]]);
  return view.candidates.slice(0, Math.max(horizon, 0)).flatMap((child): readonly Transition[] => {
    const { number, parents, verdict } = child;
    const before = Math.max(...parents.map((parent) => peaks.get(parent) ?? 0));
    const fitness = fitnessOf(view, number);
    peaks.set(number, Math.max(before, fitness ?? before));
    if (verdict === null) return [];
    if (fitness === null) return [{ parents, child, verdict, reward: null, advance: null }];
    const start = Math.max(...parents.map((parent) => startOf(view, parent)));
    return [{ parents, child, verdict, reward: fitness - start, advance: fitness - before }];
  });
}
