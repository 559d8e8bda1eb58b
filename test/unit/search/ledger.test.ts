import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moneyText } from "../../../src/engine/domain/moneyText.ts";
import { listPrices, type Price, priceOf } from "../../../src/engine/domain/prices.ts";
import type { ModelUsage } from "../../../src/engine/languageModel.ts";
import { type CallPlan, Ledger, type Limits } from "../../../src/engine/search/ledger.ts";
import { estimateRun } from "../../../src/engine/search/runEstimate.ts";

const unlimited: Limits = { tokens: null, dollars: null, minutes: null, candidates: null };
const prices: readonly Price[] = [{ pattern: "small", prompt: 1, cached: 0.1, completion: 10 }];
const plan: CallPlan = { role: "generator", model: "small", promptTokens: 1000, completionTokens: 500 };

function ledger(limits: Partial<Limits> = {}, now = () => 0) {
  return new Ledger({ limits: { ...unlimited, ...limits }, prices, clock: { now }, startedAt: 0 });
}

function usage(promptTokens: number, completionTokens: number, cachedTokens = 0): ModelUsage {
  return { promptTokens, completionTokens, cachedTokens, source: "reported" };
}

function reserved(book: Ledger, call: CallPlan) {
  const reservation = book.reserve(call);
  if (reservation.kind === "refused") throw new Error(reservation.text);
  return reservation;
}

describe("the ledger", () => {
  it("books each call by role and model, with its money", () => {
    const book = ledger();
    reserved(book, plan).settle({ model: "small", usage: usage(1000, 100, 400), failed: false, ms: 5 });
    reserved(book, plan).settle({ model: "small", usage: usage(1000, 100), failed: false, ms: 5 });
    reserved(book, { ...plan, role: "sampler" }).settle({ model: null, usage: null, failed: true, ms: 2 });
    expect(book.rows).toMatchObject([
      {
        role: "generator",
        model: "small",
        calls: 2,
        failures: 0,
        promptTokens: 2000,
        cachedTokens: 400,
        ms: 10,
      },
      { role: "sampler", model: "small", calls: 1, failures: 1, promptTokens: 0, dollars: 0 },
    ]);
    expect(book.total).toMatchObject({ calls: 3, tokens: 2200, reservedTokens: 0 });
    expect(book.total.dollars).toBeCloseTo((1600 + 40 + 2000) / 1e6, 12);
  });

  it("says that the money is unknown when the price of a model is, and still counts its tokens", () => {
    const book = ledger();
    reserved(book, plan).settle({ model: "small", usage: usage(1000, 0), failed: false, ms: 1 });
    reserved(book, { ...plan, model: "new" }).settle({
      model: "new",
      usage: usage(7, 3),
      failed: false,
      ms: 1,
    });
    expect(book.total).toMatchObject({ tokens: 1010, dollars: null, knownDollars: 0.001 });
    expect(moneyText(book.total.dollars)).toBe("an unknown amount of money");
  });

  it("refuses a model of unknown price under a budget in money, in one sentence that says what to do", () => {
    expect(ledger({ dollars: 1 }).mayCall({ ...plan, model: "new" })).toEqual({
      limit: "dollars",
      text: "The price of new is not known, so a budget in money cannot be kept: set its price, or limit the tokens instead.",
    });
  });

  it("counts calls under way against the budget", () => {
    const book = ledger({ tokens: 3000 });
    const first = reserved(book, plan);
    expect(book.mayCall(plan)).toMatchObject({ limit: "tokens", text: expect.stringMatching(/under way/) });
    first.release();
    expect(book.mayCall(plan)).toBeNull();
  });

  it("lets no reservation be used twice", () => {
    const reservation = reserved(ledger(), plan);
    reservation.release();
    expect(() => reservation.release()).toThrow(/before/);
  });

  it("starts no call when the minutes or, for the generator, the candidates are used", () => {
    let now = 0;
    const book = ledger({ minutes: 2, candidates: 1 }, () => now);
    expect(book.mayCall(plan)).toBeNull();
    book.candidateHeld();
    expect(book.mayCall(plan)).toMatchObject({ limit: "candidates" });
    expect(book.mayCall({ ...plan, role: "summarizer" })).toBeNull();
    now = 120_000;
    expect(book.mayCall({ ...plan, role: "summarizer" })).toMatchObject({ limit: "minutes" });
  });

  it("never passes a budget of tokens or money, whatever servers report within what was asked for", () => {
    const call = fc.record({
      promptTokens: fc.integer({ min: 1, max: 4000 }),
      completionTokens: fc.integer({ min: 1, max: 2000 }),
      template: fc.integer({ min: 0, max: 64 }),
      tokenizer: fc.double({ min: 0.6, max: 1.25, noNaN: true }),
      answered: fc.double({ min: 0, max: 1, noNaN: true }),
      stays: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 60 }),
        fc.integer({ min: 100, max: 60_000 }),
        (calls, tokens) => {
          const book = ledger({ tokens, dollars: tokens * 3e-6 });
          // One model has one tokenizer.
          const tokenizer = calls[0]?.tokenizer ?? 1;
          const pending: (() => void)[] = [];
          for (const { promptTokens, completionTokens, template, answered, stays } of calls) {
            const reservation = book.reserve({ ...plan, promptTokens, completionTokens });
            if (reservation.kind === "refused") continue;
            const own = usage(
              Math.floor(promptTokens * tokenizer) + template,
              Math.floor(completionTokens * answered),
            );
            const settle = () => reservation.settle({ model: "small", usage: own, failed: false, ms: 0 });
            if (stays) pending.push(settle);
            else settle();
          }
          for (const settle of pending) settle();
          expect(book.total.tokens).toBeLessThanOrEqual(tokens);
          expect(book.total.dollars).toBeLessThanOrEqual(tokens * 3e-6);
        },
      ),
    );
  });

  it("learns by how much a server counts more, and then leaves less of the budget unused", () => {
    const book = ledger({ tokens: 3300 });
    const first = reserved(book, { ...plan, completionTokens: 1 });
    first.settle({ model: "small", usage: usage(1000, 1), failed: false, ms: 0 });
    expect(book.mayCall({ ...plan, promptTokens: 2000, completionTokens: 100 })).toBeNull();
  });
});

