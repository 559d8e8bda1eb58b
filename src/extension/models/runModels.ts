import { type LanguageModelAccessInformation, l10n, lm, ProgressLocation, window } from "vscode";
import type { AskedModel } from "../../adapters/models/openai/checkModel.ts";
import type { StartExtras } from "../../adapters/runs/runs.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import type { ModelFailure } from "../../engine/languageModel.ts";
import { RunError } from "../../engine/ports.ts";
import { setting } from "../settings.ts";
import type { ApiKeys } from "./apiKeys.ts";
import { type ChosenModel, chosenModel, isThisMachine, type ModelSettings } from "./chosenModel.ts";
import { ModelProblem, type ModelRemedy } from "./modelProblem.ts";
import type { SendingConsents } from "./sendingConsents.ts";

/** What is needed to give a run its language model. */
export interface RunModelsParts {
  readonly keys: ApiKeys;
  readonly sending: SendingConsents;
  /** Whether VS Code lets us ask its models. */
  readonly access: Pick<LanguageModelAccessInformation, "canSendRequest">;
}

/** A run with its language model. */
export interface RunWithModel {
  readonly spec: RunSpec;
  readonly extras: Pick<StartExtras, "endpoint" | "model">;
}

type EditorChoice = Extract<ChosenModel, { kind: "editor" }>;
type ServerChoice = Extract<ChosenModel, { kind: "server" }>;

/** Gives runs the language model that the settings name. */
export class RunModels {
  readonly #parts: RunModelsParts;

  constructor(parts: RunModelsParts) {
    this.#parts = parts;
  }

  /**
   * The spec and what it starts with, once the user has agreed to what leaves the machine and the model is found to be
   * there. Null when the user does not agree, or gives up waiting.
   * @param root absolute path of the repository's working tree.
   * @throws RunError when the model cannot be asked.
   */
  async of(root: string, spec: RunSpec): Promise<RunWithModel | null> {
    const settings = modelSettings();
    const chosen = chosenModel(settings);
    const { withModel } = await import("./modelSettings.ts");
    const full = withModel(spec, settings);
    if (chosen === null) return { spec: full, extras: {} };
    const extras =
      chosen.kind === "server"
        ? await this.#fromServer(root, full, chosen)
        : await this.#fromEditor(root, full, chosen);
    return extras === null ? null : { spec: full, extras };
  }

  async #fromServer(
    root: string,
    { target, models }: RunSpec,
    { model: chosen, baseUrl }: ServerChoice,
  ): Promise<RunWithModel["extras"] | null> {
    const { keys, sending } = this.#parts;
    const { modelsAsked } = await import("../../engine/domain/roleModels.ts");
    const asked = models === undefined ? [chosen] : modelsAsked(models);
    const model = asked.join(", ");
    const { checkedBaseUrl } = await import("../../adapters/models/openai/settings.ts");
    const apiKey = await keys.of(baseUrl);
    const { host: name, origin: server } = asProblem("evolvent.chooseModel", () =>
      checkedBaseUrl(baseUrl, apiKey),
    );
    const agrees =
      isThisMachine(baseUrl) || (await sending.allow({ repository: root, server, name, model, target }));
    if (!agrees) return null;
    for (const each of asked) {
      const title = l10n.t("Looking for {0} at {1}", each, name);
      const failure = await look({ baseUrl, apiKey, model: each }, title);
      if (failure === "cancelled") return null;
      if (failure !== null) throw problemOf(failure);
    }
    return { endpoint: { baseUrl, apiKey } };
  }

  async #fromEditor(
    root: string,
    { target }: RunSpec,
    { model, vendor, id }: EditorChoice,
  ): Promise<RunWithModel["extras"] | null> {
    const { access, sending } = this.#parts;
    const [chat] = await lm.selectChatModels({ vendor, id });
    if (chat === undefined) {
      throw new ModelProblem(
        l10n.t(
          "VS Code has no language model {0} now: sign in where it comes from, or choose another.",
          model,
        ),
        "evolvent.chooseModel",
      );
    }
    if (access.canSendRequest(chat) === false) {
      throw new ModelProblem(
        l10n.t(
          'VS Code does not let Evolvent use {0}: allow it with "Manage Language Model Access" in the menu of accounts, or choose another model.',
          model,
        ),
        "evolvent.chooseModel",
      );
    }
    const name = l10n.t("{0} (by VS Code)", vendor);
    if (!(await sending.allow({ repository: root, server: `vscode:${vendor}`, name, model, target })))
      return null;
    const { openEditorModel } = await import("./openEditorModel.ts");
    return { model: await openEditorModel(chat, model) };
  }
}

/** The settings about language models as they are now. */
function modelSettings(): ModelSettings {
  return {
    search: setting("evolvent.model.search"),
    provider: setting("evolvent.model.provider"),
    baseUrl: setting("evolvent.model.baseUrl"),
    name: setting("evolvent.model.name"),
    price: setting("evolvent.model.price"),
    roles: setting("evolvent.model.roles"),
    tokens: setting("evolvent.budget.tokens"),
    money: setting("evolvent.budget.money"),
  };
}

/** What keeps the model from answering, while the user is told that it is looked for. */
async function look(asked: AskedModel, title: string): Promise<ModelFailure | null | "cancelled"> {
  const { checkModel } = await import("../../adapters/models/openai/checkModel.ts");
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (_, cancel) => {
    const stop = new AbortController();
    const listener = cancel.onCancellationRequested(() => stop.abort());
    try {
      return await checkModel(asked, stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return "cancelled";
      throw error;
    } finally {
      listener.dispose();
    }
  });
}

/** What the function gives, with a way out of what the user did wrong. @throws ModelProblem */
function asProblem<Value>(remedy: ModelRemedy, check: () => Value): Value {
  try {
    return check();
  } catch (error) {
    throw error instanceof RunError ? new ModelProblem(error.message, remedy) : error;
  }
}

function problemOf({ reason, message }: ModelFailure): ModelProblem {
  return new ModelProblem(message, reason === "unauthorized" ? "evolvent.setApiKey" : "evolvent.chooseModel");
}
