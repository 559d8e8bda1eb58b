import { describe, expect, it } from "vitest";
import { ModelNavigator } from "../../../src/engine/agents/navigator/modelNavigator.ts";
import type { NavigatorInput } from "../../../src/engine/agents/navigator/navigator.ts";
import { refusalOf } from "../../../src/engine/agents/navigator/refusals.ts";
import { RuleNavigator } from "../../../src/engine/agents/navigator/ruleNavigator.ts";
import { stepsOf, stratified } from "../../../src/engine/agents/navigator/strata.ts";
import { ModelFailure } from "../../../src/engine/languageModel.ts";
import { abstract, candidate, judged, longRun, rejected, step } from "./family.ts";
import { type Line, listening, ScriptedModel, usage } from "./scriptedModel.ts";

const task = "Make rank(rows), JavaScript, use less CPU time.";
const set = "Trade the repeated scan for a set, since lookups dominate.";
const sort = "Sort once before the loop, as sorted input paid elsewhere.";
const stream = "Merge the two passes into one, since both read every row.";
const said = (idea: string, continues: number | null = null, operators: readonly string[] = []) => ({
  idea,
  continues,
  operators,
});
const good = { directions: [said(set), said(sort), said(stream)] };

const known = { id: 4, idea: "Keep an index of rows by key.", operators: [], credit: 0, trials: 0 };
const input: NavigatorInput = {
  transitions: [
    step(candidate(1, judged(1.5), { abstract: abstract(["index by key"]), direction: 4 }), 0.4),
    step(
      candidate(2, judged(1.9), {
        parents: [1],
        abstract: abstract(["typed array of ranks"]),
        operator: "tune",
      }),
      0.2,
    ),
    step(candidate(3, judged(1.2), { parents: [2], abstract: abstract(["recursion"]) }), -0.4),
    step(
      candidate(4, rejected("wrong order"), {
        parents: [2],
        abstract: abstract(["unstable sort"], [], "equal keys swap"),
      }),
    ),
    step(candidate(5, judged(1.91), { parents: [2], abstract: abstract(["hoisted length"]) }), 0.005),
  ],
  directions: [known],
  operators: ["mutate", "tune", "membership-set"],
};

function navigator(lines: readonly Line[]) {
  const model = new ScriptedModel(lines);
  const rule = new RuleNavigator();
  return {
    model,
    rule,
    agent: new ModelNavigator({ model, redact: (text) => text, task, rule }),
    ...listening(),
  };
}

