import { type LogOutputChannel, l10n, ProgressLocation, window } from "vscode";
import { gainText } from "../../engine/domain/gainText.ts";
import { type CandidateView, candidateOf, isOffered, type RunView } from "../../engine/domain/runView.ts";
import { showError } from "../log.ts";
import { openDiff } from "../review/openDiff.ts";
import type { WindowConsents } from "../runs/consents.ts";
import type { DrivenRun } from "../runs/drivenRun.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import type { CandidateKey } from "../runs/runKey.ts";
import { targetName } from "../views/words.ts";
import { chooseCandidate } from "./choose.ts";
import { requireTrust } from "./register.ts";

/** What "Measure More" needs. */
export interface MeasureMoreParts {
  readonly board: RunBoard;
  readonly consents: WindowConsents;
  readonly log: LogOutputChannel;
}

/** "Measure More": confirms a judged candidate afresh; resolves once the measuring has begun. */
export async function measureMore(parts: MeasureMoreParts, argument: unknown): Promise<void> {
  requireTrust();
  const { board, consents } = parts;
  const key = await chooseCandidate(board, argument, {
    prompt: l10n.t("Which candidate is to be measured more?"),
    none: l10n.t("There is no candidate that was judged and not rejected."),
    fits: isMeasurable,
  });
  if (key === null) return;
  const measured = await consents.protect(key.root, () => begin(board, key));
  // Not awaited: the command has done its work when the measuring has begun.
  if (measured !== null) void announce(parts, key, measured);
}

function isMeasurable({ verdict, declined }: CandidateView): boolean {
  return verdict !== null && verdict.kind !== "rejected" && declined === null;
}

/** Null when the user cancelled while it was being prepared. */
async function begin(board: RunBoard, key: CandidateKey): Promise<DrivenRun | null> {
  const title = l10n.t("Preparing to measure candidate {0}", key.candidate);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (_, cancel) => {
    const stop = new AbortController();
    const listener = cancel.onCancellationRequested(() => stop.abort());
    try {
      return await board.measureMore(key, stop);
    } catch (error) {
      if (stop.signal.aborted) return null;
      throw error;
    } finally {
      listener.dispose();
    }
  });
}

/** The one notification of a measuring. */
async function announce(
  { log }: MeasureMoreParts,
  key: CandidateKey,
  { ended, stopped }: DrivenRun,
): Promise<void> {
  try {
    const view = await ended;
    if (stopped.aborted) return;
    const candidate = candidateOf(view, key.candidate);
    if (candidate === null) return;
    const review = l10n.t("Review");
    const choices = isOffered(candidate) ? [review] : [];
    const choice = await window.showInformationMessage(foundSentence(view, candidate), ...choices);
    if (choice === review) await openDiff(view, key);
  } catch (error) {
    await showError(log, error);
  }
}

function foundSentence(view: RunView, { number, confirmation }: CandidateView): string {
  const name = targetName(view);
  if (confirmation === null) return l10n.t("Measuring candidate {0} of {1} found nothing.", number, name);
  const gain = gainText(confirmation.gain);
  return confirmation.confirmed
    ? l10n.t("Candidate {0} of {1} is confirmed: {2}.", number, name, gain)
    : l10n.t("Candidate {0} of {1} is not confirmed: {2}.", number, name, gain);
}
