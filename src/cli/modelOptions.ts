import process from "node:process";
import { findApiKey } from "../adapters/models/apiKey.ts";
import type { ModelEndpoint } from "../adapters/runs/runs.ts";
import { priceOf, pricesFor } from "../engine/domain/prices.ts";
import type { ModelsSpec, RunSpec } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";
import { rolePlans } from "../engine/search/rolePlans.ts";
import { estimateRun } from "../engine/search/runEstimate.ts";

/** The options that say which language model takes part, as commander hands them over. */
export interface ModelOptions {
  readonly model?: string;
  readonly baseUrl?: string;
  readonly apiKeyFile?: string;
  readonly search?: "rules" | "models" | "hybrid";
  readonly tokens?: number;
  readonly money?: number;
  readonly price?: NonNullable<ModelsSpec["price"]>;
}

const defaultBaseUrl = "https://api.openai.com/v1";
const aboutModels = ["model", "baseUrl", "apiKeyFile", "tokens", "money", "price"] as const;

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
  const models: ModelsSpec = {
    search: search ?? saved?.models?.search ?? "hybrid",
    model,
    ...(price === undefined ? {} : { price }),
  };
  const money = options.money ?? saved?.budget.money;
  if (money !== undefined && priceOf(model, pricesFor(models)) === null) {
    throw bad(
      `The price of ${model} is not known, so a budget in money cannot be kept: say it with --price, or limit the run with --tokens.`,
    );
  }
  return models;
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
 * Whether the model can be asked, before minutes go by with measuring.
 * @throws RunError `no-model` with what keeps it from answering.
 * @throws the signal's reason when cancelled.
 */
export async function checkAsked(
  { model }: ModelsSpec,
  endpoint: ModelEndpoint,
  signal: AbortSignal,
): Promise<void> {
  const { checkModel } = await import("../adapters/models/openai/checkModel.ts");
  const failure = await checkModel({ ...endpoint, model }, signal);
  if (failure !== null) throw new RunError("no-model", failure.message);
}

/** What leaves the machine and where it goes, before anything does. */
export function leavingText({ target }: RunSpec, { model }: ModelsSpec, { baseUrl }: ModelEndpoint): string {
  const host = URL.parse(baseUrl)?.host ?? baseUrl;
  return [
    `${host} gets, for ${model}: the code of ${target.symbol} and of what it uses in ${target.file}, versions of it, and what tests and measurements say of them.`,
    "Keys, mail addresses, paths outside of the repository, values of the environment and your name are taken out before.",
  ].join("\n");
}

/** What the run is expected to use of its model, before anything is asked. */
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
};

function bad(sentence: string): RunError {
  return new RunError("bad-spec", sentence);
}
