import { describe, expect, it } from "vitest";
import { recordedPorts } from "../../../src/adapters/runs/recordedPorts.ts";
import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { leaderOf } from "../../../src/engine/domain/runView.ts";
import type { Adversary } from "../../../src/engine/ports.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: Math.log(1.3), d: Math.log(0.5), e: 0, f: 0 };
const reason = "It returned 1 instead of 0 on the input [] of size 0 that the adversary drew.";
const spec = letterSpec({ candidates: 24 }, 3);

/** Breaks whoever has a capital A. */
const againstA: Adversary = {
  attack: async ({ code }) => ({ tried: 5, found: code.target.startsWith("A") ? reason : null }),
};

function verdicts(events: readonly RunEvent[]) {
  return viewed(events).candidates.map(({ number, code, verdict }) => [number, code.target, verdict]);
}

describe("a candidate that is about to lead", () => {
  it("is rejected for an input on which it is wrong, and nothing but its repair descends from it", async () => {
    const events = await collect(letterRun({ gains }, spec, { adversary: againstA }).events());
    const view = viewed(events);
    const broken = view.candidates.filter(({ attack }) => attack?.found === reason);
    expect(broken.length).toBeGreaterThan(0);
    for (const { number, verdict, gates, abstract } of broken) {
      expect(verdict).toEqual({ kind: "rejected", gate: "differential", reason });
      expect(gates.at(-1)).toMatchObject({ gate: "differential", passed: false, reason });
      expect(abstract?.failure).not.toBeNull();
      expect(view.candidates.some(({ parents }) => parents.includes(number))).toBe(false);
    }
    const leader = leaderOf(view);
    expect(leader?.code.target).toMatch(/^a/);
    expect(leader?.confirmation?.confirmed).toBe(true);
  });

  it("stays what it is when nothing breaks it", async () => {
    const adversary: Adversary = { attack: async () => ({ tried: 5, found: null }) };
    const faced = await collect(letterRun({ gains }, spec, { adversary }).events());
    const spared = await collect(letterRun({ gains }, spec).events());
    expect(verdicts(faced)).toEqual(verdicts(spared));
    const improved = viewed(faced).candidates.filter(({ verdict }) => verdict?.kind === "improved");
    expect(improved[0]?.attack).toEqual({ tried: 5, found: null });
    // Whoever does not lead is not worth the time.
    expect(viewed(faced).candidates.some(({ attack }) => attack === null)).toBe(true);
  });

  it("faces the adversary by what was known when it was chosen, whatever finishes first", async () => {
    const still = await collect(letterRun({ gains }, spec, { adversary: againstA }).events());
    const delay = (number: number) => (number * 7) % 5;
    const shuffled = await collect(letterRun({ gains, delay }, spec, { adversary: againstA }).events());
    expect(verdicts(shuffled)).toEqual(verdicts(still));
  });

  it("is broken again when the run is replayed", async () => {
    const events = await collect(letterRun({ gains }, spec, { adversary: againstA }).events());
    const { evaluator, adversary, calibrations } = recordedPorts(events);
    const again = await collect(letterRun({ gains }, spec, { evaluator, adversary, calibrations }).events());
    const told = (all: readonly RunEvent[]) =>
      all.filter(({ type }) => type === "candidate-attacked").map(({ at: _, ...event }) => event);
    expect(told(again)).toEqual(told(events));
    expect(verdicts(again)).toEqual(verdicts(events));
  });

  it("has no verdict when the run is stopped while the adversary is at work", async () => {
    const stop = new AbortController();
    const adversary: Adversary = {
      attack: async () => {
        stop.abort();
        throw new Error("stopped");
      },
    };
    const view = viewed(await collect(letterRun({ gains }, spec, { adversary }).events(stop.signal)));
    expect(view.end?.outcome).toBe("stopped");
    expect(view.candidates.some(({ verdict }) => verdict?.kind === "improved")).toBe(false);
  });
});
