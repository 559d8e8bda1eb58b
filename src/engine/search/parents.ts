import { median, medianAbsoluteDeviation } from "simple-statistics";
import type { CandidateNumber } from "../domain/candidate.ts";
import type { GateName } from "../domain/gate.ts";
import type { CandidateView, RunView } from "../domain/runView.ts";
import type { Random } from "../ports.ts";
import { type Member, pickWeighted } from "./population.ts";
import { fitnessOf } from "./transitions.ts";

/** Differences of fitness below this, in ln(gain), are not told apart when most members are alike. */
const smallestSpread = 0.01;

/**
 * The weight of each member as a parent: sigmoid(10 · (fitness − median) / MAD) / (1 + children), as in ShinkaEvolve.
 * Median and median absolute deviation make it a rank in effect: one outlier moves neither.
 */
export function parentWeights(members: readonly Member[]): readonly number[] {
  if (members.length === 0) return [];
  const values = members.map(({ fitness }) => fitness);
  const middle = median(values);
  const spread = Math.max(medianAbsoluteDeviation(values), smallestSpread);
  return members.map(
    ({ fitness, children }) => 1 / (1 + Math.exp((-10 * (fitness - middle)) / spread)) / (1 + children),
  );
}

/** Elites that are exploited: the best few, each of another cell. */
const mostElites = 4;
const exploreShare = 0.25;

/**
 * A parent for a mutation, which is never a rejected candidate since those are no members: mostly one of the best
 * elites, by rank and weight; sometimes any member, so that no branch is given up for good.
 * @param members at least one, best first.
 * @param elites of the same members, best first; at least one.
 */
export function pickParent(members: readonly Member[], elites: readonly Member[], random: Random): Member {
  if (random.next() < exploreShare) {
    const weights = members.map(({ children }) => 1 / (1 + children));
    return pickWeighted(members, weights, random);
  }
  const best = elites.slice(0, mostElites);
  const weights = parentWeights(best);
  return pickWeighted(
    best,
    best.map((_, rank) => (weights[rank] ?? 0) / (rank + 1)),
    random,
  );
}

/** Gates whose failure a repair can answer to: not the scan, which nobody should learn to get past. */
const mendable: readonly GateName[] = ["syntax", "build", "tests", "differential"];
/** A failure that two repairs did not mend is left alone. */
export const mostRepairs = 2;

/**
 * Rejected candidates worth a repair, the only ones that are ever a parent again, and of nothing but a repair: those
 * whose failure tells what to mend and that were repaired less than twice, first those made from the best parents, of
 * equals the latest.
 */
export function repairable(view: RunView, horizon: CandidateNumber): readonly CandidateView[] {
  const judged = view.candidates.slice(0, Math.max(horizon, 0));
  const promise = ({ parents }: CandidateView) =>
    Math.max(...parents.map((parent) => fitnessOf(view, parent) ?? Number.NEGATIVE_INFINITY));
  return judged
    .filter(({ number, verdict, declined }) => {
      if (verdict?.kind !== "rejected" || declined !== null || !mendable.includes(verdict.gate)) return false;
      return judged.filter(({ parents }) => parents.includes(number)).length < mostRepairs;
    })
    .sort((a, b) => promise(b) - promise(a) || b.number - a.number);
}
