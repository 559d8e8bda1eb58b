import type { Code } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import type { AgentCall } from "../agentCall.ts";

/** Two candidates that measurements do not tell apart. */
export interface Pair {
  readonly one: CandidateView;
  readonly other: CandidateView;
  readonly baseline: Code;
}

/** How two candidates compare. */
export interface Preference {
  /** Below 0 when the first is better, above 0 when the second is; 0 when the rubric does not tell them apart. */
  readonly order: number;
  /** A phrase that follows the better one's name and "comes first because"; null when there is none. */
  readonly because: string | null;
}

/** Compares candidates as a person would who has to merge one of them: dependencies, risk, size of the change, reading. */
export interface Rubric {
  prefer(pair: Pair, call?: AgentCall): Promise<Preference>;
}
