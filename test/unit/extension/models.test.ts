import { describe, expect, it, vi } from "vitest";
import type { RunSpec } from "../../../src/engine/domain/runSpec.ts";
import { ApiKeys, originOf } from "../../../src/extension/models/apiKeys.ts";
import { chosenModel, isThisMachine, type ModelSettings } from "../../../src/extension/models/chosenModel.ts";
import { ModelProblem } from "../../../src/extension/models/modelProblem.ts";
import { withModel } from "../../../src/extension/models/modelSettings.ts";
import { SendingConsents } from "../../../src/extension/models/sendingConsents.ts";

const shown = vi.hoisted(() => ({ answer: undefined as string | undefined, asked: [] as string[] }));

// Hoisted above the imports.
vi.mock("vscode", () => ({
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
  },
  window: {
    showWarningMessage: async (question: string, options: { detail: string }) => {
      shown.asked.push(`${question}\n${options.detail}`);
      return shown.answer;
    },
  },
}));

const settings: ModelSettings = {
  search: "hybrid",
  provider: "server",
  baseUrl: "https://api.openai.com/v1",
  name: "gpt-5-mini",
  price: null,
  roles: {},
  tokens: 0,
  money: 0,
};

const spec: RunSpec = {
  name: "unique",
  target: { file: "src/lists.js", symbol: "unique" },
  benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
  tests: null,
  budget: { candidates: 4, minutes: 2 },
  seed: 1,
};

function problemIn(task: () => unknown): ModelProblem {
  try {
    task();
  } catch (error) {
    if (error instanceof ModelProblem) return error;
    throw error;
  }
  throw new Error("There is no problem.");
}

/** A memory of VS Code's kind. */
function memento() {
  const values = new Map<string, unknown>();
  return {
    values,
    get: <Value>(key: string) => values.get(key) as Value | undefined,
    update: async (key: string, value: unknown) => void values.set(key, value),
  };
}

describe("The language model of the settings", () => {
  it("is none while rules search alone, whatever else is set", () => {
    expect(chosenModel({ ...settings, search: "rules" })).toBeNull();
    expect(withModel(spec, { ...settings, search: "rules" })).toBe(spec);
  });

  it("is one of a server, or one of VS Code by vendor and id", () => {
    expect(chosenModel(settings)).toEqual({
      kind: "server",
      model: "gpt-5-mini",
      baseUrl: "https://api.openai.com/v1",
    });
    expect(chosenModel({ ...settings, provider: "vscode", name: "copilot/org/gpt-5" })).toEqual({
      kind: "editor",
      model: "copilot/org/gpt-5",
      vendor: "copilot",
      id: "org/gpt-5",
    });
  });

  it.each([
    ["no name", { ...settings, name: " " }],
    ["a name without a vendor", { ...settings, provider: "vscode", name: "gpt-5" }],
  ] as const)("with %s, the way out is to choose one", (_, wrong) => {
    expect(problemIn(() => chosenModel(wrong)).remedy).toBe("evolvent.chooseModel");
  });

  it("comes into the spec with the limits of the settings", () => {
    expect(withModel(spec, { ...settings, tokens: 20_000, money: 0.5 })).toEqual({
      ...spec,
      models: { search: "hybrid", model: "gpt-5-mini" },
      budget: { candidates: 4, minutes: 2, tokens: 20_000, money: 0.5 },
    });
  });

  it("is never another because a repository's spec says so", () => {
    const other: RunSpec = { ...spec, models: { search: "models", model: "other" } };
    expect(problemIn(() => withModel(other, settings)).message).toContain(
      "asks for the language model other",
    );
    expect(problemIn(() => withModel(other, { ...settings, search: "rules" })).remedy).toBe(
      "evolvent.chooseModel",
    );
  });

  it("may use less than the settings allow, and never more", () => {
    const budget = { ...spec.budget, tokens: 5_000, money: 9 };
    const { tokens, money } = withModel(
      { ...spec, budget },
      { ...settings, tokens: 20_000, money: 1 },
    ).budget;
    expect({ tokens, money }).toEqual({ tokens: 5_000, money: 1 });
  });

  it("costs what the settings say, and not what a repository's spec says", () => {
    const price = { prompt: 0, completion: 0 };
    const cheap: RunSpec = { ...spec, models: { search: "models", model: "gpt-5-mini", price } };
    expect(withModel(cheap, settings).models).toEqual({ search: "models", model: "gpt-5-mini" });
    const own = { ...settings, name: "made-up", money: 1, price: { prompt: 1, completion: 2 } };
    expect(withModel(spec, own).models?.price).toEqual({ prompt: 1, completion: 2 });
    const wrong = { ...settings, price: { prompt: -1, completion: 2 } };
    expect(problemIn(() => withModel(spec, wrong)).message).toContain("no price");
  });

  it("has other models and parameters by role, which a repository's spec cannot bring", () => {
    const roles = { navigator: { model: "gpt-5-nano", answerTokens: 900 } };
    expect(withModel(spec, { ...settings, roles }).models).toEqual({
      search: "hybrid",
      model: "gpt-5-mini",
      roles,
    });
    const models = { search: "models", model: "gpt-5-mini", roles: { sampler: { model: "o3" } } } as const;
    expect(problemIn(() => withModel({ ...spec, models }, settings)).message).toContain("o3 as sampler");
    const rivals = {
      search: "models",
      model: "gpt-5-mini",
      roles: { generator: { rivals: [{ model: "o3" }] } },
    } as const;
    expect(() => withModel({ ...spec, models: rivals }, settings)).toThrow("o3 as generator");
    expect(withModel({ ...spec, models: rivals }, { ...settings, roles: rivals.roles }).models).toMatchObject(
      { roles: rivals.roles },
    );
    const repeated = { ...settings, roles: { generator: { rivals: [{ model: "gpt-5-mini" }] } } };
    expect(() => withModel(spec, repeated)).toThrow("names gpt-5-mini twice");
    const malformed = { ...settings, roles: JSON.parse('{"navigator": {"effort": "low"}}') };
    expect(problemIn(() => withModel(spec, malformed)).message).toContain("malformed");
    const ofEditor = { ...settings, provider: "vscode", name: "copilot/gpt-5", roles } as const;
    expect(problemIn(() => withModel(spec, ofEditor)).message).toContain("VS Code");
    const unpriced = { ...settings, money: 1, roles: { navigator: { model: "made-up" } } };
    expect(problemIn(() => withModel(spec, unpriced)).message).toContain("price of made-up");
    const twice = {
      ...settings,
      price: { prompt: 1, completion: 2 },
      roles: { navigator: { model: "gpt-5-mini", price: { prompt: 2, completion: 2 } } },
    };
    expect(problemIn(() => withModel(spec, twice)).message).toContain("another price");
  });

  it("has no limit in money where its price is not known", () => {
    for (const wrong of [
      { ...settings, name: "made-up", money: 1 },
      { ...settings, provider: "vscode", name: "copilot/gpt-5", money: 1 },
    ] as const) {
      expect(problemIn(() => withModel(spec, wrong)).message).toContain("price");
    }
  });
});

