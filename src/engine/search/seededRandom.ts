import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import type { RandomGenerator } from "pure-rand/types/RandomGenerator";
import type { Random } from "../ports.ts";

/** A `Random` over pure-rand's Mersenne twister, whose first numbers are unrelated even for neighbouring seeds. */
export class SeededRandom implements Random {
  readonly #seed: number;
  readonly #generator: RandomGenerator;

  /** @param seed an unsigned 32-bit integer. */
  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#generator = mersenne(this.#seed | 0);
  }

  next(): number {
    return uniformFloat64(this.#generator);
  }

  fork(label: string): Random {
    return new SeededRandom(hash(label, this.#seed));
  }
}

/** FNV-1a over the UTF-16 units of the text, begun with the seed, and MurmurHash3's finalizer; 32 bits. */
function hash(text: string, seed: number): number {
  let value = (0x811c9dc5 ^ seed) >>> 0;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  // FNV leaves labels that differ at their end close together.
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
