import { describe, expect, it } from "vitest";
import { leavingText, type ModelOptions, modelsFrom } from "../../../src/cli/modelOptions.ts";
import {
  rivalArgument,
  roleModelArgument,
  rolePriceArgument,
  roleSettingArgument,
} from "../../../src/cli/roleArguments.ts";
import type { ModelsSpec } from "../../../src/engine/domain/modelsSpec.ts";
import type { RunSpec } from "../../../src/engine/domain/runSpec.ts";

const nano = { model: "gpt-5-nano" };

function saved(models: ModelsSpec): RunSpec {
  return {
    name: "score",
    target: { file: "src/score.js", symbol: "score" },
    benchmark: { kind: "function", inputs: { kind: "types" } },
    tests: null,
    models,
    budget: { candidates: 4, minutes: 2 },
    seed: 1,
  };
}

function refusal(options: ModelOptions, spec: RunSpec | null = null): string {
  try {
    modelsFrom(options, spec);
  } catch (error) {
    if (error instanceof Error) return error.message;
  }
  throw new Error("It was not refused.");
}

describe("A role", () => {
  it("has the model, the price and the parameters that the command line says of it", () => {
    const roleModel = roleModelArgument("sampler=org/small", roleModelArgument("navigator=gpt-5-nano"));
    const rolePrice = rolePriceArgument("navigator=1/2");
    const roleSet = roleSettingArgument(
      "generator.tokens=9000",
      roleSettingArgument("navigator.effort=low", roleSettingArgument("navigator.temperature=0.3")),
    );
    expect(modelsFrom({ model: "gpt-5", roleModel, rolePrice, roleSet }, null)).toEqual({
      search: "hybrid",
      model: "gpt-5",
      roles: {
        navigator: {
          ...nano,
          price: { prompt: 1, completion: 2 },
          reasoningEffort: "low",
          temperature: 0.3,
        },
        sampler: { model: "org/small" },
        generator: { answerTokens: 9000 },
      },
    });
  });

  it.each([
    [rivalArgument, "=1/2", "name a model"],
    [rivalArgument, "gpt-5-nano=cheap", "dollars"],
    [roleModelArgument, "navigator", "navigator=gpt-5-nano"],
    [roleModelArgument, "judge=gpt-5", "role"],
    [rolePriceArgument, "navigator=cheap", "dollars"],
    [roleSettingArgument, "navigator.effort=endless", "effort"],
    [roleSettingArgument, "navigator.temperature=3", "temperature"],
    [roleSettingArgument, "navigator.tokens=1", "whole number"],
    [roleSettingArgument, "navigator.mood=good", "temperature, effort or tokens"],
  ] as const)("is refused when malformed, with a sentence: %o %s", (argument, text, words) => {
    expect(() => argument(text)).toThrow(words);
  });

  it("has a price only with a model of its own", () => {
    const rolePrice = rolePriceArgument("sampler=1/2");
    expect(refusal({ model: "gpt-5", rolePrice })).toContain("--role-model");
  });

  it("of a saved spec has another model only for a user who names it or the server", () => {
    const spec = saved({ search: "models", model: "gpt-5", roles: { navigator: { model: "dear" } } });
    expect(refusal({ model: "gpt-5" }, spec)).toContain("--role-model navigator=dear");
    const roleModel = roleModelArgument("navigator=dear");
    expect(modelsFrom({ model: "gpt-5", roleModel }, spec)?.roles).toEqual({ navigator: { model: "dear" } });
    expect(modelsFrom({ baseUrl: "http://localhost/v1" }, spec)?.roles).toEqual(spec.models?.roles);
  });

  it("with a model of unknown price refuses a budget in money, and takes it once the price is said", () => {
    const roleModel = roleModelArgument("sampler=made-up");
    expect(refusal({ model: "gpt-5", money: 1, roleModel })).toContain("price of made-up");
    const rolePrice = rolePriceArgument("sampler=1/2");
    expect(
      modelsFrom({ model: "gpt-5", money: 1, roleModel, rolePrice }, null)?.roles?.sampler?.price,
    ).toEqual({
      prompt: 1,
      completion: 2,
    });
  });

  it("is among what the user is told before anything leaves the machine", () => {
    const models: ModelsSpec = { search: "hybrid", model: "gpt-5", roles: { navigator: nano } };
    const endpoint = { baseUrl: "https://models.example/v1", apiKey: null };
    expect(leavingText(saved(models), models, endpoint)).toContain(
      "models.example gets, for gpt-5 and gpt-5-nano:",
    );
  });
});

describe("A rival", () => {
  const rivals = [{ model: "made-up", answerTokens: 700 }];

  it("competes in making proposals, with a price of its own", () => {
    const rival = rivalArgument("made-up=1/2", rivalArgument("gpt-5-nano"));
    const models = modelsFrom({ model: "gpt-5", money: 1, rival }, null);
    expect(models?.roles).toEqual({
      generator: { rivals: [nano, { model: "made-up", price: { prompt: 1, completion: 2 } }] },
    });
  });

  it("of unknown price refuses a budget in money", () => {
    const rival = rivalArgument("made-up");
    expect(refusal({ model: "gpt-5", money: 1, rival })).toContain("--rival made-up=");
  });

  it("is another model than those it competes with", () => {
    expect(refusal({ model: "gpt-5", rival: rivalArgument("gpt-5") })).toContain("gpt-5 is named twice");
  });

  it("of a saved spec is asked only for a user who names rivals or the server", () => {
    const spec = saved({ search: "models", model: "gpt-5", roles: { generator: { rivals } } });
    expect(refusal({ model: "gpt-5" }, spec)).toContain("--rival made-up");
    const rival = rivalArgument("made-up");
    expect(modelsFrom({ model: "gpt-5", rival }, spec)?.roles).toEqual({ generator: { rivals } });
    expect(modelsFrom({ baseUrl: "http://localhost/v1" }, spec)?.roles).toEqual({ generator: { rivals } });
    expect(modelsFrom({ model: "gpt-5", rival: rivalArgument("o3") }, spec)?.roles).toEqual({
      generator: { rivals: [{ model: "o3" }] },
    });
  });
});
