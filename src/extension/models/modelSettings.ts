import { l10n } from "vscode";
import {
  type ModelsSpec,
  modelRolesSchema,
  modelsSchema,
  type RolesSpec,
  repeatedProposer,
} from "../../engine/domain/modelsSpec.ts";
import { pricesFor } from "../../engine/domain/prices.ts";
import { modelOfRole, proposingModels, unpricedModels } from "../../engine/domain/roleModels.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { modelRoles } from "../../engine/languageModel.ts";
import { type ChosenModel, chosenModel, type ModelSettings } from "./chosenModel.ts";
import { ModelProblem } from "./modelProblem.ts";

/**
 * The spec of a run with the language model of the settings, its price and their limits. A spec may lie in a repository,
 * so it can neither bring a model or a price of its own nor raise a limit.
 * @throws ModelProblem when it asks for another model, or for a limit in money that cannot be kept.
 */
export function withModel(spec: RunSpec, settings: ModelSettings): RunSpec {
  const chosen = chosenModel(settings);
  const wanted = spec.models?.model;
  if (chosen === null && wanted === undefined) return spec;
  if (chosen === null || (wanted !== undefined && wanted !== chosen.model)) {
    throw new ModelProblem(
      l10n.t(
        "The run asks for the language model {0}, which the settings do not name: choose it.",
        wanted ?? "",
      ),
      "evolvent.chooseModel",
    );
  }
  const price = priceIn(settings);
  const roles = rolesIn(settings, chosen);
  const models: ModelsSpec = {
    search: spec.models?.search ?? (settings.search === "models" ? "models" : "hybrid"),
    model: chosen.model,
    ...(price === null ? {} : { price }),
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
  };
  refuseOthers(spec, models);
  const repeated = repeatedProposer(models);
  if (repeated !== null) {
    throw new ModelProblem(
      l10n.t(
        "The setting evolvent.model.roles names {0} twice among the models that make proposals: name each once.",
        repeated,
      ),
      "evolvent.chooseModel",
    );
  }
  if (!modelsSchema.safeParse(models).success) {
    throw new ModelProblem(
      l10n.t(
        "The setting evolvent.model.roles sets another price for a model than is set elsewhere: set one.",
      ),
      "evolvent.chooseModel",
    );
  }
  const tokens = lower(spec.budget.tokens, Math.ceil(settings.tokens));
  const money = lower(spec.budget.money, settings.money);
  // The list is of what servers take, which says nothing of a model of VS Code.
  const prices = chosen.kind === "server" || price !== null ? pricesFor(models) : [];
  const [unpriced] = unpricedModels(models, prices);
  if (money !== undefined && unpriced !== undefined) {
    throw new ModelProblem(
      l10n.t(
        "The price of {0} is not known, so a budget in money cannot be kept: set evolvent.model.price or the price in evolvent.model.roles, limit the tokens instead, or choose another model.",
        unpriced,
      ),
      "evolvent.chooseModel",
    );
  }
  const { candidates, minutes } = spec.budget;
  return {
    ...spec,
    models,
    budget: {
      candidates,
      minutes,
      ...(tokens === undefined ? {} : { tokens }),
      ...(money === undefined ? {} : { money }),
    },
  };
}

/** What is set for roles. @throws ModelProblem when it is malformed, or the model cannot have it. */
function rolesIn({ roles }: ModelSettings, { kind }: ChosenModel): RolesSpec {
  const read = modelRolesSchema.safeParse(roles);
  if (!read.success) {
    throw new ModelProblem(
      l10n.t(
        "The setting evolvent.model.roles is malformed: {0}.",
        read.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`.trim()).join("; "),
      ),
      "evolvent.chooseModel",
    );
  }
  if (kind === "server" || Object.keys(read.data).length === 0) return read.data;
  throw new ModelProblem(
    l10n.t(
      "The setting evolvent.model.roles is for models of a server, and VS Code has the chosen one: empty it, or choose a model of a server.",
    ),
    "evolvent.chooseModel",
  );
}

/** @throws ModelProblem when the spec asks for another model in a role than the settings name. */
function refuseOthers({ models: wanted }: RunSpec, models: ModelsSpec): void {
  const proposing = proposingModels(models);
  const rivals = wanted?.roles?.generator?.rivals ?? [];
  const strangers = [
    ...modelRoles.flatMap((role) => {
      const model = wanted?.roles?.[role]?.model;
      return model === undefined || model === modelOfRole(models, role) ? [] : [{ role, model }];
    }),
    ...rivals.flatMap(({ model }) => (proposing.includes(model) ? [] : [{ role: "generator", model }])),
  ];
  const [stranger] = strangers;
  if (stranger === undefined) return;
  const { role, model } = stranger;
  throw new ModelProblem(
    l10n.t(
      "The run asks for the language model {0} as {1}, which the settings do not name: set it in evolvent.model.roles.",
      model,
      role,
    ),
    "evolvent.chooseModel",
  );
}

/** Null for none. @throws ModelProblem when it is no price. */
function priceIn({ price }: ModelSettings): ModelSettings["price"] {
  if (price === null || (isDollars(price.prompt) && isDollars(price.completion))) return price;
  throw new ModelProblem(
    l10n.t("The setting evolvent.model.price is no price: write one such as prompt 1.25, completion 10."),
    "evolvent.chooseModel",
  );
}

function isDollars(value: unknown): boolean {
  return typeof value === "number" && value >= 0 && value <= 1e5;
}

/** Of a limit of the spec and one of the settings, where 0 is none. */
function lower(ofSpec: number | undefined, ofSettings: number): number | undefined {
  if (ofSettings <= 0) return ofSpec;
  return Math.min(ofSpec ?? ofSettings, ofSettings);
}
