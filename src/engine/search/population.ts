import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import { ancestryOf, candidateOf } from "../domain/runView.ts";
import type { Random } from "../ports.ts";
import { fitnessOf } from "./transitions.ts";

/** A member of the population: the baseline or a candidate that passed every gate. */
export interface Member {
  readonly number: CandidateNumber;
  readonly fitness: number;
  readonly children: number;
}

/** Who may be a parent: the baseline and every judged candidate up to `horizon` that was not rejected, best first. */
export function populationOf(view: RunView, horizon: CandidateNumber): readonly Member[] {
  const judged = view.candidates.slice(0, Math.max(horizon, 0));
  const children = new Map<CandidateNumber, number>();
  for (const parent of judged.flatMap(({ parents }) => parents)) {
    children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  const numbers = [0, ...judged.filter(({ declined }) => declined === null).map(({ number }) => number)];
  return numbers
    .flatMap((number) => {
      const fitness = fitnessOf(view, number);
      return fitness === null ? [] : [{ number, fitness, children: children.get(number) ?? 0 }];
    })
    .sort((a, b) => b.fitness - a.fitness || a.number - b.number);
}

/** How many of the best are looked at for pairs. */
const mostCrossed = 8;

/** Two members that a crossover could join. */
export interface Pair {
  readonly first: Member;
  readonly second: Member;
  /** Fitness of the join if what each gained over their common ancestor adds up. */
  readonly expected: number;
}

/**
 * Pairs that a crossover could join: both better than the baseline, neither an ancestor of the other, not crossed
 * before; the most promising first.
 */
export function crossablePairs(view: RunView, population: readonly Member[]): readonly Pair[] {
  const gainers = population.filter(({ number, fitness }) => number > 0 && fitness > 0).slice(0, mostCrossed);
  const crossed = new Set(
    view.candidates.filter(({ parents }) => parents.length === 2).map(({ parents }) => pairKey(parents)),
  );
  return gainers
    .flatMap((first, index) =>
      gainers.slice(index + 1).map((second) => {
        const shared = fitnessOf(view, commonAncestor(view, first.number, second.number)) ?? 0;
        return { first, second, expected: first.fitness + second.fitness - shared };
      }),
    )
    .filter(
      ({ first, second }) =>
        !crossed.has(pairKey([first.number, second.number])) &&
        !ancestryOf(view, first.number).has(second.number) &&
        !ancestryOf(view, second.number).has(first.number),
    )
    .sort((a, b) => b.expected - a.expected);
}

/** The nearest candidate both descend from; 0, the baseline, at the latest. */
export function commonAncestor(
  view: RunView,
  first: CandidateNumber,
  second: CandidateNumber,
): CandidateNumber {
  const ancestors = ancestryOf(view, first);
  return Math.max(...[...ancestryOf(view, second)].filter((number) => ancestors.has(number)));
}

/** The code of a candidate; of the baseline for 0. */
export function codeOf(view: RunView, number: CandidateNumber): RunView["baseline"] {
  return candidateOf(view, number)?.code ?? view.baseline;
}

/** One of the items, with odds in proportion to the weights. Both lists have the same length, at least 1. */
export function pickWeighted<Item>(items: readonly Item[], weights: readonly number[], random: Random): Item {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let rest = random.next() * total;
  for (const [index, item] of items.entries()) {
    rest -= weights[index] ?? 0;
    if (rest < 0) return item;
  }
  const last = items.at(-1);
  if (last === undefined) throw new RangeError("nothing to pick from");
  return last;
}

function pairKey(pair: readonly CandidateNumber[]): string {
  return [...pair].sort((a, b) => a - b).join("×");
}
