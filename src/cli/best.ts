import { type CandidateView, isOffered, leaderOf, type RunView } from "../engine/domain/runView.ts";
import { RunError } from "../engine/ports.ts";

/**
 * The confirmed best of a run.
 * @throws RunError `candidate-missing` when none was confirmed.
 */
export function bestOf(view: RunView): CandidateView {
  const leader = leaderOf(view);
  if (leader === null || !isOffered(leader)) {
    throw new RunError(
      "candidate-missing",
      `Run ${view.run} has no confirmed candidate; name one by its number, as evolvent show ${view.run} lists them.`,
    );
  }
  return leader;
}
