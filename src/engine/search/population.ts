import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import { ancestryOf, candidateOf } from "../domain/runView.ts";
import type { Random } from "../ports.ts";
import { stepOf } from "./step.ts";
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

/**
 * The members with those first that are not a step worse than the best, the one with the fewest changes behind it first:
 * what was carried along without a gain is not bred on. @param members best first.
 */
export function simplestFirst(view: RunView, members: readonly Member[]): readonly Member[] {
  const enough = (members[0]?.fitness ?? 0) - stepOf(view);
  const tied = members.filter(({ fitness }) => fitness >= enough);
  const changes = new Map(tied.map(({ number }) => [number, changesBehind(view, number)]));
  const simplest = tied.toSorted((a, b) => (changes.get(a.number) ?? 0) - (changes.get(b.number) ?? 0));
  return [...simplest, ...members.slice(tied.length)];
}

/** How many changes a candidate is made of, those of its ancestors included. */
export function changesBehind(view: RunView, number: CandidateNumber): number {
  return [...ancestryOf(view, number)].reduce(
    (sum, ancestor) => sum + (candidateOf(view, ancestor)?.changes.length ?? 0),
    0,
  );
}

/** How many of the best are looked at for pairs. */
const mostCrossed = 8;

/** Two members that a crossover could join. */
export interface Pair {
  readonly first: Member;
  readonly second: Member;
  /** Fitness of the join if what each change behind the two gained adds up. */
  readonly expected: number;
}

/**
 * Pairs that a crossover could join: the changes behind each that are not behind the other gained a step at least, so
 * that both bring something; neither is an ancestor of the other, and they were not crossed before. The most promising
 * first.
 */
export function crossablePairs(view: RunView, population: readonly Member[]): readonly Pair[] {
  const step = stepOf(view);
  const gainers = population
    .filter(({ number, fitness }) => number > 0 && fitness > 0)
    .slice(0, mostCrossed)
    .map((member) => ({ member, ancestry: ancestryOf(view, member.number) }));
  const crossed = new Set(
    view.candidates.filter(({ parents }) => parents.length === 2).map(({ parents }) => pairKey(parents)),
  );
  return gainers
    .flatMap(({ member: first, ancestry }, index) =>
      gainers.slice(index + 1).flatMap(({ member: second, ancestry: other }) => {
        if (crossed.has(pairKey([first.number, second.number]))) return [];
        if (ancestry.has(second.number) || other.has(first.number)) return [];
        const brought = broughtBy(view, other, ancestry);
        if (Math.min(brought, broughtBy(view, ancestry, other)) < step) return [];
        return [{ first, second, expected: first.fitness + brought }];
      }),
    )
    .sort((a, b) => b.expected - a.expected);
}

/**
 * What the changes behind one candidate that are not behind the other gained in ln, each over what it was made from. A
 * change that was made to both, apart, counts for neither (of a chain, when all in it were), and a crossover only joins changes made before.
 */
function broughtBy(
  view: RunView,
  one: ReadonlySet<CandidateNumber>,
  other: ReadonlySet<CandidateNumber>,
): number {
  const changesOf = (number: CandidateNumber) =>
    (candidateOf(view, number)?.changes ?? []).map(({ operator, summary }) =>
      JSON.stringify([operator, summary]),
    );
  const made = new Set([...other].flatMap(changesOf));
  let gained = 0;
  for (const number of one) {
    const [parent, second] = candidateOf(view, number)?.parents ?? [];
    if (parent === undefined || second !== undefined) continue;
    if (changesOf(number).every((change) => made.has(change))) continue;
    gained += (fitnessOf(view, number) ?? 0) - (fitnessOf(view, parent) ?? 0);
  }
  return gained;
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