describe("prices", () => {
  it.each([
    ["gpt-5", 1.25],
    ["openai/gpt-5", 1.25],
    ["gpt-5-2025-08-07", 1.25],
    ["GPT-5-mini", 0.25],
    ["claude-sonnet-4-5-20250929", 3],
  ])("of %s is known", (model, prompt) => {
    expect(priceOf(model, listPrices)?.prompt).toBe(prompt);
  });

  it.each(["gpt-5.9", "gpt-5-giant", "qwen3:8b", ""])("of %j is not known, which is not free", (model) => {
    expect(priceOf(model, listPrices)).toBeNull();
  });

  it("that the user sets come before the list, with * for anything", () => {
    const free = { pattern: "*", prompt: 0, cached: 0, completion: 0 };
    expect(priceOf("gpt-5", [free, ...listPrices])).toEqual(free);
    expect(priceOf("a.b", [{ ...free, pattern: "a.b" }])).not.toBeNull();
    expect(priceOf("axb", [{ ...free, pattern: "a.b" }])).toBeNull();
  });
});

describe("the estimate before the start", () => {
  const roles = [
    { role: "generator", model: "small", callsPerCandidate: 1, promptTokens: 1000, completionTokens: 500 },
    { role: "navigator", model: "small", callsPerCandidate: 0.1, promptTokens: 2000, completionTokens: 300 },
  ] as const;

  it("says calls, tokens and money", () => {
    expect(estimateRun(20, roles, { limits: unlimited, prices })).toMatchObject({
      calls: 22,
      tokens: 34_600,
      dollars: expect.closeTo(0.13),
      candidates: 20,
      text: "About 22 calls, 35000 tokens and $0.13, for 20 candidates.",
    });
  });

  it("says how far a smaller budget lasts", () => {
    expect(estimateRun(20, roles, { limits: { ...unlimited, tokens: 10_000 }, prices }).text).toMatch(
      /^About 6 calls, 8700 tokens .*: the budget is expected to last for 5 of 20 candidates\.$/,
    );
  });

  it("counts what is asked at the end, however few the candidates", () => {
    const rubric = { role: "rubric", model: "small", callsPerCandidate: 0, callsAtEnd: 4 } as const;
    const all = [...roles, { ...rubric, promptTokens: 900, completionTokens: 100 }];
    expect(estimateRun(20, all, { limits: unlimited, prices })).toMatchObject({ calls: 26, tokens: 38_600 });
    expect(estimateRun(20, all, { limits: { ...unlimited, tokens: 5000 }, prices })).toMatchObject({
      calls: 4,
      candidates: 0,
    });
  });

  it("says that the money is unknown when a price is", () => {
    const { dollars, text } = estimateRun(20, roles, { limits: unlimited, prices: [] });
    expect(dollars).toBeNull();
    expect(text).toContain("an unknown amount of money, as the price of small is not known");
  });
});
