import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ModelSampler } from "../../../src/engine/agents/sampler/modelSampler.ts";
import { poolOf } from "../../../src/engine/agents/sampler/pool.ts";
import { RuleSampler } from "../../../src/engine/agents/sampler/ruleSampler.ts";
import type { SamplerInput } from "../../../src/engine/agents/sampler/sampler.ts";
import { teachingFor } from "../../../src/engine/agents/sampler/teaching.ts";
import type { CandidateView } from "../../../src/engine/domain/runView.ts";
import { ModelFailure } from "../../../src/engine/languageModel.ts";
import { abstract, candidate, judged, longRun, rejected } from "./family.ts";
import { type Line, listening, ScriptedModel, usage } from "./scriptedModel.ts";

const pool: readonly CandidateView[] = [
  candidate(1, judged(1.1), { operator: "sort-first", abstract: abstract(["sorts once"]) }),
  candidate(2, judged(3), { abstract: abstract(["set for membership"], ["single pass"]) }),
  candidate(3, judged(2.9), { abstract: abstract(["set for membership"], ["single pass"]) }),
  candidate(4, judged(2.8), { abstract: abstract(["set for membership"], ["single pass"]) }),
  candidate(5, rejected("wrong order"), { abstract: abstract(["heap"], [], "equal keys swap") }),
  candidate(6, judged(1.5), { abstract: abstract(["typed array"], ["keeps order"]) }),
];
const input: SamplerInput = { parent: 6, pool, count: 3, direction: "Join what improved separately." };
const choose = (...indices: readonly number[]) => ({
  choices: indices.map((index) => ({ index, reason: `because of ${index}` })),
});

function sampler(lines: readonly Line[]) {
  const model = new ScriptedModel(lines);
  const rule = new RuleSampler();
  return { model, rule, agent: new ModelSampler({ model, redact: (text) => text, rule }), ...listening() };
}

const numbered = (views: readonly CandidateView[]) => views.map(({ number }) => number);
const numbers = (exemplars: readonly { readonly candidate: number }[]) =>
  exemplars.map((exemplar) => exemplar.candidate);

