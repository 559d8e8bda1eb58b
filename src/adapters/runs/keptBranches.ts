import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import { gainOf, type RunView } from "../../engine/domain/runView.ts";

/**
 * The candidates whose branches stay visible when a run ends: the confirmed best first, then those with the highest
 * lower bound, improved ones only.
 * @param most at least 0.
 */
export function keptBranches(view: RunView, most: number): readonly CandidateNumber[] {
  const best = view.end?.best ?? null;
  const others = view.candidates
    .filter(({ number, verdict }) => verdict?.kind === "improved" && number !== best)
    .sort((a, b) => (gainOf(b)?.low ?? 0) - (gainOf(a)?.low ?? 0))
    .map(({ number }) => number);
  return [...(best === null ? [] : [best]), ...others].slice(0, most);
}