describe("directions by a model", () => {
  it("are the model's ideas with ids of their own, and the report says so", async () => {
    const { agent, reports, call } = navigator([good]);
    expect(await agent.navigate(input, call)).toEqual(
      [set, sort, stream].map((idea, index) => ({
        id: 5 + index,
        idea,
        operators: [],
        credit: 0,
        trials: 0,
      })),
    );
    expect(reports).toEqual([{ agent: "navigator", by: "model", reason: null, usage }]);
  });

  it("are asked for with the true steps from parent to child and what each did", async () => {
    const { agent, model } = navigator([good]);
    await agent.navigate(input);
    expect(model.asked).toContain(
      "judged: 2 improved, 1 mixed, 1 degraded, 1 rejected; best gain at least 1.87×",
    );
    expect(model.asked).toContain("improved: the original -> (index by key) 1.00× -> 1.50× (1.47–1.53)");
    expect(model.asked).toContain(
      "improved: (index by key) -> (typed array of ranks) 1.50× -> 1.90× (1.86–1.94)",
    );
    expect(model.asked).toContain("degraded: (typed array of ranks) -> (recursion) 1.90× -> 1.20×");
    expect(model.asked).toContain(
      "rejected: (typed array of ranks) -> (unstable sort) differential gate: equal keys swap",
    );
    expect(model.asked).toContain("mixed: (typed array of ranks) -> (hoisted length)");
    expect(model.asked).toContain(task);
  });

  it("are asked for without any code", async () => {
    const { agent, model } = navigator([good]);
    await agent.navigate(input);
    expect(JSON.stringify(model.requests)).not.toContain("secret code");
  });

  it("are asked for with what the children of earlier directions and of operators achieved", async () => {
    const { agent, model } = navigator([good]);
    await agent.navigate({ ...input, earlier: [{ ...known, id: 2, idea: "Cache the results." }] });
    expect(model.asked).toContain("4: Keep an index of rows by key.: 1 improved; +49 % a try");
    expect(model.asked).toContain("2 (given up): Cache the results.: not tried");
    expect(model.asked).toContain("tune: 1 of 1 improved; +22 % a try");
    expect(model.asked).toContain("membership-set: not tried");
  });

  it("are asked for with the user's rejections, notes, pinned and forbidden ideas", async () => {
    const { agent, model } = navigator([good]);
    const transitions = [
      ...input.transitions,
      step(
        candidate(6, judged(3), { abstract: abstract(["bit tricks"]), declined: "nobody can read it" }),
        1,
      ),
    ];
    const voice = {
      pinned: [stream],
      forbidden: ["web workers"],
      notes: [{ candidate: 1, text: "I like this one" }],
    };
    await agent.navigate({ ...input, transitions, voice });
    expect(model.asked).toContain("forbidden: web workers");
    expect(model.asked).toContain(`pinned: ${stream}`);
    expect(model.asked).toContain("rejected (bit tricks) because: nobody can read it");
    expect(model.asked).toContain("on (index by key): I like this one");
  });

  it("are asked for with a change of paradigm on a plateau, and only there", async () => {
    const { agent, model } = navigator([good, good]);
    await agent.navigate(input);
    expect(model.asked).not.toContain("paradigm");
    await agent.navigate({ ...input, plateau: 12 });
    expect(model.asked).toContain("plateau: none of the last 12 brought progress");
  });

  it("keep id, words and credit of an idea that goes on", async () => {
    const directions = [said("Something else entirely, in other words.", 4), said(set), said(sort)];
    const [first] = await navigator([{ directions }]).agent.navigate(input);
    expect(first).toEqual({ ...known, credit: 0.4, trials: 1 });
    const [same] = await navigator([
      { directions: [said("keep an index of rows by key"), ...good.directions] },
    ]).agent.navigate(input);
    expect(same?.id).toBe(4);
  });

  it("take up an idea that was given up, under its old id", async () => {
    const earlier = [{ ...known, id: 2, idea: "Cache the results of calls." }];
    const directions = [said("whatever it is", 2), said(set), said(sort)];
    const made = await navigator([{ directions }]).agent.navigate({ ...input, earlier });
    expect(made[0]).toMatchObject({ id: 2, idea: "Cache the results of calls." });
  });

  it("never get an id that a child was proposed under before", async () => {
    const transitions = [...input.transitions, step(candidate(6, judged(1), { direction: 9 }))];
    const made = await navigator([good]).agent.navigate({ ...input, transitions });
    expect(made.map(({ id }) => id)).toEqual([10, 11, 12]);
  });

  it("name only operators that there are", async () => {
    const directions = [said(set, null, ["membership-set", "rm -rf"]), said(sort), said(stream)];
    const [first] = await navigator([{ directions }]).agent.navigate(input);
    expect(first?.operators).toEqual(["membership-set"]);
  });

  it("are without those that hold code or are about the measurement, and the report says so", async () => {
    const directions = [
      said("Use `const seen = new Set(rows);` before the loop."),
      said("Shrink the benchmark's inputs so that it ends sooner, and skip the tests."),
      ...good.directions,
    ];
    const { agent, reports, call } = navigator([{ directions }]);
    const made = await agent.navigate(input, call);
    expect(made.map(({ idea }) => idea)).toEqual([set, sort, stream]);
    expect(reports[0]?.by).toBe("model");
    expect(reports[0]?.reason).toMatch(
      /^Of the model's directions 2 cannot be used: it holds code; it is about/,
    );
  });

  it("are filled up to three by the rule", async () => {
    const { agent, call } = navigator([{ directions: [said(set)] }]);
    const made = await agent.navigate(input, call);
    expect(made[0]?.idea).toBe(set);
    expect(made).toHaveLength(3);
    expect(made[1]?.operators).not.toEqual([]);
    expect(new Set(made.map(({ id }) => id)).size).toBe(3);
  });

  it("are five at most, none of them twice", async () => {
    const many = Array.from({ length: 9 }, (_, index) => said(`Idea of another kind, number ${index >> 1}.`));
    const made = await navigator([{ directions: [...many, ...many] }]).agent.navigate(input);
    expect(made.length).toBeLessThanOrEqual(5);
    expect(new Set(made.map(({ idea }) => idea)).size).toBe(made.length);
  });

  it("begin with what the user pinned and have nothing that the user forbade", async () => {
    const voice = { pinned: ["try a bitmap first"], forbidden: ["repeated scans for sets"], notes: [] };
    const { agent, reports, call } = navigator([good]);
    const made = await agent.navigate({ ...input, voice }, call);
    expect(made[0]?.idea).toBe("try a bitmap first");
    expect(made.map(({ idea }) => idea)).not.toContain(set);
    expect(reports[0]?.reason).toContain("the user forbade it");
  });

  it.each<readonly [string, Line, RegExp]>([
    ["fails", new ModelFailure("timed-out", "No answer in time."), /in time/],
    ["answers a list", "[1, 2]", /no JSON object/],
    ["gives no direction", { directions: [] }, /no direction/],
    [
      "gives code only",
      { directions: [said("x = sorted(rows)"), said("for (;;) { go(); }")] },
      /2 cannot be used/,
    ],
  ])("are the rule's when the model %s, and the report says why", async (_, line, reason) => {
    const { agent, rule, reports, call } = navigator([line]);
    expect(await agent.navigate(input, call)).toEqual(await rule.navigate(input));
    expect(reports).toMatchObject([{ by: "rule", reason: expect.stringMatching(reason) }]);
  });

  it("pass a cancellation through", async () => {
    await expect(
      navigator([good]).agent.navigate(input, listening(AbortSignal.abort()).call),
    ).rejects.toThrow("cancelled");
  });
});

