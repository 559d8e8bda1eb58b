import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { runEventSchema } from "../../../src/engine/domain/events.ts";
import { candidateOf, leaderOf } from "../../../src/engine/domain/runView.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0, d: Math.log(0.5), e: Math.log(1.2) };

/** CPU time of the baseline in the world of letters. */
const baselineNs = 1e6;

function proposals(events: readonly RunEvent[]) {
  return events.flatMap((event) =>
    event.type === "candidate-held" ? [[event.candidate, event.parents, event.code.target]] : [],
  );
}

describe("a run", () => {
  it("finds the combination of what helps, by mutation and crossover, and confirms it", async () => {
    const view = viewed(await collect(letterRun({ gains }, letterSpec({ candidates: 40 })).events()));
    const best = leaderOf(view);
    expect(view.end?.outcome).toBe("improved");
    expect(best?.confirmation?.confirmed).toBe(true);
    expect(best?.code.target).toMatch(/^A\nB/);
    expect(best?.confirmation?.gain.estimate).toBeGreaterThan(2.9);
    expect(view.candidates.some(({ parents }) => parents.length === 2)).toBe(true);
  });

  it("gives the same proposals for the same seed and verdicts, whatever finishes first", async () => {
    const spec = letterSpec({ candidates: 25 }, 7);
    const still = await collect(letterRun({ gains }, spec).events());
    const shuffled = await collect(letterRun({ gains, delay: (number) => (number * 7) % 5 }, spec).events());
    expect(proposals(shuffled).sort()).toEqual(proposals(still).sort());
  });

  it("takes another way with another seed", async () => {
    const one = await collect(letterRun({ gains }, letterSpec({}, 1)).events());
    const two = await collect(letterRun({ gains }, letterSpec({}, 2)).events());
    expect(proposals(one)).not.toEqual(proposals(two));
  });

  it("never evaluates the same program twice and never breeds from a rejected candidate", async () => {
    const events = await collect(letterRun({ gains }, letterSpec({ candidates: 200 })).events());
    const view = viewed(events);
    const programs = view.candidates.map(({ code }) => code.target);
    expect(new Set(programs).size).toBe(programs.length);
    for (const { parents } of view.candidates) {
      for (const parent of parents) {
        expect(parent === 0 ? "baseline" : candidateOf(view, parent)?.verdict?.kind).not.toBe("rejected");
      }
    }
    expect(view.end?.reason).toMatch(/No new variant/);
  });

  it("offers nothing when nothing is better", async () => {
    const view = viewed(
      await collect(letterRun({ gains: { a: 0, b: 0, c: 0, d: -1, e: 0, f: 0 } }).events()),
    );
    expect(view.end).toMatchObject({ outcome: "nothing-better", best: null });
    expect(view.candidates.every(({ confirmation }) => confirmation === null)).toBe(true);
  });

  it("offers nothing when the gain of the search does not come back in the confirmation", async () => {
    const run = letterRun({ gains, confirmationGains: { a: 0, b: 0, c: 0, d: 0, e: 0 } });
    const view = viewed(await collect(run.events()));
    expect(view.end).toMatchObject({ outcome: "nothing-better", best: null });
    expect(view.candidates.filter(({ confirmation }) => confirmation?.confirmed === false)).toHaveLength(3);
  });

  it("offers the simplest of those that the measurements do not tell apart", async () => {
    const spec = letterSpec({ candidates: 30 });
    const events = await collect(letterRun({ gains: { a: Math.log(2), b: 0, c: 0 } }, spec).events());
    expect(leaderOf(viewed(events))?.code.target).toBe("A\nb\nc\nd\ne\nf");
    expect(events.find(({ type }) => type === "confirmation-started")).toMatchObject({
      because: expect.stringMatching(
        /^Measurements do not tell (\d{4}) and \d{4} apart; \1 comes first because it changes 2 lines rather than 4\.$/,
      ),
    });
  });

  it("times one candidate at a time", async () => {
    const run = letterRun({ gains, delay: () => 1 }, letterSpec({ candidates: 8 }));
    await collect(run.events());
    expect(run.evaluator.mostTiming).toBe(1);
  });

  it("tells a clear gain while one that is hard to tell is still being measured", async () => {
    const hard = 1;
    const run = letterRun(
      {
        gains: {
          a: Math.log(2),
          b: Math.log(2),
          c: Math.log(2),
          d: Math.log(2),
          e: Math.log(2),
          f: Math.log(2),
        },
        sample: (sample, side, { trial, index }) =>
          trial?.number === hard && side === "candidate"
            ? { ...sample, cpuNs: baselineNs * (index % 2 === 0 ? 0.9 : 1.1) }
            : sample,
      },
      letterSpec({ candidates: 4 }),
    );
    const events = await collect(run.events());
    const judged = events.flatMap((event) => (event.type === "candidate-judged" ? [event.candidate] : []));
    expect([...judged].sort()).toEqual([1, 2, 3, 4]);
    expect(judged.at(-1)).toBe(hard);
    expect(candidateOf(viewed(events), hard)?.verdict?.kind).toBe("inconclusive");
  });

  it("stops when asked, keeps what it has and says so", async () => {
    const controller = new AbortController();
    const events: RunEvent[] = [];
    for await (const event of letterRun({ gains, delay: () => 1 }).events(controller.signal)) {
      events.push(event);
      if (event.type === "candidate-judged") controller.abort();
    }
    const view = viewed(events);
    expect(view.end).toMatchObject({ outcome: "stopped", best: null });
    expect(view.candidates.some(({ stage }) => stage === "judged")).toBe(true);
  });

  it("stays within the minutes of its budget", async () => {
    let now = 0;
    const clock = { now: () => (now += 100) };
    const view = viewed(
      await collect(letterRun({ gains }, letterSpec({ minutes: 1, candidates: 1000 }), { clock }).events()),
    );
    expect(view.end?.reason).toMatch(/1 minute/);
    expect(view.candidates.length).toBeLessThan(1000);
    expect(view.end?.outcome).toBe("improved");
  });

  it("ends as failed with one sentence when the world breaks, and keeps the events before", async () => {
    const run = letterRun({ gains });
    run.store.settle = async () => {
      throw new Error("The disk is full: free some space and start the run again.");
    };
    const view = viewed(await collect(run.events()));
    expect(view.end).toMatchObject({
      outcome: "failed",
      reason: "The disk is full: free some space and start the run again.",
    });
  });

  it("writes only events that its journal can read back", async () => {
    for (const event of await collect(letterRun({ gains }).events())) {
      expect(runEventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    }
  });

  it("gives every judged candidate an abstract with inherited and new traits", async () => {
    const view = viewed(await collect(letterRun({ gains }).events()));
    const grandchild = view.candidates.find(({ parents, verdict }) => parents[0] !== 0 && verdict !== null);
    expect(grandchild?.abstract?.introduces.length).toBeGreaterThan(0);
    expect(grandchild?.abstract?.inherits.length).toBeGreaterThan(0);
    const rejected = view.candidates.find(({ verdict }) => verdict?.kind === "rejected");
    expect(rejected?.abstract?.failure).toMatch(/differential gate/);
  });

  it("steers by directions whose credit comes from what their children achieved", async () => {
    const view = viewed(await collect(letterRun({ gains }, letterSpec({ candidates: 30 })).events()));
    const directions = [...view.directions, ...view.earlier];
    expect(directions.some(({ trials }) => trials > 0)).toBe(true);
    expect(view.candidates.some(({ direction }) => direction !== null)).toBe(true);
  });
});
