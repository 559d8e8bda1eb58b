import type { CandidateNumber, Exemplar } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";

/** What the Sampler sees. */
export interface SamplerInput {
  readonly parent: CandidateNumber;
  /** Judged candidates it may choose from, in order of evaluation. */
  readonly pool: readonly CandidateView[];
  /** Most exemplars wanted. */
  readonly count: number;
}

/** Experience replay: chooses which earlier candidates are shown beside the parent. */
export interface Sampler {
  /** Distinct exemplars without the parent, ordered from worst to best, each with a reason. */
  sample(input: SamplerInput): Promise<readonly Exemplar[]>;
}
