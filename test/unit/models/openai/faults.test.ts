import { expect, test } from "vitest";
import { faults, type Reply, says } from "../../../support/modelServer/replies.ts";
import { ModelServer } from "../../../support/modelServer.ts";
import { failureOf, modelAt, never, question } from "./asking.ts";

const key = "sk-test-0123456789abcdef";

/** The server whose script fails, asked once. The address is `HOST` in the message. */
async function askedOnce(
  server: ModelServer,
  settings: Parameters<typeof modelAt>[1] = {},
): Promise<{ readonly reason: string; readonly message: string; readonly usage: unknown }> {
  const { reason, message, usage } = await failureOf(modelAt(server, settings).complete(question(), never));
  expect(message).not.toContain(key);
  return { reason, message: message.replaceAll(`127.0.0.1:${server.port}`, "HOST"), usage };
}

test("a wrong key: says whose, asks once, and never shows it although the server does", async () => {
  await using server = await ModelServer.start([], { key: "another" });
  expect(await askedOnce(server, { apiKey: key })).toEqual({
    reason: "unauthorized",
    message: "HOST does not accept the API key for test-model; set one that is valid there.",
    usage: null,
  });
  expect(server.requests).toHaveLength(1);
});

test("no key where one is wanted: says so", async () => {
  await using server = await ModelServer.start([], { key });
  expect((await askedOnce(server)).message).toBe("HOST wants an API key for test-model; set one.");
});

test("a key without the right to a model: shows what the server says, without the key in it", async () => {
  const error = { message: `Key ${key} is for  project A\nonly.` };
  await using server = await ModelServer.start([{ kind: "status", status: 403, body: { error } }]);
  expect(await askedOnce(server, { apiKey: key })).toMatchObject({
    reason: "unauthorized",
    message: expect.stringContaining("(403: Key [key] is for project A only); check its rights."),
  });
});

test("a model the server does not have: names those that it has", async () => {
  await using server = await ModelServer.start([], { models: ["llama", "qwen"] });
  expect(await askedOnce(server)).toMatchObject({
    reason: "model-missing",
    message: "HOST has no model test-model; choose one that it has: llama, qwen.",
  });
});

test("a base URL that leads past the models: says so rather than that the model is missing", async () => {
  await using server = await ModelServer.start([]);
  expect(await askedOnce(server, { baseUrl: `http://127.0.0.1:${server.port}/api` })).toMatchObject({
    reason: "model-missing",
    message: expect.stringMatching(/^HOST has no language models at \/api, .* usually ends in \/v1\.$/),
  });
});

test.each([
  ["with Retry-After in milliseconds", { "retry-after-ms": "1" }],
  ["with Retry-After as a date that has passed", { "retry-after": "Mon, 01 Jan 2024 00:00:00 GMT" }],
  ["without Retry-After", {}],
])("too many requests, %s: tries again and gets the answer", async (_, headers) => {
  await using server = await ModelServer.start([
    faults.rateLimited(headers),
    faults.rateLimited(headers),
    says("ok"),
  ]);
  const { texts } = await modelAt(server).complete(question(), never);
  expect(texts[0]?.text).toBe("ok");
});

test("too many requests: the server is not asked again before the time it named", async () => {
  await using server = await ModelServer.start([faults.rateLimited({ "retry-after": "1" }), says("ok")]);
  await modelAt(server).complete(question(), never);
  const [first, second] = server.calls.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
});

test("too many requests for longer than is worth waiting: says how long, at once", async () => {
  await using server = await ModelServer.start([faults.rateLimited({ "retry-after": "3600" })]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "rate-limited",
    message: "HOST gets too many requests for test-model and asks to wait 3600 s; try again later.",
  });
  expect(server.calls).toHaveLength(1);
});

test("too many requests, always: gives up after three more", async () => {
  await using server = await ModelServer.start(() => faults.rateLimited());
  expect(await askedOnce(server)).toMatchObject({ reason: "rate-limited" });
  expect(server.calls).toHaveLength(4);
});

test("a quota that is used up: does not ask again, says what helps", async () => {
  await using server = await ModelServer.start([faults.quotaUsedUp()]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "quota",
    message:
      "The quota at HOST is used up, so test-model does not answer; add credit there or choose another model.",
  });
  expect(server.calls).toHaveLength(1);
});

