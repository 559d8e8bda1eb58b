import {
  ConfigurationTarget,
  l10n,
  lm,
  type QuickPickItem,
  QuickPickItemKind,
  window,
  workspace,
} from "vscode";
import type { Settings } from "../contributions.ts";
import { type ApiKeys, originOf } from "../models/apiKeys.ts";
import { editorModelName, isThisMachine } from "../models/chosenModel.ts";
import { setting } from "../settings.ts";
import { askKey } from "./apiKeyCommands.ts";

/** What is chosen: the settings to write, or a server that is to be named first. */
type Choice = Partial<Settings> | "other-server";

interface ModelItem extends QuickPickItem {
  readonly choice?: Choice;
}

const noModel: Partial<Settings> = { "evolvent.model.search": "rules" };
const listingMs = 10_000;

/** "Choose Model…": what the runs of this machine's editor ask from now on. */
export async function chooseModel(keys: ApiKeys): Promise<void> {
  const stop = new AbortController();
  try {
    const picked = await window.showQuickPick<ModelItem>(choices(stop.signal), {
      title: l10n.t("Choose Model"),
      placeHolder: l10n.t("Which language model is to propose and advise in new runs?"),
      matchOnDescription: true,
    });
    if (picked?.choice === undefined) return;
    const chosen = picked.choice === "other-server" ? await otherServer(keys) : picked.choice;
    if (chosen === null) return;
    await write(chosen);
    window.showInformationMessage(chosenSentence(chosen));
  } finally {
    stop.abort();
  }
}

async function choices(signal: AbortSignal): Promise<readonly ModelItem[]> {
  const { findLocalServers } = await import("../../adapters/models/localServers.ts");
  const [servers, chats] = await Promise.all([findLocalServers(signal), lm.selectChatModels()]);
  const local = servers.flatMap(({ name, baseUrl, models }) => [
    separator(l10n.t("{0} on this machine", name)),
    ...models.map((model) => ({
      label: `$(server) ${model}`,
      description: baseUrl,
      choice: onServer(baseUrl, model),
    })),
  ]);
  const ofEditor = chats.map((chat) => ({
    label: `$(hubot) ${chat.name}`,
    description: editorModelName(chat),
    choice: {
      "evolvent.model.provider": "vscode",
      "evolvent.model.name": editorModelName(chat),
    } as const,
  }));
  return [
    {
      label: `$(circle-slash) ${l10n.t("No model")}`,
      description: l10n.t("rules alone search"),
      choice: noModel,
    },
    ...local,
    ...(ofEditor.length === 0 ? [] : [separator(l10n.t("VS Code")), ...ofEditor]),
    separator(l10n.t("Elsewhere")),
    {
      label: `$(globe) ${l10n.t("A server that speaks OpenAI's protocol…")}`,
      choice: "other-server",
    },
  ];
}

function separator(label: string): ModelItem {
  return { label, kind: QuickPickItemKind.Separator };
}

function onServer(baseUrl: string, model: string): Partial<Settings> {
  return {
    "evolvent.model.provider": "server",
    "evolvent.model.baseUrl": baseUrl,
    "evolvent.model.name": model,
  };
}

/** Asks for server, key and model; null when the user gives up. */
async function otherServer(keys: ApiKeys): Promise<Partial<Settings> | null> {
  const { checkedBaseUrl } = await import("../../adapters/models/openai/settings.ts");
  const typed = await window.showInputBox({
    title: l10n.t("Choose Model"),
    prompt: l10n.t("Base URL of the server, which usually ends in /v1"),
    value: setting("evolvent.model.baseUrl"),
    ignoreFocusOut: true,
    validateInput: (text) => problemOf(() => checkedBaseUrl(text, null)),
  });
  if (typed === undefined) return null;
  const baseUrl = checkedBaseUrl(typed, null).href;
  const known = await keys.of(baseUrl);
  const key = await askKey(keyPrompt(baseUrl, known !== null), { isOptional: true });
  if (key === undefined) return null;
  checkedBaseUrl(baseUrl, key === "" ? known : key);
  if (key !== "") await keys.set(baseUrl, key);
  const model = await askModel(baseUrl, key === "" ? known : key);
  return model === null ? null : onServer(baseUrl, model);
}

function keyPrompt(baseUrl: string, isKnown: boolean): string {
  const origin = originOf(baseUrl) ?? baseUrl;
  if (isKnown) return l10n.t("API key for {0}; leave it empty to keep the one that is set", origin);
  return isThisMachine(baseUrl)
    ? l10n.t("API key for {0}; leave it empty for a server that wants none, as most on this machine", origin)
    : l10n.t("API key for {0}; leave it empty for a server that wants none", origin);
}

/** One of the server's list, or a name that the user types; null when the user gives up. */
async function askModel(baseUrl: string, apiKey: string | null): Promise<string | null> {
  const { listModels } = await import("../../adapters/models/modelList.ts");
  const listed = await listModels({ baseUrl, apiKey }, AbortSignal.timeout(listingMs)).catch(() => []);
  const another: ModelItem = { label: `$(edit) ${l10n.t("Another name…")}` };
  if (listed.length > 0) {
    const items = [...listed.map(({ id }) => ({ label: id })), another];
    const picked = await window.showQuickPick<ModelItem>(items, {
      title: l10n.t("Choose Model"),
      placeHolder: l10n.t("Which model of {0}?", originOf(baseUrl) ?? baseUrl),
    });
    if (picked === undefined) return null;
    if (picked !== another) return picked.label;
  }
  const typed = await window.showInputBox({
    title: l10n.t("Choose Model"),
    prompt:
      listed.length > 0
        ? l10n.t("The model, as the server names it")
        : l10n.t("The server lists no models with this URL and key. The model, as the server names it"),
    ignoreFocusOut: true,
    validateInput: (text) =>
      /^.{1,200}$/.test(text.trim()) ? null : l10n.t("A name has 1 to 200 characters."),
  });
  return typed?.trim() ?? null;
}

function problemOf(check: () => unknown): string | null {
  try {
    check();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where rules searched alone, they compete with the model from now on. */
async function write(chosen: Partial<Settings>): Promise<void> {
  const isAlone = setting("evolvent.model.search") === "rules";
  const all: Partial<Settings> = isAlone ? { "evolvent.model.search": "hybrid", ...chosen } : chosen;
  const configuration = workspace.getConfiguration();
  for (const [key, value] of Object.entries(all)) {
    await configuration.update(key, value, ConfigurationTarget.Global);
  }
}

function chosenSentence(chosen: Partial<Settings>): string {
  const name = chosen["evolvent.model.name"];
  if (name === undefined) return l10n.t("New runs search by rules alone.");
  return setting("evolvent.model.search") === "models"
    ? l10n.t("New runs let {0} propose alone.", name)
    : l10n.t("New runs let {0} and the rules compete.", name);
}