describe("exemplars by a model", () => {
  it("are the model's choices with its reasons, the worst first, and the report says so", async () => {
    const { agent, reports, call } = sampler([choose(2, 5, 1)]);
    expect(await agent.sample(input, call)).toEqual([
      { candidate: 5, reason: "because of 5" },
      { candidate: 1, reason: "because of 1" },
      { candidate: 2, reason: "because of 2" },
    ]);
    expect(reports).toEqual([{ agent: "sampler", by: "model", reason: null, usage }]);
  });

  it("are asked for with abstracts, gains and failures, the parent and the direction, and without code", async () => {
    const { agent, model } = sampler([choose(2, 5, 1)]);
    await agent.sample(input);
    expect(model.asked).toContain("wanted: 3\ndirection: Join what improved separately.");
    expect(model.asked).toContain("## Parent\n1.50× (1.47–1.53): typed array; keeps keeps order");
    expect(model.asked).toContain("2: 3.00× (2.94–3.06): set for membership; keeps single pass");
    expect(model.asked).toContain("5: rejected: heap; failed: equal keys swap");
    expect(model.asked).not.toContain("6: ");
    expect(JSON.stringify(model.requests)).not.toContain("secret code");
  });

  it("have one that is new where the model chose only the best", async () => {
    const { agent, reports, call } = sampler([choose(2, 3, 4)]);
    expect(numbers(await agent.sample(input, call))).toEqual([1, 3, 2]);
    expect(reports[0]).toMatchObject({
      by: "model",
      reason: "The model chose only the best; the rule made one choice that is new.",
    });
  });

  it("are no more than wanted where the model chose nothing but failures", async () => {
    const failing = [...pool.slice(0, 4), candidate(5, rejected("off")), candidate(6, rejected("slow"))];
    const { agent } = sampler([choose(5, 6)]);
    expect(numbers(await agent.sample({ ...input, parent: 0, pool: failing, count: 2 }))).toEqual([6, 5]);
  });

  it.each([
    ["out of range", choose(2, 0, 99, -1, 1)],
    ["twice", choose(2, 2, 2, 1)],
    ["not whole", choose(2, 1.5, 1, Number.MAX_VALUE)],
    ["too few", choose(2, 1)],
  ])("are filled up by the rule where indices are %s", async (_, line) => {
    const { agent, reports, call } = sampler([line]);
    const made = await agent.sample(input, call);
    expect(numbers(made)).toHaveLength(3);
    expect(numbers(made)).toEqual(expect.arrayContaining([1, 2]));
    expect(new Set(numbers(made)).size).toBe(3);
    expect(reports[0]).toMatchObject({
      by: "model",
      reason: "The model made 2 of 3 choices; the rule made the others.",
    });
  });

  it("are no more than wanted", async () => {
    expect(numbers(await sampler([choose(1, 2, 3, 4, 5)]).agent.sample(input))).toEqual([1, 3, 2]);
  });

  it.each<readonly [string, Line, RegExp]>([
    ["fails", new ModelFailure("rate-limited", "Too many."), /Too many/],
    ["answers no JSON", "two and one", /no JSON/],
    ["gives numbers in words", { choices: [{ index: "two", reason: "" }] }, /choices\.0\.index/],
    ["chooses nothing", choose(), /nothing out of the pool/],
    ["chooses only what is not there", choose(77, -3), /nothing out of the pool/],
  ])("are the rule's and not nothing when the model %s, and the report says why", async (_, line, reason) => {
    const { agent, rule, reports, call } = sampler([line]);
    const made = await agent.sample(input, call);
    expect(made).toEqual(await rule.sample(input));
    expect(made).toHaveLength(3);
    expect(reports).toMatchObject([{ by: "rule", reason: expect.stringMatching(reason) }]);
  });

  it("cost no call when there is nothing to choose", async () => {
    const { agent, model, reports, call } = sampler([]);
    expect(numbers(await agent.sample({ ...input, pool: pool.slice(0, 3) }, call))).toEqual([1, 3, 2]);
    expect(model.requests).toEqual([]);
    expect(reports).toMatchObject([{ by: "rule", usage: null }]);
  });

  it("have reasons that are short and in one line", async () => {
    const long = {
      choices: [
        { index: 1, reason: `why\n${"because ".repeat(100)}` },
        { index: 2, reason: "" },
        { index: 5, reason: "x" },
      ],
    };
    const made = await sampler([long]).agent.sample(input);
    expect(made.find((exemplar) => exemplar.candidate === 1)?.reason).toMatch(/^why( because){19}…$/);
    expect(made.find((exemplar) => exemplar.candidate === 2)?.reason).toBe("chosen without a reason");
  });

  it("pass a cancellation through", async () => {
    await expect(
      sampler([choose(1)]).agent.sample(input, listening(AbortSignal.abort()).call),
    ).rejects.toThrow("cancelled");
  });
});

