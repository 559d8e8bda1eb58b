import { expect, test } from "vitest";
import { firstDialect } from "../../../../src/adapters/models/openai/dialect.ts";
import { says } from "../../../support/modelServer/replies.ts";
import { ModelServer } from "../../../support/modelServer.ts";
import { failureOf, modelAt, never, question, shape } from "./asking.ts";

const idea = '{"idea":"sort once"}';

test("a server with structured output is told the shape as a schema", async () => {
  await using server = await ModelServer.start([says(idea)]);
  await modelAt(server).complete(question({ shape }), never);
  expect(server.calls[0]?.body.response_format).toEqual({
    type: "json_schema",
    json_schema: { name: "idea", schema: shape?.schema, strict: true },
  });
  expect(server.calls[0]?.prompt).not.toContain("JSON Schema");
});

test("a shape that leaves things open is not asked for strictly", async () => {
  await using server = await ModelServer.start([says(idea)]);
  const open = { name: "open", schema: { type: "object", properties: { idea: { type: "string" } } } };
  await modelAt(server).complete(question({ shape: open }), never);
  expect(server.calls[0]?.body.response_format).toMatchObject({ json_schema: { strict: false } });
});

test("a server that only knows JSON is told the shape in words, and this is remembered", async () => {
  await using server = await ModelServer.start(() => says(idea), { rejects: ["json_schema"] });
  const model = modelAt(server);
  await model.complete(question({ shape }), never);
  await model.complete(question({ shape }), never);
  expect(server.calls.map(({ body }) => body.response_format?.type)).toEqual([
    "json_schema",
    "json_object",
    "json_object",
  ]);
  expect(server.calls[2]?.prompt).toContain('"required":["idea"]');
  expect(server.calls[2]?.body.messages[0]?.role).toBe("system");
});

test.each(["openai", "fastapi"] as const)(
  "a server without any of it (%s) is told in words, and a free text is not affected",
  async (style) => {
    await using server = await ModelServer.start(() => says(idea), {
      rejects: ["json_schema", "json_object"],
      style,
    });
    const model = modelAt(server);
    await model.complete(question({ shape, messages: [{ role: "user", content: "An idea?" }] }), never);
    expect(server.calls.map(({ body }) => body.response_format?.type)).toEqual([
      "json_schema",
      "json_object",
      undefined,
    ]);
    expect(server.calls[2]?.body.messages.map(({ role }) => role)).toEqual(["system", "user"]);
    await model.complete(question(), never);
    expect(server.calls[3]?.prompt).not.toContain("JSON");
  },
);

test("one shape that a server cannot take does not cost the others their schema", async () => {
  const complaint = "Invalid schema for response_format 'odd': 'oneOf' is not permitted.";
  await using server = await ModelServer.start(({ body }) =>
    JSON.stringify(body.response_format ?? null).includes('"odd"')
      ? { kind: "status", status: 400, body: { error: { message: complaint, param: "response_format" } } }
      : says(idea),
  );
  const model = modelAt(server);
  await model.complete(question({ shape: { name: "odd", schema: { oneOf: [] } } }), never);
  await model.complete(question({ shape }), never);
  expect(server.calls.map(({ body }) => body.response_format?.type)).toEqual([
    "json_schema",
    "json_object",
    "json_schema",
  ]);
});

test("a reasoning model is asked as it wants to be: no temperature, the new name of the most tokens", async () => {
  await using server = await ModelServer.start(() => says("ok"), { rejects: ["max_tokens", "temperature"] });
  const model = modelAt(server);
  await model.complete(question(), never);
  await model.complete(question(), never);
  expect(server.calls).toHaveLength(4);
  const last = server.calls.at(-1)?.body;
  expect(last).toMatchObject({ max_completion_tokens: 100 });
  expect(last).not.toHaveProperty("max_tokens");
  expect(last).not.toHaveProperty("temperature");
});

test.each(["openai", "fastapi"] as const)(
  "an old server (%s) is asked in the terms of its time",
  async (style) => {
    await using server = await ModelServer.start(() => says("ok"), {
      rejects: ["max_completion_tokens", "reasoning_effort", "stream_options"],
      style,
    });
    const model = modelAt(server, { roles: { generator: { model: "test-model", reasoningEffort: "low" } } });
    await model.complete(question(), never);
    const last = server.calls.at(-1)?.body;
    expect(last).toMatchObject({ max_tokens: 100, temperature: 0.7 });
    expect(last).not.toHaveProperty("reasoning_effort");
  },
);

test("a model without a system role is told the same by the user", async () => {
  await using server = await ModelServer.start(() => says("ok"), { rejects: ["system"] });
  await modelAt(server).complete(question(), never);
  expect(server.calls.at(-1)?.body.messages).toEqual([
    { role: "user", content: "You improve code.\n\nImprove this function." },
  ]);
});

test("the most tokens are never left out, even when a server knows neither of their names", async () => {
  await using server = await ModelServer.start(() => says("ok"), {
    rejects: ["max_tokens", "max_completion_tokens"],
  });
  const failure = await failureOf(modelAt(server).complete(question(), never));
  expect(failure.reason).toBe("refused");
  expect(server.calls).toHaveLength(2);
});

test("servers known to want the new name get it at once", () => {
  expect(firstDialect("api.openai.com").limits[0]).toBe("max_completion_tokens");
  expect(firstDialect("me.openai.azure.com").limits[0]).toBe("max_completion_tokens");
  expect(firstDialect("notopenai.com").limits[0]).toBe("max_tokens");
});

test("what one model does not understand, another on the same server may", async () => {
  await using server = await ModelServer.start(({ body }) =>
    body.model === "old" && body.temperature !== undefined
      ? { kind: "status", status: 400, body: { error: { message: "temperature: unsupported" } } }
      : says("ok"),
  );
  const model = modelAt(server, { roles: { generator: { model: "old" }, navigator: { model: "new" } } });
  await model.complete(question(), never);
  await model.complete(question({ role: "navigator" }), never);
  expect(server.calls.map(({ body }) => [body.model, body.temperature])).toEqual([
    ["old", 0.7],
    ["old", undefined],
    ["new", 0.7],
  ]);
});

test("calls that meet the same rejection at once all find their way", async () => {
  await using server = await ModelServer.start(() => says(idea), {
    rejects: ["json_schema", "json_object", "max_tokens", "temperature"],
  });
  const model = modelAt(server);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => model.complete(question({ shape }), never)),
  );
  expect(answers.map(({ texts }) => texts[0]?.text)).toEqual(Array.from({ length: 8 }, () => idea));
});
