import { describe, expect, it } from "vitest";
import type { ModelsSpec } from "../../../src/engine/domain/modelsSpec.ts";
import { totalOf } from "../../../src/engine/domain/modelTotal.ts";
import { type LanguageModel, ModelFailure, type ModelRequest } from "../../../src/engine/languageModel.ts";
import { Ledger } from "../../../src/engine/search/ledger.ts";
import { MeteredModel } from "../../../src/engine/search/meteredModel.ts";
import { startedLog } from "./support.ts";

const models: ModelsSpec = { search: "models", model: "m" };
const clock = { now: () => 0 };
const { signal } = new AbortController();
const request: ModelRequest = {
  role: "generator",
  messages: [{ role: "user", content: "x".repeat(100) }],
  shape: null,
  maxTokens: 100,
  temperature: null,
  answers: 1,
};

/** A metered model that answers as this one does. */
function metered(complete: LanguageModel["complete"], tokens: number | null) {
  const log = startedLog();
  const limits = { tokens, dollars: null, minutes: null, candidates: null };
  const ledger = new Ledger({ limits, prices: [], clock, startedAt: 0 });
  const model: LanguageModel = { nameFor: () => "m", tokensOf: (_role, text) => text.length, complete };
  return { log, model: new MeteredModel({ model, models, prices: [], ledger, log, clock }) };
}

function answering(promptTokens: number, completionTokens: number) {
  const usage = { promptTokens, completionTokens, cachedTokens: 0, source: "reported" as const };
  return { texts: [], usage, model: "m", ms: 1 };
}

describe("a budget of tokens", () => {
  it("ends the calls before one could pass it, and the journal knows what was used to the token", async () => {
    const { model, log } = metered(async () => answering(110, 90), 1000);
    const ended = async () => {
      for (;;) await model.complete(request, signal);
    };
    await expect(ended()).rejects.toMatchObject({ reason: "budget" });
    const { calls, tokens } = totalOf(log.view.models);
    expect(tokens).toBe(200 * calls);
    expect(tokens).toBeGreaterThan(500);
    expect(tokens).toBeLessThanOrEqual(1000);
  });

  it("is closed to all agents once a proposal does not fit any more", async () => {
    const { model } = metered(async () => answering(110, 90), 250);
    await expect(model.complete(request, signal)).rejects.toMatchObject({ reason: "budget" });
    const small = { ...request, role: "summarizer" as const, maxTokens: 1 };
    await expect(model.complete(small, signal)).rejects.toMatchObject({ reason: "budget" });
  });

  it("goes on with a cheaper one of the models that compete", async () => {
    const price = { prompt: 1000, completion: 1000 };
    const prices = [
      { pattern: "dear", ...price, cached: 1000 },
      { pattern: "cheap", prompt: 1, completion: 1, cached: 1 },
    ];
    const several: ModelsSpec = {
      search: "models",
      model: "dear",
      roles: { generator: { rivals: [{ model: "cheap" }] } },
    };
    const log = startedLog();
    const limits = { tokens: null, dollars: 0.01, minutes: null, candidates: null };
    const ledger = new Ledger({ limits, prices, clock, startedAt: 0 });
    const own: LanguageModel = {
      nameFor: () => "m",
      tokensOf: (_role, text) => text.length,
      complete: async ({ model = "" }) => ({ ...answering(100, 10), model }),
    };
    const model = new MeteredModel({ model: own, models: several, prices, ledger, log, clock });
    await expect(model.complete({ ...request, model: "dear" }, signal)).rejects.toMatchObject({
      reason: "budget",
    });
    await model.complete({ ...request, model: "cheap" }, signal);
    expect(log.view.models).toMatchObject([{ model: "cheap", calls: 1, dollars: 0.00011 }]);
  });

  it("waits for calls under way, which may leave something over", async () => {
    const { model, log } = metered(async () => answering(100, 1), 500);
    await Promise.all(Array.from({ length: 3 }, () => model.complete(request, signal)));
    expect(totalOf(log.view.models)).toMatchObject({ calls: 3, tokens: 303 });
  });

  it("books what a failed call cost, and tells why it failed", async () => {
    const { usage } = answering(100, 7);
    const { model, log } = metered(async () => {
      throw new ModelFailure("malformed", "It is broken.", { usage });
    }, null);
    await expect(model.complete(request, signal)).rejects.toThrow("It is broken.");
    expect(log.view.models).toMatchObject([{ failures: 1, promptTokens: 100, completionTokens: 7 }]);
  });
});
