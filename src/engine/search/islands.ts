import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import { pipelineDepth } from "./horizon.ts";
import { progressOf, stageOf } from "./plateau.ts";
import { fitnessOf } from "./transitions.ts";

/** A sub-population with a way of its own. */
export interface Island {
  /** In the order of their opening; the first is 0. */
  readonly id: number;
  /** Candidates bred on it. */
  readonly natives: readonly CandidateNumber[];
  /** What it was opened with: the best, or 0, the baseline, for the first island and where the best led nowhere. */
  readonly seed: CandidateNumber;
  /** Candidates of its neighbour that migrated to it. */
  readonly immigrants: readonly CandidateNumber[];
  /** False once a fresher island has taken its place: nothing is bred on it any more. */
  readonly isOpen: boolean;
}

/** Candidates in a row that are bred on the same island. */
const turn = 4;
/** Turns between two migrations, in which the best of each island goes to the next in a ring. */
const migrationEvery = 5;
const mostOpen = 5;
/** Turns for which a fresh island takes nobody in, lest it become what it was opened to get away from. */
const youth = 6;
/** Turns whose progress counts when an island is chosen. */
const recentTurns = 3;

/**
 * The islands as they are for one turn. Everything here follows from the numbers of the candidates and from verdicts
 * that are known on any machine when a turn begins, so that membership can be told again from a journal alone.
 */
export class Islands {
  #islands: Island[] = [{ id: 0, natives: [], seed: 0, immigrants: [], isOpen: true }];
  /** The island of each turn so far. */
  readonly #turns: number[] = [];
  /** The candidate that had last brought progress when the last fresh island was opened; null before. */
  #openedAfter: { readonly best: CandidateNumber; readonly turn: number } | null = null;

  /**
   * The island that candidate `number` is bred on, as it is when that is decided.
   * @param view with the verdicts of all candidates up to `number` − 4 at least.
   */
  for(view: RunView, number: CandidateNumber): Island {
    const wanted = Math.floor((number - 1) / turn);
    while (this.#turns.length <= wanted) this.#begin(view, this.#turns.length);
    return this.#island(this.#turns[wanted] ?? 0);
  }

  /** All islands, as they are at the last turn asked about. */
  get all(): readonly Island[] {
    return this.#islands;
  }

  #island(id: number): Island {
    const island = this.#islands[id];
    if (island === undefined) throw new RangeError(`there is no island ${id}`);
    return island;
  }

  #begin(view: RunView, index: number): void {
    const horizon = Math.max(index * turn + 1 - pipelineDepth, 0);
    if (index > 0 && index % migrationEvery === 0) this.#migrate(view, horizon);
    this.#openWhenStuck(view, index, horizon);
    const chosen = this.#choose(view, horizon);
    this.#turns.push(chosen);
    const own = Array.from({ length: turn }, (_, at) => index * turn + 1 + at);
    this.#change(chosen, ({ natives }) => ({ natives: [...natives, ...own] }));
  }

  #openWhenStuck(view: RunView, index: number, horizon: CandidateNumber): void {
    const progress = progressOf(view, horizon);
    const stage = stageOf(progress);
    if (stage === "climbing" || stage === "shift" || progress.best === 0) return;
    const last = this.#openedAfter;
    const isTriedOnce = last?.best === progress.best && this.#islands.at(-1)?.seed !== 0;
    const isTried = last?.best === progress.best && (index - last.turn) * turn < progress.patience;
    if (isTried) return;
    const open = this.#islands.filter(({ isOpen }) => isOpen);
    if (open.length >= mostOpen) {
      const [worst] = open.toSorted(
        (a, b) => bestOf(view, a, horizon) - bestOf(view, b, horizon) || a.id - b.id,
      );
      if (worst !== undefined) this.#change(worst.id, () => ({ isOpen: false }));
    }
    this.#islands.push({
      id: this.#islands.length,
      natives: [],
      seed: isTriedOnce ? 0 : progress.best,
      immigrants: [],
      isOpen: true,
    });
    this.#openedAfter = { best: progress.best, turn: index };
  }

  #migrate(view: RunView, horizon: CandidateNumber): void {
    const open = this.#islands.filter(({ isOpen }) => isOpen);
    if (open.length < 2) return;
    const leaving = open.map((island) => leaderOf(view, island, horizon));
    for (const [at, { id, natives: own }] of open.entries()) {
      if (id > 0 && own.length < youth * turn) continue;
      const arriving = leaving.at(at - 1) ?? 0;
      this.#change(id, ({ immigrants, natives, seed }) => ({
        immigrants: [...new Set([...immigrants, arriving])].filter(
          (number) => number !== seed && !natives.includes(number),
        ),
      }));
    }
  }

  /** The open island with the highest upper confidence bound of its progress in its last turns (UCB1). */
  #choose(view: RunView, horizon: CandidateNumber): number {
    const open = this.#islands.filter(({ isOpen }) => isOpen);
    if (open.length === 1) return open[0]?.id ?? 0;
    const trials = (id: number) => this.#turns.filter((own) => own === id).length;
    const progress = new Map(open.map((island) => [island.id, recentProgress(view, island, horizon)]));
    const scale = Math.max(0.05, ...progress.values());
    const total = this.#turns.length;
    const index = (id: number) =>
      (progress.get(id) ?? 0) + scale * Math.sqrt(Math.log(total + 2) / (trials(id) + 1));
    return open.reduce((best, { id }) => (index(id) > index(best) ? id : best), open[0]?.id ?? 0);
  }

  #change(id: number, patch: (island: Island) => Partial<Island>): void {
    const island = this.#island(id);
    this.#islands = this.#islands.with(id, { ...island, ...patch(island) });
  }
}

/** Candidates that may be parents on an island, if they are not rejected. */
export function residentsOf({ natives, seed, immigrants }: Island): ReadonlySet<CandidateNumber> {
  return new Set([seed, ...natives, ...immigrants]);
}

function leaderOf(view: RunView, island: Island, horizon: CandidateNumber): CandidateNumber {
  return [...residentsOf(island)]
    .filter((number) => number <= horizon)
    .reduce((best, number) => (fitnessAt(view, number) > fitnessAt(view, best) ? number : best), island.seed);
}

function bestOf(view: RunView, island: Island, horizon: CandidateNumber): number {
  return fitnessAt(view, leaderOf(view, island, horizon));
}

/** By how much an island's best rose for a turn, over its last turns; in ln(gain). */
function recentProgress(view: RunView, island: Island, horizon: CandidateNumber): number {
  const judged = island.natives.filter((number) => number <= horizon);
  const recent = judged.slice(-recentTurns * turn);
  if (recent.length === 0) return 0;
  const before = [island.seed, ...judged.slice(0, -recent.length)];
  const [from, to] = [before, recent].map((numbers) =>
    Math.max(...numbers.map((number) => fitnessAt(view, number))),
  );
  return (Math.max((to ?? 0) - (from ?? 0), 0) * turn) / recent.length;
}

function fitnessAt(view: RunView, number: CandidateNumber): number {
  return fitnessOf(view, number) ?? Number.NEGATIVE_INFINITY;
}
