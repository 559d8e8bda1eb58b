import process from "node:process";
import { findApiKey } from "../adapters/models/apiKey.ts";
import type { ModelEndpoint } from "../adapters/runs/runs.ts";
import {
  type ModelsSpec,
  type Rival,
  type RolesSpec,
  repeatedProposer,
} from "../engine/domain/modelsSpec.ts";
import { pricesFor } from "../engine/domain/prices.ts";
import { modelsAsked, unpricedModels } from "../engine/domain/roleModels.ts";
import type { RunSpec } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";
import { rolePlans } from "../engine/search/rolePlans.ts";
import { estimateRun } from "../engine/search/runEstimate.ts";
import { mergedRoles } from "./roleArguments.ts";

/** The options that say which language model takes part, as commander hands them over. */
export interface ModelOptions {
  readonly model?: string;
  readonly baseUrl?: string;
  readonly apiKeyFile?: string;
  readonly search?: "rules" | "models" | "hybrid";
  readonly tokens?: number;
  readonly money?: number;
  readonly price?: NonNullable<ModelsSpec["price"]>;
  /** By role: another model, what it costs, and parameters. */
  readonly roleModel?: RolesSpec;
  readonly rolePrice?: RolesSpec;
  readonly roleSet?: RolesSpec;
  /** Further models that make proposals. */
  readonly rival?: readonly Rival[];
}

const defaultBaseUrl = "https://api.openai.com/v1";
const aboutModels = [
  "model",
  "baseUrl",
  "apiKeyFile",
  "tokens",
  "money",
  "price",
  "roleModel",
  "rolePrice",
  "roleSet",
  "rival",
] as const;

/**
 * The language model that a command line asks for; null for none. A saved spec lies in a repository and may come from
 * anybody, so it names a model only for a user who says where code may go.
 * @throws RunError `bad-spec` for options that do not go together.
 */
export function modelsFrom(options: ModelOptions, saved: RunSpec | null): ModelsSpec | null {
  const { search } = options;
  const stray = aboutModels.find((name) => options[name] !== undefined);
  if (search === "rules") {
    if (stray === undefined) return null;
    throw bad(`--search rules asks no language model: leave ${flags[stray]} out.`);
  }
  const model = options.model ?? saved?.models?.model;
  if (model === undefined) {
    if (search === undefined && stray === undefined) return null;
    const given = search === undefined ? flags[stray ?? "model"] : `--search ${search}`;
    throw bad(`${given} is about a language model: name one with --model; evolvent models lists those here.`);
  }
  if (options.model === undefined && options.baseUrl === undefined) {
    throw bad(
      `The saved spec asks for the language model ${model}: agree that code is sent to it with --model ${model}, or do without it with --search rules.`,
    );
  }
  const price = options.price ?? (saved?.models?.model === model ? saved.models.price : undefined);
  const roles = rolesFrom(options, saved, model);
  const models: ModelsSpec = {
    search: search ?? saved?.models?.search ?? "hybrid",
    model,
    ...(price === undefined ? {} : { price }),
    ...(Object.keys(roles).length === 0 ? {} : { roles }),
  };
  const repeated = repeatedProposer(models);
  if (repeated !== null) {
    throw bad(`${repeated} is named twice among the models that make proposals: name each once.`);
  }
  const money = options.money ?? saved?.budget.money;
  const [unpriced] = unpricedModels(models, pricesFor(models));
  if (money !== undefined && unpriced !== undefined) {
    const isRival = roles.generator?.rivals?.some((rival) => rival.model === unpriced) === true;
    const other = isRival ? `--rival ${unpriced}=<in/out>` : "--role-price";
    throw bad(
      `The price of ${unpriced} is not known, so a budget in money cannot be kept: say it with ${unpriced === model ? "--price" : other}, or limit the run with --tokens.`,
    );
  }
  return models;
}

/**
 * What is set for roles. A saved spec names another model for one only for a user who names the server or the role.
 * @throws RunError `bad-spec` for a saved model that nobody agreed to, or a price without a model.
 */
function rolesFrom(
  { baseUrl, roleModel, rolePrice, roleSet, rival }: ModelOptions,
  saved: RunSpec | null,
  model: string,
): RolesSpec {
  const kept = saved?.models?.roles;
  const unseen = Object.entries(kept ?? {}).find(
    ([role, terms]) =>
      terms?.model !== undefined &&
      terms.model !== model &&
      !Object.entries(roleModel ?? {}).some(([named]) => named === role),
  );
  if (unseen !== undefined && baseUrl === undefined) {
    const [role, { model: other } = {}] = unseen;
    throw bad(
      `The saved spec asks for the language model ${other} as ${role}: agree with --role-model ${role}=${other}, or name another.`,
    );
  }
  const strange = kept?.generator?.rivals?.find(({ model: name }) => name !== model);
  if (strange !== undefined && baseUrl === undefined && rival === undefined) {
    throw bad(
      `The saved spec asks for the language model ${strange.model} as well: agree with --rival ${strange.model}, or name others.`,
    );
  }
  const rivals = rival === undefined ? {} : { generator: { rivals: withKnown(rival, kept) } };
  const roles = mergedRoles(kept, roleModel, rolePrice, roleSet, rivals);
  const odd = Object.entries(roles).find(
    ([, terms]) => terms?.price !== undefined && terms.model === undefined,
  );
  if (odd === undefined) return roles;
  throw bad(`--role-price ${odd[0]} is the price of a model: name it with --role-model, or use --price.`);
}

