import { afterEach, expect, test, vi } from "vitest";
import { faults, says } from "../../../support/modelServer/replies.ts";
import { ModelServer } from "../../../support/modelServer.ts";
import { failureOf, modelAt, never, question } from "./asking.ts";

const key = "sk-test-0123456789abcdef";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

test("nothing of the environment reaches the server, and nothing about the machine", async () => {
  const environment = {
    OPENAI_API_KEY: "sk-of-somebody-else",
    OPENAI_ADMIN_KEY: "sk-admin-leaks",
    OPENAI_ORG_ID: "org-leaks",
    OPENAI_PROJECT_ID: "project-leaks",
    OPENAI_BASE_URL: "http://127.0.0.1:1/leaks",
    OPENAI_WEBHOOK_SECRET: "secret-leaks",
    OPENAI_CUSTOM_HEADERS: "X-Leak: header-leaks\nAuthorization: Bearer header-leaks",
    OPENAI_LOG: "debug",
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
  const printed = (["debug", "info", "log", "warn", "error"] as const).map((level) =>
    vi.spyOn(console, level),
  );
  await using server = await ModelServer.start([
    says("ok"),
    { kind: "events", events: ["broken"] },
    faults.unauthorized(key),
  ]);
  const model = modelAt(server, { apiKey: key });
  await model.complete(question(), never);
  await failureOf(model.complete(question(), never));
  await failureOf(model.complete(question(), never));
  for (const { headers } of server.requests) {
    expect(headers).toMatchObject({ authorization: `Bearer ${key}`, "user-agent": "Evolvent" });
    expect(JSON.stringify(headers)).not.toMatch(/leak|stainless|somebody|linux|darwin|win32/i);
  }
  expect(server.requests).toHaveLength(3);
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});

test("without a key, none is sent, also when the environment has one", async () => {
  vi.stubEnv("OPENAI_API_KEY", key);
  await using server = await ModelServer.start([says("ok")]);
  await modelAt(server).complete(question(), never);
  expect(server.requests[0]?.headers).not.toHaveProperty("authorization");
});

test("a failure holds no key, however deep one looks", async () => {
  await using server = await ModelServer.start(() => faults.serverError());
  server.script = [faults.unauthorized(key), { kind: "status", status: 400, body: `bad ${key}` }];
  const model = modelAt(server, { apiKey: key });
  for (let call = 0; call < 2; call += 1) {
    const failure = await failureOf(model.complete(question(), never));
    const { inspect } = await import("node:util");
    expect(inspect(failure, { depth: 20, showHidden: true })).not.toContain(key);
  }
});

test.each([
  ["ftp://models.example/v1", "is no web address"],
  ["models.example/v1", "is no web address"],
  ["https://me:secret@models.example/v1", "at models.example holds more than host and path"],
  ["https://models.example/v1?api-version=1", "at models.example holds more than host and path"],
  ["http://models.example/v1", "would travel to models.example for all to read"],
  ["http://192.169.1.1/v1", "would travel to 192.169.1.1 for all to read"],
])("the base URL %s is refused with one sentence", (baseUrl, sentence) => {
  expect(() => modelAt({ baseUrl }, { apiKey: key })).toThrow(
    expect.objectContaining({ reason: "bad-spec", message: expect.stringContaining(sentence) }),
  );
  expect(() => modelAt({ baseUrl }, { apiKey: key })).not.toThrow(/secret|sk-test/);
});

test.each([
  "http://localhost:11434/v1/",
  "http://[::1]:8080/v1",
  "http://10.1.2.3/v1",
  "http://box.local/v1",
  "http://vllm:8000/v1",
  "https://models.example/v1",
])("the base URL %s is taken", (baseUrl) => {
  expect(modelAt({ baseUrl }, { apiKey: key }).nameFor("generator")).toContain(new URL(baseUrl).host);
});

test.each(["", "  ", "sk-one\nsk-two", "sk-ключ", "a b"])(
  "the key %j is refused without being shown",
  (apiKey) => {
    const opened = (): unknown => modelAt({ baseUrl: "https://models.example/v1" }, { apiKey });
    expect(opened).toThrow(expect.objectContaining({ reason: "bad-key" }));
    expect(opened).toThrow(
      /^The API key for models\.example (is empty|holds blanks or other characters that no key has); copy it again\.$/,
    );
  },
);
