import { type LogOutputChannel, l10n, window } from "vscode";
import { RunError } from "../engine/ports.ts";

/** Writes the error to the log and tells the user its one sentence; resolves once the user has answered. */
export async function showError(log: LogOutputChannel, error: unknown): Promise<void> {
  if (isAbort(error)) return;
  const sentence = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? error : sentence);
  const showLog = l10n.t("Show Log");
  const text =
    error instanceof RunError ? sentence : l10n.t("Evolvent met an error it did not expect: {0}", sentence);
  if ((await window.showErrorMessage(text, showLog)) === showLog) log.show();
}

/** Being cancelled is no error. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
