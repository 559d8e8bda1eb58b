import { l10n, window } from "vscode";
import type { ApiKeys } from "../models/apiKeys.ts";
import { originOf } from "../models/apiKeys.ts";
import { ModelProblem } from "../models/modelProblem.ts";
import { setting } from "../settings.ts";

/** "Set API Key…": of the server of the settings. */
export async function setApiKey(keys: ApiKeys): Promise<void> {
  const baseUrl = setting("evolvent.model.baseUrl");
  const origin = originOf(baseUrl);
  if (origin === null) {
    throw new ModelProblem(
      l10n.t(
        "The base URL of the settings is no web address, so there is no server to set a key for: choose a model.",
      ),
      "evolvent.chooseModel",
    );
  }
  const key = await askKey(l10n.t("API key for {0}", origin));
  if (key === undefined) return;
  await keys.set(baseUrl, key);
  window.showInformationMessage(
    l10n.t("The API key for {0} is kept in the secret storage of VS Code.", origin),
  );
}

/** Lets the user type a key, unseen; undefined when the user gives up. */
export async function askKey(prompt: string, { isOptional = false } = {}): Promise<string | undefined> {
  const key = await window.showInputBox({
    title: l10n.t("Set API Key"),
    prompt,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => {
      if (text.trim() === "" && isOptional) return null;
      return /^[\x21-\x7e]+$/.test(text.trim())
        ? null
        : l10n.t("A key has letters, digits and signs, and no blanks.");
    },
  });
  return key?.trim();
}

/** "Remove API Key…", of one of the servers that have one. */
export async function removeApiKey(keys: ApiKeys): Promise<void> {
  const { origins } = keys;
  if (origins.length === 0) {
    window.showInformationMessage(l10n.t("Evolvent keeps no API key."));
    return;
  }
  const origin = await window.showQuickPick(origins, {
    title: l10n.t("Remove API Key"),
    placeHolder: l10n.t("Of which server is the key to be removed?"),
  });
  if (origin === undefined) return;
  await keys.remove(origin);
  window.showInformationMessage(l10n.t("The API key for {0} is removed.", origin));
}
