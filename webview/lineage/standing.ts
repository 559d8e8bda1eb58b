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
 * How a candidate stands, as the page marks it: its verdict; `improved` whatever that says once a confirmation has held,
 * `unconfirmed` when it improved in the search but its confirmation did not hold; `running` before it is judged; `interrupted` when the run ended before that.
 */
export type Standing = (typeof standings)[number];

export function standingOf(candidate: CandidateModel): Standing {
  if (candidate.verdict === null) return candidate.stage === "interrupted" ? "interrupted" : "running";
  const { kind } = candidate.verdict;
  if (candidate.confirmation === null || kind === "rejected") return kind;
  if (candidate.confirmation.confirmed) return "improved";
  return kind === "improved" ? "unconfirmed" : kind;
}

/** Whether the filter lets the candidate through. */
export function passes(filter: ListFilter, candidate: CandidateModel): boolean {
  switch (filter) {
    case "all":
      return true;
    case "unjudged":
      return candidate.verdict === null;
    case "improved":
      return ["improved", "unconfirmed"].includes(standingOf(candidate));
    default:
      return standingOf(candidate) === filter;
  }
}
