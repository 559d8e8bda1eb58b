import { describe, expect, it } from "vitest";
import { RuleNavigator } from "../../../src/engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../../src/engine/agents/sampler/ruleSampler.ts";
import type { ProposalRequest, Proposer } from "../../../src/engine/ports.ts";
import type { Discarded } from "../../../src/engine/search/knownPrograms.ts";
import { Proposing } from "../../../src/engine/search/proposing.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";
import { transitionsOf } from "../../../src/engine/search/transitions.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";
import { type Sketch, sketchedView } from "./support.ts";

const long = Array.from({ length: 60 }, (_, at) => `  total += weights[${at}] * values[${at}];`).join("\n");

/** Offers one program, by a rule or by a model. */
function offering(target: string, model?: string): Proposer {
  const proposal = { operator: "mutate", summary: "change", code: { target, helpers: [] } };
  return {
    propose: async () => [
      model === undefined ? proposal : { ...proposal, author: { model, temperature: null, tokens: 0 } },
    ],
  };
}

function proposing(proposers: readonly Proposer[]) {
  return new Proposing({
    baseline: {
      file: "sketch.js",
      symbol: "sketch",
      text: "baseline",
      region: { start: 0, end: 8 },
      helperOffset: 0,
    },
    proposers,
    navigator: new RuleNavigator(),
    sampler: new RuleSampler(),
    random: new SeededRandom(1),
    fingerprint: ({ target }) => target,
  });
}

/** Chooses the candidate after these. */
async function chosenAfter(sketches: readonly Sketch[], proposer: Proposer) {
  const discarded: Discarded[] = [];
  const next = sketches.length + 1;
  const choice = await proposing([proposer]).choose(sketchedView(sketches), next, next - 1, (dropped) =>
    discarded.push(dropped),
  );
  return { choice, discarded };
}

describe("a proposal", () => {
  const almost = long.replace("weights[30]", "weights[31]");

  it("of a model that is nearly what was tried in vain is dropped before it costs anything, with the reason", async () => {
    const { choice, discarded } = await chosenAfter([{ target: long }], offering(almost, "small"));
    expect(choice).toBeNull();
    expect(discarded[0]).toMatchObject({ reason: expect.stringMatching(/^9\d % the same as candidate 1$/) });
  });

  it("of a rule may change as little as it likes", async () => {
    const { choice, discarded } = await chosenAfter([{ target: long }], offering(almost));
    expect(choice?.proposal.code.target).toBe(almost);
    expect(discarded).toEqual([]);
  });

  it("that equals the baseline is dropped, and said to be when a model made it", async () => {
    const { choice, discarded } = await chosenAfter([], offering("baseline", "small"));
    expect(choice).toBeNull();
    expect(discarded).toMatchObject([{ reason: "the same program as the baseline" }]);
  });

  it("of a model is made with a direction and with exemplars, none of which is the parent", async () => {
    const requests: ProposalRequest[] = [];
    const proposer: Proposer = {
      propose: async (request) => {
        requests.push(request);
        const shown = await request.context?.exemplars();
        return [
          {
            operator: "mutate",
            summary: "change",
            code: { target: `after ${shown?.length}`, helpers: [] },
            author: { model: "m", temperature: null, tokens: 0 },
          },
        ];
      },
    };
    const view = {
      ...sketchedView([{ gain: 0.5 }, { gain: 0.2, operator: "sort" }, { gain: null }, { gain: 0.1 }]),
      directions: [{ id: 3, idea: "keep a table", operators: [], credit: 0.1, trials: 2 }],
    };
    const choice = await proposing([proposer]).choose(view, 5, 4, () => undefined);
    expect(requests[0]?.context?.direction?.idea).toBe("keep a table");
    expect(choice?.direction).toBe(3);
    expect(choice?.exemplars.length).toBeGreaterThan(0);
    expect(choice?.exemplars.map(({ candidate }) => candidate)).not.toContain(choice?.parents[0]);
  });

  it("that a model made beside the one chosen is paid for, and comes next", async () => {
    let calls = 0;
    const proposer: Proposer = {
      varies: true,
      propose: async () => {
        calls++;
        return ["x", "y", "z"].map((target) => ({
          operator: "mutate",
          summary: target,
          code: { target: `${target} ${calls}`, helpers: [] },
          author: { model: "m", temperature: null, tokens: 0 },
        }));
      },
    };
    const search = proposing([proposer]);
    const chosen: (string | undefined)[] = [];
    for (const next of [1, 2, 3, 4]) {
      const choice = await search.choose(sketchedView([]), next, next - 4, () => undefined);
      chosen.push(choice?.proposal.code.target);
    }
    expect(chosen.slice(0, 3).sort()).toEqual(["x 1", "y 1", "z 1"]);
    expect(chosen[3]).toMatch(/ 2$/);
  });

  it("is the same for the same seed, view and horizon, whatever was chosen before", async () => {
    const sketches = Array.from({ length: 40 }, (_, at) => ({ gain: at % 7 === 0 ? at / 40 : 0 }));
    const echo: Proposer = {
      propose: async ({ parents }) =>
        ["a", "b", "c"].map((operator) => ({
          operator,
          summary: operator,
          code: { target: `${parents.map(({ number }) => number)} ${operator}`, helpers: [] },
        })),
    };
    const view = sketchedView(sketches);
    const fresh = await proposing([echo]).choose(view, 41, 37, () => undefined);
    const used = proposing([echo]);
    for (const next of [5, 17, 33]) await used.choose(view, next, next - 4, () => undefined);
    expect(await used.choose(view, 41, 37, () => undefined)).toEqual(fresh);
  });
});