test.each([500, 502, 503, 529])("a server that fails with %i once: gets the answer", async (status) => {
  await using server = await ModelServer.start([faults.serverError(status), says("ok")]);
  expect((await modelAt(server).complete(question(), never)).texts[0]?.text).toBe("ok");
});

test("a server that always fails: says with what", async () => {
  await using server = await ModelServer.start(() => faults.serverError());
  expect(await askedOnce(server)).toEqual({
    reason: "server-error",
    message:
      "HOST failed while test-model was to answer (500: The server had an error while processing your request); try again later.",
    usage: null,
  });
});

test("a prompt that is too long: says so, asks once", async () => {
  await using server = await ModelServer.start([faults.contextTooLong()]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "context-too-long",
    message: "The prompt is longer than test-model at HOST can read; choose a model with a larger context.",
  });
  expect(server.calls).toHaveLength(1);
});

test("a prompt that the content filter refuses: says so", async () => {
  await using server = await ModelServer.start([faults.filtered()]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "refused",
    message: "The content filter of HOST refuses the prompt for test-model; choose another model.",
  });
});

test("a request the server does not take for a reason of its own: shows the reason, one line, not endless", async () => {
  const error = { message: `No \u202ework\u202c today.\n${"Because. ".repeat(1000)}` };
  await using server = await ModelServer.start([{ kind: "status", status: 418, body: { error } }]);
  const { reason, message } = await askedOnce(server);
  expect(reason).toBe("refused");
  expect(message).toMatch(/^HOST does not take the request for test-model \(418: No work today\. Because\./);
  expect(message.length).toBeLessThan(300);
});

test.each([
  [
    "a web page",
    faults.webPage(),
    "HOST sends a web page in the place of an answer of test-model; check the base URL, which usually ends in /v1.",
  ],
  [
    "broken JSON",
    faults.brokenJson(),
    "HOST sends an answer of test-model that is broken JSON; try again or check the server.",
  ],
  [
    "JSON that is no answer",
    { kind: "status", status: 200, body: { hello: "you" } },
    "HOST sends a response without an answer of test-model; check that it speaks the OpenAI protocol.",
  ],
  [
    "nothing",
    { kind: "status", status: 200, body: "" },
    "HOST sends an answer of test-model that is broken JSON; try again or check the server.",
  ],
  [
    "a stream of something else",
    { kind: "events", events: ["[1]", "2"] },
    "HOST sends a response without an answer of test-model; check that it speaks the OpenAI protocol.",
  ],
  [
    "a stream of nothing",
    { kind: "events", events: ["[DONE]"] },
    "HOST sends a response without an answer of test-model; check that it speaks the OpenAI protocol.",
  ],
  [
    "a stream of broken JSON",
    { kind: "events", events: ['{"choices":['] },
    "HOST sends an answer of test-model that is broken JSON; try again or check the server.",
  ],
] satisfies readonly (readonly [string, Reply, string])[])(
  "%s in the place of an answer: says so",
  async (_, reply, message) => {
    await using server = await ModelServer.start([reply]);
    expect(await askedOnce(server)).toEqual({ reason: "malformed", message, usage: null });
  },
);

test("a failure that is told in the middle of a stream: says it, and what was used up", async () => {
  const events = [
    JSON.stringify({ choices: [{ index: 0, delta: { content: "one two" } }] }),
    JSON.stringify({ error: { message: "The GPU is gone.", code: "gpu" } }),
  ];
  await using server = await ModelServer.start([{ kind: "events", events }]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "server-error",
    message: "HOST failed while test-model was to answer (The GPU is gone); try again later.",
    usage: { promptTokens: 17, completionTokens: 2, source: "counted" },
  });
});

test("a failure under the status of success: is a failure", async () => {
  const error = { message: "Provider returned error", code: 502 };
  await using server = await ModelServer.start([{ kind: "status", status: 200, body: { error } }]);
  expect(await askedOnce(server)).toMatchObject({
    reason: "server-error",
    message: "HOST failed while test-model was to answer (Provider returned error); try again later.",
  });
});

test("a connection that is cut before the answer: tries again", async () => {
  await using server = await ModelServer.start([{ kind: "cut" }, says("ok")]);
  expect((await modelAt(server).complete(question(), never)).texts[0]?.text).toBe("ok");
});

