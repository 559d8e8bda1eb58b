import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Timeouts } from "../../../src/adapters/models/openai/patience.ts";
import {
  type ModelAnswer,
  ModelFailure,
  type ModelMessage,
  type ModelRequest,
} from "../../../src/engine/languageModel.ts";
import { type EditorChat, EditorModel } from "../../../src/extension/models/editorModel.ts";

const request: ModelRequest = {
  role: "generator",
  messages: [
    { role: "system", content: "Be brief." },
    { role: "user", content: "Make it faster." },
  ],
  shape: null,
  maxTokens: 100,
  temperature: 0.7,
  answers: 2,
};

/** One token for a word. */
const tokenizer = { count: (text: string) => text.split(/\s+/).filter((word) => word !== "").length };

type Ask = EditorChat["ask"];

function says(...pieces: readonly string[]): Ask {
  return async function* () {
    yield* pieces;
  };
}

function fails(error: unknown, ...pieces: readonly string[]): Ask {
  return async function* () {
    yield* pieces;
    throw error;
  };
}

/** An error of VS Code's kind. */
function coded(code: string, message = ""): Error {
  return Object.assign(new Error(message), { code });
}

function modelOf(ask: Ask, more: Partial<EditorChat> = {}, timeouts: Partial<Timeouts> = {}): EditorModel {
  const chat: EditorChat = {
    maxInputTokens: 1000,
    ask,
    countTokens: async (text) => 10 * tokenizer.count(text),
    ...more,
  };
  return new EditorModel({ chat, name: "copilot/gpt-5", tokenizer, timeouts });
}

function complete(model: EditorModel, more: Partial<ModelRequest> = {}): Promise<ModelAnswer> {
  return model.complete({ ...request, ...more }, new AbortController().signal);
}

async function failureOf(model: EditorModel): Promise<ModelFailure> {
  const error = await complete(model).catch((thrown: unknown) => thrown);
  if (error instanceof ModelFailure) return error;
  throw new Error(`No failure: ${String(error)}`);
}

describe("A language model of VS Code", () => {
  it("gives what it streams as one answer, with the tokens that VS Code counts", async () => {
    const { texts, usage, model } = await complete(modelOf(says("one ", "two ", "three")));
    expect(texts).toEqual([{ text: "one two three", finish: "stop" }]);
    expect(usage).toEqual({ promptTokens: 54, completionTokens: 30, cachedTokens: 0, source: "counted" });
    expect(model).toBe("copilot/gpt-5");
  });

  it("is told instructions and form in words, for VS Code has no other way", async () => {
    let asked: readonly ModelMessage[] = [];
    const model = modelOf(async function* (messages) {
      asked = messages;
      yield "{}";
    });
    await complete(model, { shape: { name: "advice", schema: { type: "object" } } });
    expect(asked).toHaveLength(1);
    expect(asked[0]?.role).toBe("user");
    expect(asked[0]?.content).toMatch(
      /^Be brief\.[\s\S]*JSON Schema:\n\{"type":"object"\}[\s\S]*Make it faster\.$/,
    );
  });

  it("counts by itself where VS Code cannot", async () => {
    const model = modelOf(says("one two"), { countTokens: () => Promise.reject(new Error("gone")) });
    expect((await complete(model)).usage).toMatchObject({ promptTokens: 9, completionTokens: 2 });
  });

  it("is stopped at the most tokens, and the answer counts as cut off", async () => {
    let isClosed = false;
    const model = modelOf(async function* () {
      try {
        for (;;) yield "word ";
      } finally {
        isClosed = true;
      }
    });
    const { texts } = await complete(model, { maxTokens: 3 });
    expect(texts).toEqual([{ text: "word word word ", finish: "length" }]);
    expect(isClosed).toBe(true);
  });

  it("is not stopped early because its answer comes letter by letter", async () => {
    const { texts } = await complete(modelOf(says(..."one two three")), { maxTokens: 5 });
    expect(texts).toEqual([{ text: "one two three", finish: "stop" }]);
  });

  it.each([true, false])(
    "ends at once when it is cancelled in the middle; heeding that: %s",
    async (heeds) => {
      const stop = new AbortController();
      const reason = new Error("stopped");
      const model = modelOf(async function* (_, signal) {
        yield "one ";
        stop.abort(reason);
        await wait(heeds ? 0 : 20, undefined, heeds ? { signal } : {});
        yield "two";
      });
      await expect(model.complete(request, stop.signal)).rejects.toBe(reason);
    },
  );

  it("is not asked when it is cancelled before", async () => {
    const model = modelOf(() => {
      throw new Error("asked");
    });
    await expect(model.complete(request, AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
  });

  it("does not get a prompt that it cannot read", async () => {
    const failure = await failureOf(modelOf(says("x"), { maxInputTokens: 20 }));
    expect(failure.reason).toBe("context-too-long");
    expect(failure.message).toContain("54 tokens");
  });

  it("fails with what it cost when it breaks off", async () => {
    const failure = await failureOf(modelOf(fails(new Error("fetch failed"), "one two ")));
    expect(failure.reason).toBe("unreachable");
    expect(failure.usage).toMatchObject({ promptTokens: 54, completionTokens: 2 });
  });

  it("gives no empty answer", async () => {
    expect((await failureOf(modelOf(says()))).reason).toBe("malformed");
  });

  it.each([
    ["first byte", { firstByteMs: 10 }, []],
    ["next byte", { betweenBytesMs: 10 }, ["one"]],
    ["end", { wholeMs: 10 }, ["one"]],
  ] as const)("is not waited for longer than the %s may take", async (_, timeouts, pieces) => {
    const model = modelOf(
      async function* () {
        yield* pieces;
        await new Promise(() => undefined);
      },
      {},
      timeouts,
    );
    expect((await failureOf(model)).reason).toBe("timed-out");
  });

  it.each([
    ["no consent", coded("NoPermissions"), "unauthorized"],
    ["a block", coded("Blocked"), "quota"],
    ["a model that is gone", coded("NotFound"), "model-missing"],
    ["a used-up quota", coded("Unknown", "You have exhausted your premium requests quota"), "quota"],
    ["too many requests", coded("Unknown", "Sorry, you have been rate-limited."), "rate-limited"],
    ["no network", new Error("Request failed", { cause: new Error("getaddrinfo ENOTFOUND") }), "unreachable"],
    ["a prompt that is too long", new Error("Message exceeds token limit."), "context-too-long"],
    ["a filter", coded("off_topic", "Response got filtered."), "refused"],
    ["something unknown", new Error("Oops\n it broke."), "server-error"],
    ["no error at all", "what?", "server-error"],
  ] as const)("says in one sentence that it fails by %s", async (_, error, reason) => {
    const failure = await failureOf(modelOf(fails(error)));
    expect(failure.reason).toBe(reason);
    expect(failure.usage).toBeNull();
    expect(failure.message).toMatch(/^copilot\/gpt-5 in VS Code [^\n]+\.$/);
  });
});
