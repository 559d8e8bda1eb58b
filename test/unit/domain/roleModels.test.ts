import { describe, expect, it } from "vitest";
import { type ModelsSpec, modelsSchema } from "../../../src/engine/domain/modelsSpec.ts";
import { priceOf, pricesFor } from "../../../src/engine/domain/prices.ts";
import { modelsAsked, onRoleTerms, unpricedModels } from "../../../src/engine/domain/roleModels.ts";
import type { ModelRequest } from "../../../src/engine/languageModel.ts";
import { rolePlans } from "../../../src/engine/search/rolePlans.ts";
import { estimateRun } from "../../../src/engine/search/runEstimate.ts";

const price = { prompt: 1, completion: 2 };
const models: ModelsSpec = {
  search: "models",
  model: "small",
  price: { prompt: 3, completion: 4 },
  roles: {
    navigator: { model: "org/small", price, temperature: 0.1, answerTokens: 50 },
    sampler: { model: "made-up" },
  },
};
const limits = { tokens: null, dollars: null, minutes: null, candidates: null };
const request: ModelRequest = {
  role: "navigator",
  messages: [],
  shape: null,
  maxTokens: 700,
  temperature: 0.7,
  answers: 1,
};

describe("Models of roles", () => {
  it("are each asked for, and each has its own price, or none that is known", () => {
    expect(modelsAsked(models)).toEqual(["small", "org/small", "made-up"]);
    expect(unpricedModels(models, pricesFor(models))).toEqual(["made-up"]);
    expect(priceOf("org/small", pricesFor(models))).toMatchObject(price);
    expect(priceOf("small", pricesFor(models))).toMatchObject({ prompt: 3, completion: 4 });
  });

  it("are asked with the parameters of their role, and others as before", () => {
    expect(onRoleTerms(request, models)).toEqual({ ...request, temperature: 0.1, maxTokens: 50 });
    const other: ModelRequest = { ...request, role: "summarizer" };
    expect(onRoleTerms(other, models)).toEqual(other);
  });

  it("count in the estimate with their own price and most tokens", () => {
    const { unpriced, dollars } = estimateRun(10, rolePlans(models, 100), {
      limits,
      prices: pricesFor(models),
    });
    expect({ unpriced, dollars }).toEqual({ unpriced: ["made-up"], dollars: null });
    const plans = rolePlans(models, 100);
    expect(plans.map(({ role, model }) => [role, model])).toEqual([
      ["generator", "small"],
      ["summarizer", "small"],
      ["navigator", "org/small"],
      ["sampler", "made-up"],
      ["rubric", "small"],
    ]);
    expect(plans.find(({ role }) => role === "navigator")?.completionTokens).toBe(50);
  });

  it("that compete are all asked and priced, each with its own parameters, and share the calls", () => {
    const several: ModelsSpec = {
      ...models,
      roles: { generator: { answerTokens: 900, rivals: [{ model: "other", price, answerTokens: 70 }] } },
    };
    expect(modelsSchema.safeParse(several).success).toBe(true);
    expect(modelsAsked(several)).toEqual(["small", "other"]);
    expect(unpricedModels(several, pricesFor(several))).toEqual([]);
    const ask = { ...request, role: "generator" as const };
    expect(onRoleTerms({ ...ask, model: "other" }, several).maxTokens).toBe(70);
    expect(onRoleTerms({ ...ask, model: "small" }, several).maxTokens).toBe(900);
    const plans = rolePlans(several, 100).filter(({ role }) => role === "generator");
    expect(plans.map(({ model, callsPerCandidate }) => [model, callsPerCandidate])).toEqual([
      ["small", 0.25],
      ["other", 0.25],
    ]);
  });

  it.each([
    { generator: { rivals: [{ model: "small" }] } },
    { generator: { rivals: [{ model: "other" }, { model: "other" }] } },
    { generator: { model: "other", rivals: [{ model: "other" }] } },
    { generator: { rivals: [] } },
    { navigator: { rivals: [{ model: "other" }] } },
    { generator: { temperature: 1 } },
    { navigator: { price } },
    { navigator: { model: "small", price } },
    { judge: { model: "small" } },
  ])("are refused where they contradict themselves or do nothing: %j", (roles) => {
    expect(modelsSchema.safeParse({ ...models, roles }).success).toBe(false);
  });
});
