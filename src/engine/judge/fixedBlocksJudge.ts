import { mean, sampleStandardDeviation } from "simple-statistics";
import { type Block, blockDatum, type Gain } from "../domain/verdict.ts";
import type { ConfirmationDecision, Decision, Judge } from "./judge.ts";
import { studentQuantile } from "./statistics.ts";

/**
 * The gain shown by paired blocks: e^(mean d), with a two-sided t interval on d.
 * @param confidence of the interval, 0.95 for every gain that is shown.
 * @throws RangeError with fewer than two blocks.
 */
export function gainFrom(blocks: readonly Block[], confidence = 0.95): Gain {
  if (blocks.length < 2) throw new RangeError("an interval needs at least two blocks");
  const data = blocks.map(blockDatum);
  const centre = mean(data);
  const margin =
    (studentQuantile(1 - (1 - confidence) / 2, data.length - 1) * sampleStandardDeviation(data)) /
    Math.sqrt(data.length);
  return {
    estimate: Math.exp(centre),
    low: Math.exp(centre - margin),
    high: Math.exp(centre + margin),
    blocks: blocks.length,
  };
}

/**
 * Twelve paired blocks for every candidate, then a confirmation on as many fresh ones. A candidate is improved
 * when its whole interval lies above the smallest gain worth having. The confirmation of the k-th finalist asks
 * for the confidence 1 − 0.01/k, two-sided, so that trying the next after a failure does not raise the odds of luck.
 */
export class FixedBlocksJudge implements Judge {
  readonly finalists = 3;
  readonly #blocks: number;
  readonly #smallestGain: number;

  /**
   * @param options.blocks blocks a candidate is judged on, at least 2; 12 by default.
   * @param options.smallestGain the smallest gain worth having; 1.02 by default.
   */
  constructor(options: { readonly blocks?: number; readonly smallestGain?: number } = {}) {
    this.#blocks = options.blocks ?? 12;
    this.#smallestGain = options.smallestGain ?? 1.02;
  }

  decide(blocks: readonly Block[]): Decision {
    const missing = this.#blocks - blocks.length;
    if (missing > 0) return { kind: "measure", blocks: missing };
    const gain = gainFrom(blocks);
    return { kind: "decided", verdict: { kind: this.#kindOf(gain), gain } };
  }

  confirm(blocks: readonly Block[], rank: number): ConfirmationDecision {
    const missing = this.#blocks - blocks.length;
    if (missing > 0) return { kind: "measure", blocks: missing };
    const strict = gainFrom(blocks, 1 - 0.01 / (rank + 1));
    return { kind: "decided", confirmed: strict.low > this.#smallestGain, gain: gainFrom(blocks) };
  }

  #kindOf(gain: Gain): "improved" | "tied" | "worse" | "inconclusive" {
    if (gain.low > this.#smallestGain) return "improved";
    if (gain.high < 1 / this.#smallestGain) return "worse";
    if (gain.low > 1 / this.#smallestGain && gain.high < this.#smallestGain) return "tied";
    return "inconclusive";
  }
}