describe("directions by the rule", () => {
  it("begin with what the user pinned, and leave out operators that the user forbade", async () => {
    const voice = {
      pinned: ["try membership-set in the outer loop"],
      forbidden: ["never tune anything"],
      notes: [],
    };
    const made = await new RuleNavigator().navigate({ ...input, voice });
    expect(made[0]).toMatchObject({ idea: voice.pinned[0], operators: ["membership-set"] });
    expect(made.flatMap(({ operators }) => operators)).not.toContain("tune");
  });

  it("never follow a pinned idea that asks to change what measures", async () => {
    const voice = { pinned: ["disable the timer while it runs"], forbidden: [], notes: [] };
    const made = await new RuleNavigator().navigate({ ...input, voice });
    expect(made.map(({ idea }) => idea)).not.toContain(voice.pinned[0]);
  });
});

describe("the steps that a Navigator sees", () => {
  it("are improved or degraded only where the intervals of parent and child do not overlap", () => {
    expect(stepsOf(input.transitions).map(({ stratum }) => stratum)).toEqual([
      "improved",
      "improved",
      "degraded",
      "rejected",
      "mixed",
    ]);
  });

  it("are compared with the better parent of two", () => {
    const crossed = step(candidate(6, judged(1.7), { parents: [1, 2] }));
    expect(stepsOf([...input.transitions, crossed]).at(-1)).toMatchObject({
      stratum: "degraded",
      parent: { child: { number: 2 } },
    });
  });

  it("are all there are, the latest first, when they are few", () => {
    const steps = stepsOf(input.transitions);
    expect(stratified(steps, 20)).toEqual(steps.toReversed());
  });

  it("keep the ratio of the facts, with at least one of each kind", () => {
    const many = [
      ...Array.from({ length: 300 }, (_, index) =>
        step(candidate(index + 1, rejected(`cause ${index % 7}`))),
      ),
      ...Array.from({ length: 99 }, (_, index) => step(candidate(index + 301, judged(1.5)))),
      step(candidate(400, judged(0.5))),
    ];
    const chosen = Map.groupBy(stratified(stepsOf(many), 20), ({ stratum }) => stratum);
    expect(chosen.get("rejected")).toHaveLength(15);
    expect(chosen.get("improved")).toHaveLength(4);
    expect(chosen.get("degraded")).toHaveLength(1);
    const causes = chosen
      .get("rejected")
      ?.map(({ transition: { verdict } }) => verdict.kind === "rejected" && verdict.reason);
    expect(new Set(causes).size).toBe(7);
  });

  it("have the latest and the most telling of each kind", () => {
    const gains = [1.1, 9, ...Array.from({ length: 60 }, () => 1.2)];
    const steps = stepsOf(gains.map((gain, index) => step(candidate(index + 1, judged(gain)))));
    const numbers = stratified(steps, 20).map(({ transition }) => transition.child.number);
    expect(numbers[0]).toBe(62);
    expect(numbers).toContain(2);
    expect(numbers).toHaveLength(20);
  });

  it("never are more than asked for, in a run of any length", () => {
    for (const length of [1, 19, 20, 21, 500]) {
      const steps = stepsOf(longRun(length).map((child) => step(child)));
      expect(stratified(steps, 20)).toHaveLength(Math.min(length, 20));
    }
  });
});

