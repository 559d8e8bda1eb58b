import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** The first argument of a user's `inputs(random, size)`. */
export interface InputsRandom {
  /** Uniform in [0, 1). */
  (): number;
  /**
   * A uniform integer in [0, n).
   * @throws RangeError unless n is an integer of at least 1.
   */
  int(n: number): number;
}

/** A generator of its own: the same seed gives the same sequence on every machine. */
export function inputsRandom(seed: number): InputsRandom {
  const generator = xoroshiro128plus(seed);
  const next = (): number => uniformFloat64(generator);
  const int = (n: number): number => {
    if (!Number.isSafeInteger(n) || n < 1) {
      throw new RangeError(`random.int(n) needs an integer of at least 1, not ${String(n)}`);
    }
    return uniformInt(generator, 0, n - 1);
  };
  return Object.assign(next, { int });
}

/** A seed that depends on all of some integers, and on their order; nearby ones give seeds far apart. */
export function subSeed(...numbers: readonly number[]): number {
  let state = 0x9e3779b9;
  for (const number of numbers) {
    // The finalizer of MurmurHash3, over both halves of what a number can hold.
    for (const half of [number | 0, Math.floor(number / 2 ** 32) | 0]) {
      state = Math.imul(state ^ half, 0x85ebca6b);
      state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
      state = (state ^ (state >>> 16)) + 0x6d2b79f5;
    }
  }
  return state >>> 0;
}
