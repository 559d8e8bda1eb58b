import type { Exemplar } from "../../domain/candidate.ts";
import { poolOf } from "./pool.ts";
import type { Sampler, SamplerInput } from "./sampler.ts";
import { exemplarsOf, filled, withNovel } from "./selection.ts";

/** Chooses exemplars by rank and by difference: the best first, then whatever shares the fewest traits with those chosen. */
export class RuleSampler implements Sampler {
  async sample(input: SamplerInput): Promise<readonly Exemplar[]> {
    const pool = poolOf(input);
    return exemplarsOf(withNovel(filled([], pool, input.count), pool, input.count));
  }
}
