import { expect, test } from "vitest";
import { type AskedModel, checkModel } from "../../../src/adapters/models/openai/checkModel.ts";
import type { ModelFailure } from "../../../src/engine/languageModel.ts";
import { ModelServer, type ModelServerOptions } from "../../support/modelServer.ts";

const key = "sk-checked-0123456789";

async function check(options: ModelServerOptions, asked: Partial<AskedModel>): Promise<ModelFailure | null> {
  await using server = await ModelServer.start([], options);
  const { baseUrl } = server;
  return await checkModel({ baseUrl, apiKey: null, model: "small", ...asked }, new AbortController().signal);
}

test.each(["small", "small:latest", "models/small", "*"])(
  "a model that is listed as %s is there",
  async (id) => {
    expect(await check({ models: ["other", id] }, {})).toBeNull();
  },
);

test("a model that is not there is missed before the run, with what could be chosen instead", async () => {
  const failure = await check({ models: ["large", "smaller"] }, {});
  expect(failure?.reason).toBe("model-missing");
  expect(failure?.message).toMatch(/has no model small; choose one that it has: large, smaller\.$/);
});

test("a missing and a wrong key are told apart, and never shown", async () => {
  const none = await check({ models: ["small"], key }, {});
  expect(none?.reason).toBe("unauthorized");
  expect(none?.message).toMatch(/wants an API key for small; set one\.$/);
  const wrong = await check({ models: ["small"], key }, { apiKey: "sk-wrong-123456" });
  expect(wrong?.message).toMatch(/does not accept the API key for small/);
  expect(wrong?.message).not.toContain("sk-wrong");
  expect(await check({ models: ["small"], key }, { apiKey: key })).toBeNull();
});

test("a server that is gone is missed", async () => {
  const server = await ModelServer.start([]);
  await server.kill();
  const { baseUrl } = server;
  const failure = await checkModel({ baseUrl, apiKey: null, model: "small" }, new AbortController().signal);
  expect(failure?.reason).toBe("unreachable");
  expect(failure?.message).toMatch(/^Nothing answers at 127\.0\.0\.1:\d+, so small cannot be asked/);
});

test("a server without a list is given the benefit of the doubt", async () => {
  await using server = await ModelServer.start([]);
  const baseUrl = `${server.baseUrl}/elsewhere`;
  expect(
    await checkModel({ baseUrl, apiKey: null, model: "small" }, new AbortController().signal),
  ).toBeNull();
});

test("cancelling ends the looking", async () => {
  const cancelled = AbortSignal.abort(new Error("closed"));
  const asked = { baseUrl: "http://127.0.0.1:1/v1", apiKey: null, model: "small" };
  await expect(checkModel(asked, cancelled)).rejects.toThrow("closed");
});
