import { l10n, window } from "vscode";
import type { SendingConsents } from "../models/sendingConsents.ts";
import type { RunBoard } from "../runs/runBoard.ts";

/** "Revoke Consent to Send Code": the next run with a language model elsewhere asks again. */
export async function revokeSending(board: RunBoard, sending: SendingConsents): Promise<void> {
  await board.load();
  const { roots } = board;
  const servers = sending.serversOf(roots);
  if (servers.length === 0) {
    window.showInformationMessage(l10n.t("There is no consent to send code from here to a language model."));
    return;
  }
  await sending.revoke(roots);
  window.showInformationMessage(
    l10n.t("Evolvent asks again before it sends code of {0} to {1}.", roots.join(", "), servers.join(", ")),
  );
}