describe("a rejected candidate", () => {
  const rejected = sketchedView([{ gain: 1 }, { gain: null, parents: [1], target: long }]);
  const repair = long.replace("weights[30]", "weights[31]");

  async function chosen(repairs: boolean) {
    const requests: ProposalRequest[] = [];
    const proposer: Proposer = {
      varies: true,
      repairs,
      propose: async (request) => {
        requests.push(request);
        const target = request.failure ? repair : `${long}\n  more(${request.random.next()});`;
        const operator = request.failure ? "repair" : "mutate";
        return [
          {
            operator,
            summary: operator,
            code: { target, helpers: [] },
            author: { model: "m", temperature: null, tokens: 0 },
          },
        ];
      },
    };
    const choices = [];
    for (let next = 6; next < 40; next++) {
      choices.push(await proposing([proposer]).choose(rejected, next, 2, () => undefined));
    }
    return { requests, choices };
  }

  it("is repaired now and then where a proposer can, told why it failed, however close the repair is", async () => {
    const { requests, choices } = await chosen(true);
    const repairs = requests.filter(({ failure }) => failure !== undefined);
    expect(repairs.length).toBeGreaterThan(0);
    expect(repairs.length).toBeLessThan(requests.length / 2);
    for (const { parents, failure } of repairs) {
      expect(parents.map(({ number }) => number)).toEqual([2]);
      expect(failure).toEqual({ gate: "differential", reason: "it answers otherwise" });
    }
    expect(choices.filter((choice) => choice?.proposal.code.target === repair)).toHaveLength(repairs.length);
  });

  it("is repaired twice at most, also before the first repair is judged", async () => {
    let repairs = 0;
    const proposer: Proposer = {
      varies: true,
      repairs: true,
      propose: async ({ failure, random }) => {
        if (failure) repairs++;
        const code = { target: `${random.next()}`, helpers: [] };
        return [
          {
            operator: "repair",
            summary: "repair",
            code,
            author: { model: "m", temperature: null, tokens: 0 },
          },
        ];
      },
    };
    const search = proposing([proposer]);
    for (let next = 3; next < 60; next++) await search.choose(rejected, next, 2, () => undefined);
    expect(repairs).toBe(2);
  });

  it("is a parent of nothing else", async () => {
    const { requests } = await chosen(false);
    expect(requests.every(({ parents }) => parents.every(({ number }) => number !== 2))).toBe(true);
  });

  it("earns its repair no more than what it adds to what the failing one was made from", () => {
    const view = sketchedView([{ gain: 1 }, { gain: null, parents: [1] }, { gain: 1.2, parents: [2] }]);
    expect(transitionsOf(view, 3).at(-1)?.reward).toBeCloseTo(0.2, 3);
  });
});

describe("rules and models in one run", () => {
  /** How many of 60 candidates a model made, when its changes and those of rules gain so much. */
  async function shareOfModel(gains: { readonly rule: number; readonly model: number }, isDown = false) {
    let made = 0;
    const unique = (operator: string) => ({
      operator,
      summary: operator,
      code: { target: `${operator} ${made++}`, helpers: [] },
    });
    const rule: Proposer = { propose: async () => [unique("rule")] };
    const model: Proposer = {
      varies: true,
      propose: async () =>
        isDown ? [] : [{ ...unique("thought"), author: { model: "m", temperature: null, tokens: 0 } }],
    };
    const search = proposing([rule, model]);
    const sketches: Sketch[] = [];
    for (let next = 1; next <= 60; next++) {
      const choice = await search.choose(sketchedView(sketches), next, next - 4, () => undefined);
      const operator = choice?.proposal.operator ?? "none";
      const gain = operator === "thought" ? gains.model : gains.rule;
      sketches.push({ operator, gain, target: choice?.proposal.code.target ?? "" });
    }
    expect(sketches.every(({ operator }) => operator !== "none")).toBe(true);
    return sketches.filter(({ operator }) => operator === "thought").length;
  }

  it("compete: each is asked the more often the more its children gain, and neither is forgotten", async () => {
    const better = await shareOfModel({ rule: 0, model: 0.3 });
    const worse = await shareOfModel({ rule: 0.3, model: 0 });
    expect(better).toBeGreaterThan(40);
    expect(worse).toBeLessThan(20);
    expect(worse).toBeGreaterThan(0);
  });

  it("go on with rules while no model answers", async () => {
    expect(await shareOfModel({ rule: 0, model: 0 }, true)).toBe(0);
  });
});

/** Goes on for ever without getting anywhere. */
const idle: Proposer = {
  propose: async ({ parents, random }) =>
    parents.length > 1
      ? []
      : [
          {
            operator: "idle",
            summary: "rename",
            code: { target: "a\nb\nc\nd\ne\nf", helpers: [`// ${random.next()}`] },
          },
        ],
};

describe("a run in which more search is pointless", () => {
  it("ends before its budget is used and says why in one sentence", async () => {
    const run = letterRun({ gains: {} }, letterSpec({ candidates: 1000, minutes: 60 }), {
      proposers: [idle],
      fingerprint: (code) => JSON.stringify(code),
    });
    const { end, candidates } = viewed(await collect(run.events()));
    expect(end?.reason).toMatch(
      /^None of the last 100 candidates was better than the baseline, .* 3\.0 %\.$/,
    );
    expect(candidates.length).toBeLessThan(110);
  });
});
