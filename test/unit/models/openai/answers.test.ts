import { expect, test } from "vitest";
import { says } from "../../../support/modelServer/replies.ts";
import { ModelServer } from "../../../support/modelServer.ts";
import { modelAt, never, question } from "./asking.ts";

test("an answer arrives as a stream, whole, with what the server reports it cost", async () => {
  await using server = await ModelServer.start([
    says("function fast() {}", { pieceLength: 3, usage: { prompt: 21, completion: 6, cached: 16 } }),
  ]);
  const answer = await modelAt(server).complete(question(), never);
  expect(answer).toMatchObject({
    texts: [{ text: "function fast() {}", finish: "stop" }],
    usage: { promptTokens: 21, completionTokens: 6, cachedTokens: 16, source: "reported" },
    model: "test-model",
  });
  expect(answer.ms).toBeGreaterThan(0);
  expect(server.calls[0]?.body).toMatchObject({
    model: "test-model",
    stream: true,
    stream_options: { include_usage: true },
    max_tokens: 100,
    temperature: 0.7,
    messages: question().messages,
  });
});

test("characters of several bytes survive being cut between two pieces", async () => {
  const text = "– 日本語 🧬 é".repeat(20);
  await using server = await ModelServer.start([says(text, { pieceLength: 1 })]);
  const { texts } = await modelAt(server).complete(question({ maxTokens: 1000 }), never);
  expect(texts).toEqual([{ text, finish: "stop" }]);
});

test("a server that does not stream is understood as well", async () => {
  await using server = await ModelServer.start([says(["one", "two"])], { withoutStreams: true });
  const answer = await modelAt(server).complete(question({ answers: 2 }), never);
  expect(answer.texts.map(({ text }) => text)).toEqual(["one", "two"]);
  expect(answer.usage.source).toBe("reported");
});

test("several answers come from one call", async () => {
  await using server = await ModelServer.start([says(["one", "two", "three"])]);
  const { texts } = await modelAt(server).complete(question({ answers: 3 }), never);
  expect(texts.map(({ text }) => text)).toEqual(["one", "two", "three"]);
  expect(server.calls).toHaveLength(1);
});

test("a server that gives one answer at a time gives one", async () => {
  await using server = await ModelServer.start(() => says("one"), { rejects: ["n"] });
  const { texts } = await modelAt(server).complete(question({ answers: 3 }), never);
  expect(texts).toEqual([{ text: "one", finish: "stop" }]);
});

test("an answer that was cut off at its most tokens says so", async () => {
  await using server = await ModelServer.start([says("x".repeat(1000))]);
  const { texts, usage } = await modelAt(server).complete(question({ maxTokens: 10 }), never);
  expect(texts).toEqual([{ text: "x".repeat(40), finish: "length" }]);
  expect(usage.completionTokens).toBe(10);
});

test.each(["content_filter", "stop"] as const)("an answer that is withheld (%s) says so", async (finish) => {
  const refusal = finish === "stop" ? { refusal: "I cannot help with that." } : {};
  await using server = await ModelServer.start(() => says("half of", { finish, ...refusal }));
  const { texts } = await modelAt(server).complete(question(), never);
  expect(texts.map((each) => each.finish)).toEqual(["filtered"]);
});

test("an answer that ends for a reason nobody knows counts as cut off", async () => {
  await using server = await ModelServer.start([says("half of", { finish: "interrupted" })]);
  expect((await modelAt(server).complete(question(), never)).texts[0]?.finish).toBe("length");
});

test("tokens are counted here, and said to be, when the server does not report them", async () => {
  await using server = await ModelServer.start([says("three words long", { reasoning: "two words" })], {
    withoutUsage: true,
  });
  const { usage } = await modelAt(server).complete(question(), never);
  // Three words each in two messages, four tokens around each of them and three around all.
  expect(usage).toEqual({ promptTokens: 17, completionTokens: 5, cachedTokens: 0, source: "counted" });
});

test("a server that reports no tokens at all for an answer is not believed", async () => {
  await using server = await ModelServer.start([says("one two", { usage: { prompt: 0, completion: 0 } })]);
  const { usage } = await modelAt(server).complete(question(), never);
  expect(usage).toMatchObject({ promptTokens: 17, completionTokens: 2, source: "counted" });
});

test("a server that knows no usage in streams is not asked for it again", async () => {
  await using server = await ModelServer.start(() => says("yes"), { rejects: ["stream_options"] });
  const model = modelAt(server);
  expect((await model.complete(question(), never)).usage.source).toBe("counted");
  await model.complete(question(), never);
  expect(server.calls).toHaveLength(3);
});

test("what a model thinks aloud in a field of its own is not part of the answer", async () => {
  await using server = await ModelServer.start([says("42", { reasoning: "Let me see." })]);
  expect((await modelAt(server).complete(question(), never)).texts).toEqual([{ text: "42", finish: "stop" }]);
});

test("each role asks its own model, with its own effort", async () => {
  await using server = await ModelServer.start(() => says("ok"));
  const model = modelAt(server, {
    roles: {
      generator: { model: "large", reasoningEffort: "high" },
      navigator: { model: "small" },
    },
  });
  await model.complete(question(), never);
  await model.complete(question({ role: "navigator", temperature: 1 }), never);
  await model.complete(question({ temperature: null }), never);
  expect(server.calls.map(({ body }) => [body.model, body.temperature, body.reasoning_effort])).toEqual([
    ["large", 0.7, "high"],
    ["small", 1, undefined],
    ["large", undefined, "high"],
  ]);
  expect(model.nameFor("generator")).toBe(`large at 127.0.0.1:${server.port}`);
  expect(model.nameFor("rubric")).toBeNull();
  await expect(model.complete(question({ role: "rubric" }), never)).rejects.toMatchObject({
    reason: "model-missing",
    message: "No language model is set for the rubric; set one.",
  });
});

test("thirty calls at once each get their own answer", async () => {
  await using server = await ModelServer.start(({ prompt }) =>
    says(`answer to ${prompt}`, { pieceLength: 2 }),
  );
  const model = modelAt(server);
  const asked = Array.from({ length: 30 }, (_, index) => `question ${index}`);
  const answers = await Promise.all(
    asked.map((content) => model.complete(question({ messages: [{ role: "user", content }] }), never)),
  );
  expect(answers.map(({ texts }) => texts[0]?.text)).toEqual(asked.map((each) => `answer to ${each}`));
});
