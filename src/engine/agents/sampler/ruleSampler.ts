import type { Exemplar } from "../../domain/candidate.ts";
import { type CandidateView, gainOf } from "../../domain/runView.ts";
import type { Sampler, SamplerInput } from "./sampler.ts";

/** Chooses exemplars by rank and by difference: the best first, then whatever shares the fewest traits with those chosen. */
export class RuleSampler implements Sampler {
  async sample({ parent, pool, count }: SamplerInput): Promise<readonly Exemplar[]> {
    const ranked = pool
      .filter(({ number, verdict }) => number !== parent && verdict !== null && verdict.kind !== "rejected")
      .sort((a, b) => fitness(b) - fitness(a) || a.number - b.number);
    const chosen: { readonly candidate: CandidateView; readonly reason: string }[] = [];
    const [best] = ranked;
    if (best !== undefined && count > 0) chosen.push({ candidate: best, reason: "the best so far" });
    while (chosen.length < Math.min(count, ranked.length)) {
      const rest = ranked.filter((candidate) => chosen.every((taken) => taken.candidate !== candidate));
      const [next] = rest
        .map((candidate) => ({
          candidate,
          shared: Math.max(...chosen.map((taken) => similarity(candidate, taken.candidate))),
        }))
        .sort((a, b) => a.shared - b.shared || fitness(b.candidate) - fitness(a.candidate));
      if (next === undefined) break;
      chosen.push({
        candidate: next.candidate,
        reason: next.shared === 0 ? "another way than those chosen" : "the least alike of the rest",
      });
    }
    return chosen
      .sort((a, b) => fitness(a.candidate) - fitness(b.candidate))
      .map(({ candidate, reason }) => ({ candidate: candidate.number, reason }));
  }
}

function fitness(candidate: CandidateView): number {
  return gainOf(candidate)?.low ?? 0;
}

/** Jaccard similarity of what the two candidates are said to be. */
function similarity(a: CandidateView, b: CandidateView): number {
  const first = traits(a);
  const second = traits(b);
  const union = first.union(second).size;
  return union === 0 ? 0 : first.intersection(second).size / union;
}

function traits(candidate: CandidateView): ReadonlySet<string> {
  const { abstract, operator } = candidate;
  return new Set([operator, ...(abstract?.introduces ?? []), ...(abstract?.inherits ?? [])]);
}