describe("exemplars by the rule", () => {
  const rule = new RuleSampler();

  it("are what paid and the parent lacks, what failed and would here, and the least like those", async () => {
    expect(await rule.sample(input)).toEqual([
      { candidate: 5, reason: "what it adds failed, and would here" },
      { candidate: 1, reason: "another way than those chosen" },
      { candidate: 2, reason: "what it adds paid, and the parent lacks it" },
    ]);
    expect(numbers(await rule.sample({ ...input, count: 2 }))).toEqual([1, 2]);
    expect(numbers(await rule.sample({ ...input, count: 1 }))).toEqual([2]);
    expect(numbers(await rule.sample({ ...input, count: 5 }))).toEqual([5, 1, 4, 3, 2]);
  });

  it("are the best and what is least like it where nothing paid that the parent lacks", async () => {
    const made = await rule.sample({ ...input, parent: 2, pool: pool.slice(1, 4), count: 2 });
    expect(made).toEqual([
      { candidate: 4, reason: "the least alike of the rest" },
      { candidate: 3, reason: "the best so far" },
    ]);
  });

  it("count as paid what was gained over their own parents, and leave out whom the parent descends from", async () => {
    const family = [
      candidate(1, judged(2), { abstract: abstract(["hoists the loop"]) }),
      candidate(2, judged(2.2), { parents: [1], abstract: abstract(["typed array"], ["hoists the loop"]) }),
      candidate(3, judged(3), { parents: [1], abstract: abstract(["single pass"]) }),
      candidate(4, judged(3.1), { parents: [3], abstract: abstract(["early exit"], ["single pass"]) }),
    ];
    const teaches = (parent: number) => teachingFor({ parent, pool: family, count: 3 });
    expect(numbered(teaches(2).complements)).toEqual([3, 4]);
    expect(numbered(teaches(4).complements)).toEqual([2]);
  });

  it("warn of what failed most often, only on ground that the parent shares", async () => {
    const copies = abstract(["copies the list"], ["single pass"]);
    const family = [
      candidate(1, judged(2), { abstract: abstract(["single pass"]) }),
      candidate(2, rejected("off"), { parents: [1], abstract: copies }),
      candidate(3, judged(0.5, "worse"), { parents: [1], abstract: copies }),
      candidate(4, rejected("off"), { parents: [1], abstract: abstract(["two heaps"], ["single pass"]) }),
      candidate(5, judged(2), { abstract: abstract(["radix sort"]) }),
      candidate(6, rejected("off"), { parents: [5], abstract: abstract(["bit tricks"], ["radix sort"]) }),
    ];
    expect(numbered(teachingFor({ parent: 1, pool: family, count: 3 }).warnings)).toEqual([3, 2, 4]);
    expect(numbered(teachingFor({ parent: 5, pool: family, count: 3 }).warnings)).toEqual([6]);
  });

  it("are never empty when there is something to choose, never have the parent, and go from worst to best", async () => {
    const kinds = fc.constantFrom("good", "tied", "failed", "declined", "open");
    await fc.assert(
      fc.asyncProperty(
        fc.array(kinds, { maxLength: 40 }),
        fc.nat({ max: 40 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(fc.integer({ min: -2, max: 14 })),
        async (made, parent, count, indices) => {
          const own = made.map((kind, index) => {
            const verdict =
              kind === "failed" ? rejected("no") : judged(kind === "good" ? 1 + ((index * 7) % 5) : 1);
            const view = candidate(index + 1, verdict, kind === "declined" ? { declined: "ugly" } : {});
            return kind === "open" ? { ...view, verdict: null } : view;
          });
          const eligible = own.filter(({ number, verdict }) => number !== parent && verdict !== null);
          for (const agent of [rule, sampler([choose(...indices)]).agent]) {
            const chosen = numbers(await agent.sample({ parent, pool: own, count }));
            expect(chosen.length).toBe(Math.min(count, eligible.length));
            expect(new Set(chosen).size).toBe(chosen.length);
            expect(chosen.every((number) => eligible.some((view) => view.number === number))).toBe(true);
            const lows = chosen.map((number) => {
              const view = own[number - 1];
              return view?.verdict?.kind === "rejected" || view?.declined
                ? 0
                : (view?.verdict?.gain.low ?? 0);
            });
            expect(lows).toEqual(lows.toSorted((a, b) => a - b));
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("the pool that a Sampler chooses from", () => {
  it("is small however long the run is, without the parent and what is not judged", () => {
    const long = [...longRun(1_000), { ...candidate(1_001, judged(9)), verdict: null }];
    const made = poolOf({ parent: 6, pool: long, count: 3 });
    expect(made.length).toBeLessThanOrEqual(11);
    expect(made.map(({ number }) => number)).not.toContain(6);
    expect(made.every(({ verdict }) => verdict !== null)).toBe(true);
  });

  it("has the best of the parent's island, the latest, the best of other cells and failures", () => {
    const long = Array.from({ length: 60 }, (_, index) => {
      const number = index + 1;
      return number % 10 === 0
        ? candidate(number, rejected(`cause ${number}`))
        : candidate(number, judged(1 + number / 1_000));
    })
      .with(6, candidate(7, judged(5)))
      .with(8, candidate(9, judged(4)));
    const places = new Map(
      long.map(({ number }) => [
        number,
        { island: number === 9 ? 1 : 0, cell: number === 9 ? "rare" : "common" },
      ]),
    );
    const made = poolOf({ parent: 1, pool: long, count: 3, places }).map(({ number }) => number);
    expect(made).toEqual(expect.arrayContaining([7, 59, 58, 57, 9, 60, 50]));
  });

  it("has failures of the parent's family first, each cause once, none of form", () => {
    const long = [
      ...Array.from({ length: 20 }, (_, index) => candidate(index + 1, judged(1.1))),
      candidate(21, rejected("off by one", "tests"), { parents: [4] }),
      candidate(22, rejected("slow"), { parents: [2] }),
      candidate(23, rejected("slow"), { parents: [3] }),
      candidate(24, rejected("does not parse", "syntax"), { parents: [4] }),
    ].map((view) => ({ ...view, abstract: null }));
    const failed = poolOf({ parent: 4, pool: long, count: 3 }).filter(
      ({ verdict }) => verdict?.kind === "rejected",
    );
    expect(failed.map(({ number }) => number)).toEqual([21, 23]);
  });
});