/** What the saved spec says beside of models that are named again. */
function withKnown(rivals: readonly Rival[], kept: RolesSpec | undefined): readonly Rival[] {
  const known = kept?.generator?.rivals ?? [];
  return rivals.map((rival) => ({ ...known.find(({ model }) => model === rival.model), ...rival }));
}

/** The limits of a budget that are about models. */
export function modelLimits(
  { tokens, money }: ModelOptions,
  saved: RunSpec | null,
): { readonly tokens?: number; readonly money?: number } {
  const limits = { tokens: tokens ?? saved?.budget.tokens, money: money ?? saved?.budget.money };
  return {
    ...(limits.tokens === undefined ? {} : { tokens: limits.tokens }),
    ...(limits.money === undefined ? {} : { money: limits.money }),
  };
}

/**
 * Where the model is asked, and with which key.
 * @throws RunError `bad-key` when the key cannot be read, or OpenAI's own server is to be asked without one.
 */
export async function endpointFrom({
  baseUrl = defaultBaseUrl,
  apiKeyFile,
}: ModelOptions): Promise<ModelEndpoint> {
  const apiKey = await findApiKey({ baseUrl, environment: process.env, file: apiKeyFile ?? null });
  if (apiKey === null && baseUrl === defaultBaseUrl) {
    throw new RunError(
      "bad-key",
      "api.openai.com wants an API key: set OPENAI_API_KEY, name a file with --api-key-file, or name another server with --base-url.",
    );
  }
  return { baseUrl, apiKey };
}

/**
 * Whether each of the models can be asked, before minutes go by with measuring.
 * @throws RunError `no-model` with what keeps one from answering.
 * @throws the signal's reason when cancelled.
 */
export async function checkAsked(
  models: ModelsSpec,
  endpoint: ModelEndpoint,
  signal: AbortSignal,
): Promise<void> {
  const { checkModel } = await import("../adapters/models/openai/checkModel.ts");
  for (const model of modelsAsked(models)) {
    const failure = await checkModel({ ...endpoint, model }, signal);
    if (failure !== null) throw new RunError("no-model", failure.message);
  }
}

/** What leaves the machine and where it goes, before anything does. */
export function leavingText({ target }: RunSpec, models: ModelsSpec, { baseUrl }: ModelEndpoint): string {
  const host = URL.parse(baseUrl)?.host ?? baseUrl;
  return [
    `${host} gets, for ${modelsAsked(models).join(" and ")}: the code of ${target.symbol} and of what it uses in ${target.file}, versions of it, and what tests and measurements say of them.`,
    "Keys, mail addresses, paths outside of the repository, values of the environment and your name are taken out before.",
  ].join("\n");
}

/** What the run is expected to use of its models, before anything is asked. */
export async function expectedText(spec: RunSpec, models: ModelsSpec, root: string): Promise<string> {
  const { captureTarget, readTarget } = await import("../adapters/runs/captureTarget.ts");
  const { openTokenizer } = await import("../adapters/models/tokenizer.ts");
  const { target, baseline } = await captureTarget(spec.target, {
    text: await readTarget({ root }, spec.target),
  });
  const code = baseline.text.slice(target.region.start, target.region.end);
  const tokens = (await openTokenizer()).count(code);
  const { candidates, tokens: mostTokens = null, money = null } = spec.budget;
  const limits = { tokens: mostTokens, dollars: money, minutes: null, candidates: null };
  const { text } = estimateRun(candidates, rolePlans(models, tokens), { limits, prices: pricesFor(models) });
  return `Expected: ${text} A model that thinks before it answers uses more.`;
}

const flags: Readonly<Record<(typeof aboutModels)[number], string>> = {
  model: "--model",
  baseUrl: "--base-url",
  apiKeyFile: "--api-key-file",
  tokens: "--tokens",
  money: "--money",
  price: "--price",
  roleModel: "--role-model",
  rolePrice: "--role-price",
  roleSet: "--role-set",
  rival: "--rival",
};

function bad(sentence: string): RunError {
  return new RunError("bad-spec", sentence);
}