describe("an idea", () => {
  it.each([
    "Replace the quadratic scan with a hash map, since lookups dominate; O(n) instead of O(n^2).",
    "Use a `Set` or a `Map` keyed by id, and avoid sort() in the loop (it is costly).",
    "Try block size = 64 for the cache, as 32 paid.",
    "Cut clock cycles by unrolling the inner loop over the index(es).",
    "Reduce passes over the input array and test membership early.",
    "Precompute prefix sums -> constant-time range queries, e.g. with typed arrays.",
    "Move C++ style iterators out of the loop, and skip redundant tests of emptiness.",
    "Change the memory layout: struct of arrays, because strides hurt.",
    "Replace the recursive evaluator by a stack machine, and the logic gates by masks.",
    "Fewer allocations: reuse one buffer between calls for measured gains.",
  ])("may be: %s", (idea) => {
    expect(refusalOf(idea, [])).toBeNull();
  });

  it.each([
    "Insert `const m = new Map();` before the loop",
    "```js\nfoo\n``` as it stands",
    "total += row[i] in each turn",
    "replace it by rows.map(row => row.id)",
    "call get(key, 0) on the table",
    "if (a < b) swap them",
    "[x for x in rows if x] does it",
    "def rank(rows): with a heap",
    "from functools import lru_cache and decorate",
    "read rows[0] before the loop",
    "return early;\nreturn result;",
  ])("is no code: %s", (idea) => {
    expect(refusalOf(idea, [])).toBe("it holds code");
  });

  it.each([
    "Modify the benchmark so that fewer rounds are timed",
    "Skip the tests that are slow, they do not matter",
    "Detect when the harness calls the function and return a constant",
    "Hard-code the expected outputs for the known inputs",
    "Memorize the inputs across calls so that later calls are free",
    "Patch the timer to report less time",
    "Tamper with performance timing to look faster",
    "Escape the sandbox to use more cores",
    "Make the clock run slower during measurement",
    "Reduce the benchmark size so that it finishes sooner",
    "The sandbox should be disabled for speed",
    "Use fewer test inputs for quick wins",
    "Relax the differential gate for rounding errors",
    "Stop the stopwatch before the heavy part",
    "Special-case the benchmark inputs with a lookup table",
  ])("never is about the measurement: %s", (idea) => {
    expect(refusalOf(idea, [])).toBe("it is about the measurement, not about the function");
  });

  it("is refused when the user forbade it, in other forms of the words too", () => {
    expect(refusalOf("Caching of all results by key would pay.", ["cache results"])).toBe(
      "the user forbade it",
    );
    expect(refusalOf("Store results in an index.", ["cache results"])).toBeNull();
    expect(refusalOf("Store results in an index.", ["", "the"])).toBeNull();
  });

  it("is a sentence, not a book and not a word", () => {
    expect(refusalOf("word ".repeat(61), [])).toBe("it is too long for an idea");
    expect(refusalOf("x".repeat(501).replace("xx", "x x"), [])).toBe("it is too long for an idea");
    expect(refusalOf(" ", [])).toBe("it says nothing");
  });
});