test.each([
  ["is cut", { cutAfter: 4 }],
  ["ends without saying why", { finish: null }],
])(
  "a connection that %s in the middle of an answer: half an answer is none, and its cost is known",
  async (_, how) => {
    await using server = await ModelServer.start([says("one two three", { ...how, pieceLength: 4 })]);
    expect(await askedOnce(server)).toMatchObject({
      reason: "unreachable",
      message:
        "The connection to HOST was cut in the middle of an answer of test-model; check the network and the server.",
      usage: { promptTokens: 17, completionTokens: 3, source: "counted" },
    });
    expect(server.calls).toHaveLength(1);
  },
);

test("a server that never answers: says for how long it was waited for, and closes the connection", async () => {
  await using server = await ModelServer.start([{ kind: "stall" }]);
  expect(await askedOnce(server, { timeouts: { firstByteMs: 60 } })).toEqual({
    reason: "timed-out",
    message:
      "test-model at HOST did not begin to answer within 0.06 s; check the server or choose a faster model.",
    usage: null,
  });
  expect(await server.calls[0]?.ended).toBe("left");
});

test("a server that falls silent in the middle of an answer: says so, and what was used up", async () => {
  await using server = await ModelServer.start([says("one two three", { stallAfter: 2, pieceLength: 4 })]);
  expect(await askedOnce(server, { timeouts: { betweenBytesMs: 250 } })).toMatchObject({
    reason: "timed-out",
    message: expect.stringContaining("fell silent for 0.25 s in the middle of an answer"),
    usage: { promptTokens: 17, completionTokens: 1, source: "counted" },
  });
  expect(await server.calls[0]?.ended).toBe("left");
});

test("an answer that drips: is waited for as long as something comes", async () => {
  await using server = await ModelServer.start([says("one two three", { pieceLength: 1, pauseMs: 20 })]);
  const model = modelAt(server, { timeouts: { firstByteMs: 5_000, betweenBytesMs: 5_000 } });
  expect((await model.complete(question(), never)).texts[0]?.text).toBe("one two three");
});

test("an answer that drips for too long altogether: ends", async () => {
  await using server = await ModelServer.start([says("x".repeat(400), { pieceLength: 1, pauseMs: 20 })]);
  expect(await askedOnce(server, { timeouts: { wholeMs: 300 } })).toMatchObject({
    reason: "timed-out",
    message: expect.stringContaining("did not finish its answer within 0.3 s"),
  });
  expect(await server.calls[0]?.ended).toBe("left");
});

test("a server that is gone: says so; once it is back, it is asked as before", async () => {
  await using server = await ModelServer.start(() => says("ok"));
  const model = modelAt(server);
  await model.complete(question(), never);
  await server.kill();
  const { reason, message } = await failureOf(model.complete(question(), never));
  expect(reason).toBe("unreachable");
  expect(message).toBe(
    `Nothing answers at 127.0.0.1:${server.port}, so test-model cannot be asked; start the server or check the base URL.`,
  );
  await server.restart();
  expect((await model.complete(question(), never)).texts[0]?.text).toBe("ok");
});

test("a server that is killed in the middle of an answer: half an answer is none", async () => {
  await using server = await ModelServer.start([says("x".repeat(400), { pieceLength: 1, pauseMs: 20 })]);
  const failing = failureOf(modelAt(server).complete(question(), never));
  await expect.poll(() => server.calls.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await server.kill();
  expect((await failing).reason).toBe("unreachable");
});

test("a server that sends on to another: prompts do not follow", async () => {
  await using other = await ModelServer.start(() => says("mine now"));
  await using server = await ModelServer.start([faults.redirect(`${other.baseUrl}/chat/completions`)]);
  expect((await askedOnce(server)).reason).toBe("model-missing");
  expect(other.requests).toHaveLength(0);
});

test("ten megabytes of text arrive; what never ends does not", async () => {
  const line = JSON.stringify({ choices: [{ index: 0, delta: { content: "x".repeat(1024 * 1024) } }] });
  const end = JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }] });
  await using server = await ModelServer.start([
    { kind: "events", events: [...Array.from({ length: 10 }, () => line), end] },
    { kind: "events", events: Array.from({ length: 40 }, () => line) },
  ]);
  const { texts } = await modelAt(server).complete(question(), never);
  expect(texts[0]?.text).toHaveLength(10 * 1024 * 1024);
  expect(await askedOnce(server)).toMatchObject({
    reason: "malformed",
    message: "HOST sends an answer of test-model that does not end; check the server.",
  });
});
