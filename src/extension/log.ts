import { commands, type LogOutputChannel, l10n, window } from "vscode";
import { RunError } from "../engine/ports.ts";
import { ModelProblem, type ModelRemedy } from "./models/modelProblem.ts";

/** Writes the error to the log and tells the user its one sentence; resolves once the user has answered. */
export async function showError(log: LogOutputChannel, error: unknown): Promise<void> {
  if (isAbort(error)) return;
  const sentence = error instanceof Error ? error.message : String(error);
  log.error(error instanceof Error ? error : sentence);
  const showLog = l10n.t("Show Log");
  const text =
    error instanceof RunError ? sentence : l10n.t("Evolvent met an error it did not expect: {0}", sentence);
  const remedy = error instanceof ModelProblem ? error.remedy : null;
  const remedies = remedy === null ? [] : [remedyTitle(remedy)];
  const choice = await window.showErrorMessage(text, ...remedies, showLog);
  if (choice === showLog) log.show();
  else if (choice !== undefined && remedy !== null) await commands.executeCommand(remedy);
}

function remedyTitle(remedy: ModelRemedy): string {
  switch (remedy) {
    case "evolvent.chooseModel":
      return l10n.t("Choose Model…");
    case "evolvent.setApiKey":
      return l10n.t("Set API Key…");
  }
}

/** Being cancelled is no error. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === "AbortError";
}
