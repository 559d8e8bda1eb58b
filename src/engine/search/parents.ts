import { median, medianAbsoluteDeviation } from "simple-statistics";
import type { CandidateNumber } from "../domain/candidate.ts";
import { isMendable } from "../domain/gate.ts";
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
const mostElites = 2;
/** How often another than these may be the parent: at first, what each patience without progress adds, and at most. */
const exploreShare = { least: 0, added: 0.05, most: 0.4 };
/** What a member keeps of its chance to be explored however bad it is: a step back can lead to two forward. */
const leastChance = 0.1;

/** How to choose a parent. */
export interface ParentChoice {
  /** At least one, best first. */
  readonly members: readonly Member[];
  /** The best of each cell among the members, best first; at least one. */
  readonly elites: readonly Member[];
  /** How often patience has run out since the last progress: 0 just after it, 1 when a plateau begins. */
  readonly dullness: number;
  readonly random: Random;
}

/**
 * A parent for a mutation, which is never a rejected candidate since those are no members. Mostly one of the best four
 * elites, by weight and steeply by rank: what climbs is followed. The longer nothing got better, the more often another:
 * any member while the search climbs, any elite, however bad its cell, once it is stuck (as MAP-Elites chooses).
 */
export function pickParent({ members, elites, dullness, random }: ParentChoice): Member {
  const { least, added, most } = exploreShare;
  if (random.next() < Math.min(least + added * dullness, most)) {
    const isStuck = dullness >= 1;
    const pool = isStuck ? elites : members;
    const weights = parentWeights(pool);
    const share = isStuck ? 1 : leastChance;
    return pickWeighted(
      pool,
      pool.map(({ children }, at) => (weights[at] ?? 0) + share / (1 + children)),
      random,
    );
  }
  const best = elites.slice(0, mostElites);
  // How many children they have does not count here: the best is to have many.
  const weights = parentWeights(best.map((elite) => ({ ...elite, children: 0 })));
  return pickWeighted(
    best,
    best.map((_, rank) => (weights[rank] ?? 0) / (rank + 1) ** 3),
    random,
  );
}

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
      if (verdict?.kind !== "rejected" || declined !== null || !isMendable(verdict.gate)) return false;
      return judged.filter(({ parents }) => parents.includes(number)).length < mostRepairs;
    })
    .sort((a, b) => promise(b) - promise(a) || b.number - a.number);
}
