import type { Exemplar } from "../../domain/candidate.ts";
import { poolOf } from "./pool.ts";
import type { Sampler, SamplerInput } from "./sampler.ts";
import { type Choice, exemplarsOf, filled, withNovel } from "./selection.ts";
import { teachingFor } from "./teaching.ts";

/**
 * Chooses exemplars by what they teach about the parent: a change that paid and that it lacks, and, of three or more, one
 * that failed where it stands; then the best, and whatever shares the fewest traits with those chosen.
 */
export class RuleSampler implements Sampler {
  async sample(input: SamplerInput): Promise<readonly Exemplar[]> {
    const { count } = input;
    const pool = poolOf(input);
    const { complements, warnings } = teachingFor(input);
    const [complement] = complements;
    const [warning] = warnings;
    const taught: readonly Choice[] = [
      ...(complement === undefined
        ? []
        : [{ candidate: complement, reason: "what it adds paid, and the parent lacks it" }]),
      ...(warning === undefined || count < 3
        ? []
        : [{ candidate: warning, reason: "what it adds failed, and would here" }]),
    ];
    return exemplarsOf(withNovel(filled(taught.slice(0, count), pool, count), pool, count));
  }
}
