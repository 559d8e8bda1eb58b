import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import type { Random } from "../ports.ts";

/** A `Random` over pure-rand's xoroshiro128+. */
export class SeededRandom implements Random {
  readonly #seed: number;
  readonly #generator: RandomGenerator;

  /** @param seed an unsigned 32-bit integer. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#generator = xoroshiro128plus(this.#seed);
  }

  next(): number {
    return uniformFloat64(this.#generator);
  }

  fork(label: string): Random {
    return new SeededRandom(hash(label, this.#seed));
  }
}

/** FNV-1a over the UTF-16 units of the text, begun with the seed; 32 bits. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  return value;
}
