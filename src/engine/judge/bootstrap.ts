import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

const draws = 10_000;

/**
 * The gains that 10,000 samples, drawn from the blocks with replacement, would have shown, in ascending order: the
 * picture of how sure a gain is. The same data and seed give the same picture.
 * @param data d of each block, at least one.
 * @param seed an unsigned 32-bit integer.
 */
export function bootstrapGains(data: readonly number[], seed: number): Float64Array {
  const generator = xoroshiro128plus(seed);
  const gains = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    for (let pick = 0; pick < data.length; pick++) {
      sum += data[uniformInt(generator, 0, data.length - 1)] ?? 0;
    }
    gains[draw] = Math.exp(sum / data.length);
  }
  return gains.sort();
}
