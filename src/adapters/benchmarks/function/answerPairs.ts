import { differingRound } from "../functionBenchmark.ts";
import type { Timed } from "../functionReports.ts";

/** One process of a block. */
export interface Answered {
  readonly timed: Timed;
  readonly isBaseline: boolean;
}

/** Blocks whose second process never comes must not fill the memory. */
const mostOpen = 16;

/** Compares what the two processes of a block answered, whichever comes first. */
export class AnswerPairs {
  readonly #open = new Map<string, Answered>();

  /**
   * @param block the same for both processes of a block and for no other
   * @returns the round (1-based) in which they differ, and whether both are the baseline; null when they do not, or
   * when the other one is still to come.
   */
  add(block: string, answered: Answered): { readonly round: number; readonly bothBaseline: boolean } | null {
    const other = this.#open.get(block);
    if (other === undefined) {
      this.#open.set(block, answered);
      const [oldest] = this.#open.keys();
      if (this.#open.size > mostOpen && oldest !== undefined) this.#open.delete(oldest);
      return null;
    }
    this.#open.delete(block);
    const round = differingRound(other.timed, answered.timed);
    return round === null ? null : { round, bothBaseline: other.isBaseline && answered.isBaseline };
  }
}
