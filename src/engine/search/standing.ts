import type { Place } from "../agents/sampler/sampler.ts";
import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import { Approaches } from "./approaches.ts";
import { archiveOf, cellKey, cellOf } from "./archive.ts";
import { type Island, Islands, residentsOf } from "./islands.ts";
import { progressOf, type Stage, stageOf } from "./plateau.ts";
import { type Member, populationOf, simplestFirst } from "./population.ts";

/** Parts of the search that can be left out, to see what each of them is worth. */
export const searchParts = ["islands", "archive", "plateau", "bandit"] as const;
export type SearchPart = (typeof searchParts)[number];

/** How things stand when a candidate is chosen. */
export interface Standing {
  /** Everybody who may be a parent, best first. */
  readonly everybody: readonly Member[];
  /** Those of them that live on the island whose turn it is, best first. */
  readonly residents: readonly Member[];
  readonly stage: Stage;
  /** How often patience has run out since the last progress; see `ParentChoice`. */
  readonly dullness: number;
}

/** Tells how things stand. What it keeps between calls only saves work: all follows from view, number and horizon. */
export class Standings {
  readonly #islands = new Islands();
  readonly #approaches = new Approaches();
  readonly #without: readonly SearchPart[];

  constructor(without: readonly SearchPart[]) {
    this.#without = without;
  }

  /** @param horizon at least `next` − the pipeline's depth. */
  at(view: RunView, next: CandidateNumber, horizon: CandidateNumber): Standing {
    const everybody = populationOf(view, horizon);
    const progress = progressOf(view, horizon);
    const has = (part: SearchPart) => !this.#without.includes(part);
    const residents =
      has("islands") && has("plateau") ? living(everybody, this.#islands.for(view, next)) : everybody;
    if (!has("plateau")) return { everybody, residents, stage: "climbing", dullness: 0 };
    const { since, patience } = progress;
    return { everybody, residents, stage: stageOf(progress), dullness: since / patience };
  }

  /** Where each candidate up to the horizon stands: the island it was bred on, and its cell. */
  placesOf(view: RunView, horizon: CandidateNumber): ReadonlyMap<CandidateNumber, Place> {
    const homes = this.#islands.all.flatMap(({ id, natives }) =>
      natives.map((number) => [number, id] as const),
    );
    const home = new Map(homes);
    const numbers = view.candidates.slice(0, Math.max(horizon, 0)).map(({ number }) => number);
    return new Map(
      numbers.map((number) => [
        number,
        { island: home.get(number) ?? 0, cell: cellKey(cellOf(view, number, this.#approaches)) },
      ]),
    );
  }

  /**
   * The best of each cell among these members, who are ordered best first and none of whom is beyond the horizon; of
   * those that are as good as the best the simplest come first.
   */
  elitesOf(view: RunView, members: readonly Member[]): readonly Member[] {
    const ordered = simplestFirst(view, members);
    return this.#without.includes("archive") ? ordered : archiveOf(view, ordered, this.#approaches);
  }
}

function living(everybody: readonly Member[], island: Island): readonly Member[] {
  const residents = residentsOf(island);
  return everybody.filter(({ number }) => residents.has(number));
}
