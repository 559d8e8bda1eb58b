import type { ModelRequest, ModelRole } from "../languageModel.ts";
import type { ModelsSpec, RoleTerms } from "./modelsSpec.ts";
import { type Price, priceOf } from "./prices.ts";

/** What is set for a role; empty where nothing is. */
export function termsOfRole({ roles }: ModelsSpec, role: ModelRole): RoleTerms {
  return roles?.[role] ?? {};
}

/** The model that is asked for a role. */
export function modelOfRole(models: ModelsSpec, role: ModelRole): string {
  return termsOfRole(models, role).model ?? models.model;
}

/** The models that make proposals, each once; several compete. */
export function proposingModels(models: ModelsSpec): readonly string[] {
  const { rivals = [] } = termsOfRole(models, "generator");
  return [modelOfRole(models, "generator"), ...rivals.map(({ model }) => model)];
}

/** The model that a request goes to. */
export function modelOfRequest(
  models: ModelsSpec,
  { role, model }: Pick<ModelRequest, "role" | "model">,
): string {
  return model ?? modelOfRole(models, role);
}

/** What is set for a model that makes proposals. */
export function termsOfProposer(models: ModelsSpec, model: string): RoleTerms {
  const own = termsOfRole(models, "generator");
  return own.rivals?.find((rival) => rival.model === model) ?? own;
}

const advisingRoles = ["summarizer", "navigator", "sampler", "rubric"] as const;

/** Every model that a run asks, each once; those that make proposals first. */
export function modelsAsked(models: ModelsSpec): readonly string[] {
  const advising = advisingRoles.map((role) => modelOfRole(models, role));
  return [...new Set([...proposingModels(models), ...advising])];
}

/** The models of a run whose price is not known, so that no budget in money can be kept. */
export function unpricedModels(models: ModelsSpec, prices: readonly Price[]): readonly string[] {
  return modelsAsked(models).filter((model) => priceOf(model, prices) === null);
}

/** A request with the parameters that are set for its role, or for the model that makes the proposals. */
export function onRoleTerms(request: ModelRequest, models: ModelsSpec): ModelRequest {
  const { role, model } = request;
  const terms = model === undefined ? termsOfRole(models, role) : termsOfProposer(models, model);
  const { temperature = request.temperature, answerTokens = request.maxTokens } = terms;
  return { ...request, temperature, maxTokens: answerTokens };
}
