import { appendFile, mkdtemp, readFile, realpath, rm, stat, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openOpenAiModel } from "../../../src/adapters/models/openai/openOpenAiModel.ts";
import { RecordedModel } from "../../../src/adapters/models/recorded/recordedModel.ts";
import { RecordingModel } from "../../../src/adapters/models/recorded/recordingModel.ts";
import type { LanguageModel, ModelRequest } from "../../../src/engine/languageModel.ts";
import { faults, says } from "../../support/modelServer/replies.ts";
import { ModelServer } from "../../support/modelServer.ts";
import { failureOf, never, question, shape } from "./openai/asking.ts";

const key = "sk-test-0123456789abcdef";

let folder = "";
let file = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-recording-")));
  file = path.join(folder, "models.jsonl");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function modelOf(server: ModelServer): Promise<LanguageModel> {
  return openOpenAiModel({
    baseUrl: server.baseUrl,
    apiKey: key,
    roles: { generator: { model: "test-model" }, navigator: { model: "small" } },
    retries: { most: 0 },
  });
}

function asking(content: string, of: Partial<ModelRequest> = {}): ModelRequest {
  return question({ messages: [{ role: "user", content }], ...of });
}

test("a recording gives every answer again, in the order of the requests, however they overlapped", async () => {
  const requests = [
    asking("a"),
    asking("b", { shape }),
    asking("a"),
    asking("c", { answers: 2 }),
    asking("a"),
  ];
  await using server = await ModelServer.start(({ prompt, index }) =>
    says([`${prompt} ${index}`, "other"], { pauseMs: index % 2 === 0 ? 5 : 0 }),
  );
  const recording = await RecordingModel.open(await modelOf(server), file);
  const answers = await Promise.all(requests.map((request) => recording.complete(request, never)));
  await recording.close();
  await server.kill();

  const recorded = await RecordedModel.open(file);
  const again = await Promise.all(requests.map((request) => recorded.complete(request, never)));
  expect(again).toEqual(answers);
  expect(recorded.nameFor("generator")).toBe(recording.nameFor("generator"));
  expect(recorded.nameFor("rubric")).toBeNull();
  expect(recorded.tokensOf("generator", "hello world")).toBe(recording.tokensOf("generator", "hello world"));
});

test("what failed fails again, with the same sentence and cost", async () => {
  await using server = await ModelServer.start([
    faults.quotaUsedUp(),
    says("one two three", { cutAfter: 3 }),
  ]);
  const recording = await RecordingModel.open(await modelOf(server), file);
  const failures = [
    await failureOf(recording.complete(asking("a"), never)),
    await failureOf(recording.complete(asking("b"), never)),
  ];
  await recording.close();
  const recorded = await RecordedModel.open(file);
  for (const [index, content] of ["a", "b"].entries()) {
    const { reason, message, usage } = await failureOf(recorded.complete(asking(content), never));
    expect({ reason, message, usage }).toMatchObject({
      reason: failures[index]?.reason,
      message: failures[index]?.message,
      usage: failures[index]?.usage,
    });
  }
  expect(failures[1]?.usage?.source).toBe("counted");
});

test("a request is the same by what it says, not by the order in which it says it", async () => {
  await using server = await ModelServer.start([says("{}")]);
  const recording = await RecordingModel.open(await modelOf(server), file);
  await recording.complete(asking("a", { shape }), never);
  await recording.close();
  const recorded = await RecordedModel.open(file);
  const turned = {
    name: "idea",
    schema: Object.fromEntries(Object.entries(shape?.schema ?? {}).toReversed()),
  };
  const { texts } = await recorded.complete(asking("a", { shape: turned }), never);
  expect(texts[0]?.text).toBe("{}");
});

test.each([
  ["another prompt", asking("b")],
  ["another temperature", asking("a", { temperature: 0.2 })],
  ["another role", asking("a", { role: "navigator" })],
  ["another number of answers", asking("a", { answers: 2 })],
  ["once more", asking("a")],
])("a replay that asks something else (%s) ends with one sentence", async (_, other) => {
  await using server = await ModelServer.start([says("ok")]);
  const recording = await RecordingModel.open(await modelOf(server), file);
  await recording.complete(asking("a"), never);
  await recording.close();
  const recorded = await RecordedModel.open(file);
  await recorded.complete(asking("a"), never);
  await expect(recorded.complete(other, never)).rejects.toMatchObject({
    name: "RunError",
    reason: "replay-differs",
    message: `The recording ${file} holds no answer to a request of the ${other.role}; replay it with the code, settings and version of Evolvent that it was made with.`,
  });
});

test("a run that was stopped replays up to there", async () => {
  await using server = await ModelServer.start([{ kind: "stall" }]);
  const recording = await RecordingModel.open(await modelOf(server), file);
  const cancel = new AbortController();
  const call = recording.complete(asking("a"), cancel.signal).catch((error: unknown) => error);
  await expect.poll(() => server.calls.length).toBe(1);
  cancel.abort(new Error("stopped"));
  expect(await call).toMatchObject({ message: "stopped" });
  await recording.close();
  const recorded = await RecordedModel.open(file);
  await expect(recorded.complete(asking("a"), never)).rejects.toThrow(/ends where the run was stopped/);
});

test("neither the key nor a header is in a recording, also when the server repeats the key", async () => {
  await using server = await ModelServer.start([faults.unauthorized(key), says("ok")]);
  const recording = await RecordingModel.open(await modelOf(server), file);
  await failureOf(recording.complete(asking("a"), never));
  await recording.complete(asking("b"), never);
  await recording.close();
  const text = await readFile(file, "utf8");
  expect(text).not.toContain(key);
  expect(text).not.toMatch(/bearer|authorization|user-agent/i);
  if (process.platform !== "win32") expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test("a run that is resumed goes on with its recording, without the line that a crash cut off", async () => {
  await using server = await ModelServer.start(({ index }) => says(`answer ${index}`));
  for (let part = 0; part < 2; part += 1) {
    const recording = await RecordingModel.open(await modelOf(server), file);
    await recording.complete(asking("a"), never);
    await recording.close();
    if (part === 0) await appendFile(file, '{"kind":"exchange","key":"');
  }
  const recorded = await RecordedModel.open(file);
  const texts = [await recorded.complete(asking("a"), never), await recorded.complete(asking("a"), never)];
  expect(texts.map((answer) => answer.texts[0]?.text)).toEqual(["answer 0", "answer 1"]);
});

test("a file that is missing or no recording is refused, naming the line", async () => {
  await expect(RecordedModel.open(file)).rejects.toMatchObject({ reason: "run-missing" });
  await writeFile(file, '{"kind":"models","names":{}}\n{"kind":"models"}\n');
  await expect(RecordedModel.open(file)).rejects.toMatchObject({
    reason: "journal-broken",
    message: `Line 2 of ${file} is not a line of a recording; record the run again.`,
  });
});