describe("A server", () => {
  it.each([
    "http://localhost:11434/v1",
    "http://127.0.0.1:8000/v1",
    "http://[::1]:1234/v1",
    "http://x.localhost",
  ])("%s is on this machine", (baseUrl) => expect(isThisMachine(baseUrl)).toBe(true));

  it.each([
    "https://api.openai.com/v1",
    "http://192.168.1.2/v1",
    "https://127.0.0.1.example.com",
    "https://localhost.example.com",
    "https://mylocalhost",
    "no address",
  ])("%s is elsewhere", (baseUrl) => expect(isThisMachine(baseUrl)).toBe(false));
});

describe("API keys", () => {
  it("go to the server they were set for, and to no other", async () => {
    const [secrets, state] = [memento(), memento()];
    const store = {
      get: async (name: string) => secrets.get<string>(name),
      store: async (name: string, key: string) => void secrets.values.set(name, key),
      delete: async (name: string) => void secrets.values.delete(name),
    };
    const keys = new ApiKeys({ secrets: store, state });
    await keys.set("https://api.example.com/v1", "sk-one");
    expect(await keys.of("https://api.example.com/other/")).toBe("sk-one");
    for (const other of [
      "https://example.com/v1",
      "http://api.example.com/v1",
      "https://api.example.com:444",
      "x",
    ]) {
      expect(await keys.of(other)).toBeNull();
    }
    expect(JSON.stringify([...state.values])).not.toContain("sk-one");
    expect(keys.origins).toEqual(["https://api.example.com"]);
    await keys.remove("https://api.example.com");
    expect(await keys.of("https://api.example.com/v1")).toBeNull();
    expect(keys.origins).toEqual([]);
  });

  it("have a server that is a web address", () => {
    expect(originOf("file:///etc/passwd")).toBeNull();
    expect(originOf(" https://api.example.com/v1 ")).toBe("https://api.example.com");
  });
});

describe("Sending code away", () => {
  const sending = {
    repository: "/work/project",
    server: "https://api.example.com",
    name: "api.example.com",
    model: "gpt-5",
    target: spec.target,
  };

  it("is asked once for a repository and a server, and again once it is revoked", async () => {
    const consents = new SendingConsents(memento());
    shown.asked.length = 0;
    shown.answer = undefined;
    expect(await consents.allow(sending)).toBe(false);
    expect(shown.asked[0]).toContain("api.example.com gets, for gpt-5: the code of unique");
    shown.answer = "Send";
    expect(await consents.allow(sending)).toBe(true);
    shown.answer = undefined;
    expect(await consents.allow(sending)).toBe(true);
    expect(shown.asked).toHaveLength(2);
    expect(await consents.allow({ ...sending, server: "https://other.example.com" })).toBe(false);
    expect(await consents.allow({ ...sending, repository: "/work/other" })).toBe(false);
    expect(consents.serversOf(["/work/project"])).toEqual(["https://api.example.com"]);
    await consents.revoke(["/work/project"]);
    expect(await consents.allow(sending)).toBe(false);
  });

  it("is not allowed by what is kept in another form", async () => {
    const state = memento();
    state.values.set("evolvent.sending", [{ repository: "/work/project" }, "https://api.example.com", null]);
    shown.answer = undefined;
    expect(await new SendingConsents(state).allow(sending)).toBe(false);
  });
});
