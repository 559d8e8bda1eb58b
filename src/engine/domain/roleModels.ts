import type { ModelRequest, ModelRole } from "../languageModel.ts";
import type { ModelsSpec, RoleTerms } from "./modelsSpec.ts";
import { type Price, priceOf } from "./prices.ts";

/** What is set for a role; empty where nothing is. */
export function termsOfRole({ roles }: ModelsSpec, role: ModelRole): RoleTerms {
  return role === "rubric" ? {} : (roles?.[role] ?? {});
}

/** The model that is asked for a role. */
export function modelOfRole(models: ModelsSpec, role: ModelRole): string {
  return termsOfRole(models, role).model ?? models.model;
}

const askedRoles = ["generator", "summarizer", "navigator", "sampler"] as const;

/** Every model that a run asks, each once; that of the generator first. */
export function modelsAsked(models: ModelsSpec): readonly string[] {
  return [...new Set(askedRoles.map((role) => modelOfRole(models, role)))];
}

/** The models of a run whose price is not known, so that no budget in money can be kept. */
export function unpricedModels(models: ModelsSpec, prices: readonly Price[]): readonly string[] {
  return modelsAsked(models).filter((model) => priceOf(model, prices) === null);
}

/** A request with the parameters that are set for its role. */
export function onRoleTerms(request: ModelRequest, models: ModelsSpec): ModelRequest {
  const { temperature = request.temperature, answerTokens = request.maxTokens } = termsOfRole(
    models,
    request.role,
  );
  return { ...request, temperature, maxTokens: answerTokens };
}
