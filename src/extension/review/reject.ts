import { l10n, window } from "vscode";
import type { RunView } from "../../engine/domain/runView.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import type { CandidateKey } from "../runs/runKey.ts";
import { targetName } from "../views/words.ts";

/**
 * Asks why the candidate is not wanted and notes it in the journal.
 * @param given the reason, when it is known already; else the user is asked, and may think better of it.
 */
export async function rejectCandidate(
  board: RunBoard,
  view: RunView,
  { reason: given, ...key }: CandidateKey & { readonly reason: string | null },
): Promise<void> {
  const reason = given ?? (await askReason(view, key));
  if (reason === undefined) return;
  const runs = await board.repository(key.root);
  await board.note(
    key,
    await runs.say(key.run, { type: "candidate-declined", candidate: key.candidate, reason }),
  );
}

async function askReason(view: RunView, { candidate }: CandidateKey): Promise<string | undefined> {
  const reason = await window.showInputBox({
    title: l10n.t("Reject candidate {0} of {1}", candidate, targetName(view)),
    prompt: l10n.t("Why? The reason is kept with the run."),
    placeHolder: l10n.t("such as: harder to read than it is worth"),
    validateInput: (text) => (text.trim() === "" ? l10n.t("A reason is needed.") : null),
  });
  return reason?.trim();
}
