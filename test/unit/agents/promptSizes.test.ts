import { countTokens } from "gpt-tokenizer/encoding/o200k_base";
import { describe, expect, it } from "vitest";
import type { ModelAgentOptions } from "../../../src/engine/agents/asker.ts";
import { navigatorBudget, navigatorPrompt } from "../../../src/engine/agents/navigator/prompt.ts";
import { navigatorQuestion } from "../../../src/engine/agents/navigator/question.ts";
import { poolOf } from "../../../src/engine/agents/sampler/pool.ts";
import { samplerBudget, samplerPrompt } from "../../../src/engine/agents/sampler/prompt.ts";
import { samplerQuestion } from "../../../src/engine/agents/sampler/question.ts";
import { summarizerBudget, summarizerPrompt } from "../../../src/engine/agents/summarizer/prompt.ts";
import { longRun, step } from "./family.ts";
import { ScriptedModel } from "./scriptedModel.ts";

class CountingModel extends ScriptedModel {
  override tokensOf(_role: string, text: string): number {
    return countTokens(text);
  }
}

const options: ModelAgentOptions = { model: new CountingModel([]), redact: (text) => text };
const total = (budget: Readonly<Record<string, { readonly tokens: number }>>) =>
  Object.values(budget).reduce((sum, { tokens }) => sum + tokens, 0);
/** Titles of sections. */
const titles = 60;

function navigatorTokens(count: number): number {
  const run = longRun(count);
  const directions = Array.from({ length: Math.ceil(count / 5) }, (_, id) => ({
    id,
    idea: `Idea number ${id}: trade memory for time where rows repeat, since tables paid.`,
    operators: [],
    credit: 0,
    trials: 0,
  }));
  const input = {
    transitions: run.map((child) => step(child, 0.1)),
    directions: directions.slice(-5),
    earlier: directions.slice(0, -5),
    operators: Array.from({ length: Math.min(12, count) }, (_, index) => `operator-${index}`),
    voice: {
      pinned: [],
      forbidden: [],
      notes: run
        .filter(({ number }) => number % 9 === 0)
        .map(({ number }) => ({ candidate: number, text: "remember this one" })),
    },
  };
  const { user } = navigatorPrompt(navigatorQuestion(input, "Make it use less CPU time."), options);
  return countTokens(user);
}

function samplerTokens(count: number): number {
  const input = { parent: count - 1, pool: longRun(count), count: 3, direction: "Trade memory for time." };
  return countTokens(samplerPrompt(samplerQuestion(input, poolOf(input)), options).user);
}

describe("the size of a prompt, in tokens", () => {
  it.each([
    ["Navigator", navigatorTokens, navigatorBudget],
    ["Sampler", samplerTokens, samplerBudget],
  ])("of the %s is flat over 10, 100 and 1000 candidates", (_, tokens, budget) => {
    const [few, many, most] = [tokens(10), tokens(100), tokens(1_000)];
    expect(most).toBeLessThan(1.1 * many);
    expect(Math.max(few, many, most)).toBeLessThan(total(budget) + titles);
  });

  it("of the Summarizer keeps to its budget for a candidate of any size", () => {
    for (const lines of [10, 100, 1_000, 10_000]) {
      const code = (word: string) => ({
        target: Array.from(
          { length: lines },
          (_, line) => `  const ${word}${line} = compute(${line}, rows);`,
        ).join("\n"),
        helpers: [],
      });
      const [parent] = longRun(1);
      const abstract = parent?.abstract ?? { inherits: [], introduces: [], failure: null };
      const { user } = summarizerPrompt(
        {
          operator: "mutate",
          summary: "word ".repeat(lines),
          code: code("after"),
          parents: [
            { code: code("before"), abstract },
            { code: code("other"), abstract },
          ],
          verdict: { kind: "rejected", gate: "tests", reason: "expected 1 but got 2, ".repeat(lines) },
        },
        options,
      );
      expect(countTokens(user)).toBeLessThan(
        total(summarizerBudget) + summarizerBudget.parent.tokens + 2 * titles,
      );
    }
  });

  it("of instructions is small", () => {
    const empty = { transitions: [], directions: [], operators: [] };
    const input = { parent: 0, pool: longRun(20), count: 3 };
    const code = { target: "a", helpers: [] };
    const systems = [
      navigatorPrompt(navigatorQuestion(empty, "task"), options),
      samplerPrompt(samplerQuestion(input, poolOf(input)), options),
      summarizerPrompt(
        {
          operator: "",
          summary: "",
          code,
          parents: [],
          verdict: { kind: "rejected", gate: "tests", reason: "" },
        },
        options,
      ),
    ].map(({ system }) => countTokens(system));
    expect(Math.max(...systems)).toBeLessThan(330);
  });
});
