import type { CandidateModel } from "../../src/protocol/lineageModel.ts";
import type { ListFilter } from "../../src/protocol/pageState.ts";

export const standings = [
  "improved",
  "unconfirmed",
  "tied",
  "worse",
  "inconclusive",
  "rejected",
  "running",
  "interrupted",
] as const;
/**
 * How a candidate stands, as the page marks it: its verdict; `unconfirmed` when it improved in the search but its
 * confirmation did not hold; `running` before it is judged; `interrupted` when the run ended before that.
 */
export type Standing = (typeof standings)[number];

export function standingOf(candidate: CandidateModel): Standing {
  if (candidate.verdict === null) return candidate.stage === "interrupted" ? "interrupted" : "running";
  if (candidate.verdict.kind === "improved" && candidate.confirmation?.confirmed === false)
    return "unconfirmed";
  return candidate.verdict.kind;
}

/** Whether the filter lets the candidate through. */
export function passes(filter: ListFilter, candidate: CandidateModel): boolean {
  switch (filter) {
    case "all":
      return true;
    case "unjudged":
      return candidate.verdict === null;
    default:
      return candidate.verdict?.kind === filter;
  }
}
