import type { CandidateNumber, Exemplar } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import type { AgentCall } from "../agentCall.ts";

/** Where a candidate stands in the population. */
export interface Place {
  readonly island: number;
  /** Cell of the archive's feature grid. */
  readonly cell: string;
}

/** What the Sampler sees. */
export interface SamplerInput {
  readonly parent: CandidateNumber;
  /** Candidates it may choose from, in order of evaluation; the parent and those not judged are left out. */
  readonly pool: readonly CandidateView[];
  /** Most exemplars wanted. */
  readonly count: number;
  /** The idea that the proposal is to follow; null for none. */
  readonly direction?: string | null;
  /** Where candidates stand; without it all are on one island, and each operator is a cell. */
  readonly places?: ReadonlyMap<CandidateNumber, Place>;
}

/** Experience replay: chooses which earlier candidates are shown beside the parent. */
export interface Sampler {
  /**
   * Distinct exemplars without the parent, ordered from worst to best, each with a reason. Never empty when there is
   * something to choose from and `count` is above 0; of two or more at least one is not among the best.
   */
  sample(input: SamplerInput, call?: AgentCall): Promise<readonly Exemplar[]>;
}
