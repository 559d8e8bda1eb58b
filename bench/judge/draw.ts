import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Pair } from "./recording.ts";

/** Gives pairs as a run would have measured them. */
export interface PairSource {
  /** The next pair. */
  next(): Pair;
  /** The next process of the baseline alone, from an earlier time than the pairs when `earlier` pairs lie between. */
  skip(pairs: number): void;
}

/** Whole numbers below n, the same sequence for the same seed. */
export function dice(seed: number): (n: number) => number {
  const generator = xoroshiro128plus(seed);
  return (n) => uniformInt(generator, 0, n - 1);
}

/**
 * Pairs from a random place on, in the order in which they were recorded, so that drift stays in them. Which of two
 * identical versions is called the baseline is drawn anew for every pair.
 * @param identical false for pairs of a known gain, whose sides are what they are
 */
export function pairsFrom(
  pairs: readonly Pair[],
  roll: (n: number) => number,
  identical: boolean,
): PairSource {
  let at = roll(pairs.length);
  return {
    next() {
      const pair = pairs[at % pairs.length];
      at += 1;
      if (pair === undefined) throw new RangeError("a series without pairs");
      return identical && roll(2) === 1 ? swapped(pair) : pair;
    },
    skip(count) {
      at += count;
    },
  };
}

function swapped({ baseline, candidate, first }: Pair): Pair {
  return {
    baseline: candidate,
    candidate: baseline,
    first: first === "baseline" ? "candidate" : "baseline",
  };
}
