import { describe, expect, it } from "vitest";
import { timeFairly } from "../../../../src/adapters/benchmarks/function/fairTiming.ts";
import type { Lesson } from "../../../../src/adapters/benchmarks/function/lessons.ts";
import type { Fault, Timed } from "../../../../src/adapters/benchmarks/functionReports.ts";
import type { HarnessFault } from "../../../../src/adapters/benchmarks/harnessProcess.ts";

const timed: Timed = {
  kind: "timed",
  sample: { cpuNs: 1e6, wallNs: 1e6, peakBytes: null, reported: {} },
  rounds: [],
  answers: [],
  remarks: [],
  ms: 900,
};
const before = lesson(1);
const now = lesson(2);

function lesson(effort: number): Lesson {
  const plan = { passes: [1], sets: 1, answers: 1 };
  return { learned: { plan, mutates: false, effort, times: [], changed: new Set() }, timed };
}

function fault(kind: HarnessFault["kind"]): Fault {
  return { kind: "fault", fault: { kind, stage: "run", input: null, message: "goes on computing" } };
}

describe("a candidate that seems to be unfair", () => {
  it("is timed again beside the baseline as it is now, which may be as slow by then", async () => {
    const report = await timeFairly(before, {
      time: async (known) => (known === now ? timed : fault("unfair")),
      renew: async () => now,
    });
    expect(report).toBe(timed);
  });

  it("is called so when it is unfair then, too", async () => {
    const report = await timeFairly(before, { time: async () => fault("unfair"), renew: async () => now });
    expect(report).toEqual(fault("unfair"));
  });

  it("has no second try when it fails in another way", async () => {
    const renew = () => Promise.reject(new Error("asked for nothing"));
    expect(await timeFairly(before, { time: async () => fault("died"), renew })).toEqual(fault("died"));
    expect(await timeFairly(before, { time: async () => timed, renew })).toBe(timed);
  });
});
