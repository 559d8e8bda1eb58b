import { l10n } from "vscode";
import { isOffered, leaderOf } from "../../engine/domain/runView.ts";
import { acceptCandidate } from "../review/accept.ts";
import { openDiff } from "../review/openDiff.ts";
import { rejectCandidate } from "../review/reject.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import { chooseCandidate, chooseRun, readable } from "./choose.ts";
import { requireTrust } from "./register.ts";

/** "Review Best Candidate": the diff of the leader. */
export async function reviewBest(board: RunBoard, argument: unknown): Promise<void> {
  const run = await chooseRun(board, argument, {
    prompt: l10n.t("The best candidate of which run?"),
    none: l10n.t("No run has found anything better yet."),
    fits: ({ view }) => leaderOf(view) !== null,
  });
  if (run === null) return;
  const leader = leaderOf(run.view);
  if (leader !== null) await openDiff(run.view, { root: run.root, run: run.run, candidate: leader.number });
}

/** "Open Candidate Diff". The argument may say `against: "parent"`; otherwise it is the baseline. */
export async function openCandidateDiff(board: RunBoard, argument: unknown): Promise<void> {
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("Which candidate is to be shown?"),
    none: l10n.t("There is no candidate to show."),
    fits: () => true,
  });
  if (key === null) return;
  const parent =
    typeof argument === "object" &&
    argument !== null &&
    "against" in argument &&
    argument.against === "parent";
  await openDiff((await readable(board, key)).view, key, parent ? "parent" : "baseline");
}

/** "Accept Candidate". */
export async function accept(board: RunBoard, argument: unknown): Promise<void> {
  requireTrust();
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("Which candidate is to be accepted?"),
    none: l10n.t("There is no candidate whose gain was confirmed."),
    fits: isOffered,
  });
  if (key !== null) await acceptCandidate(board, (await readable(board, key)).view, key);
}

/** "Reject Candidate…". The argument may carry the `reason`; otherwise the user is asked. */
export async function reject(board: RunBoard, argument: unknown): Promise<void> {
  requireTrust();
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("Which candidate is not wanted?"),
    none: l10n.t("There is no candidate to reject."),
    fits: ({ declined, verdict }) => declined === null && verdict !== null && verdict.kind !== "rejected",
  });
  if (key === null) return;
  const reason =
    typeof argument === "object" &&
    argument !== null &&
    "reason" in argument &&
    typeof argument.reason === "string"
      ? argument.reason
      : null;
  await rejectCandidate(board, (await readable(board, key)).view, { ...key, reason });
}
