import { describe, expect, it } from "vitest";
import { findPlan, type PlanningOptions } from "../../../src/adapters/benchmarks/harness/planning.ts";

/** Makes eight calls a pass on values that never change, and tells of each lap what `seenNs` makes of it. */
function repeating(callNs: number, seenNs: (lapNs: number) => number): PlanningOptions {
  const answers = { digest: "", calls: 1, bytes: 8 };
  return {
    workbench: {
      repeats: true,
      waits: false,
      costs: { inputs: 8, makeNs: 1000, bytes: 64 },
      sets: async (_, count) => Array.from({ length: count }, () => []),
      lap: async (_, { passes, parts }) => {
        const lapNs = (passes * 8 * callNs) / parts;
        return { time: { cpuNs: seenNs(lapNs), wallNs: seenNs(lapNs) }, answers };
      },
    },
    cpuNow: () => 0,
    mutates: false,
    effort: 1,
    passNs: 8 * callNs,
  };
}

describe("a plan for inputs that are used again and again", () => {
  const callNs = 50;
  const wanted = 4e6 / callNs;

  it("has laps of 4 ms", async () => {
    const { passes } = await findPlan(repeating(callNs, (lapNs) => lapNs));
    expect(passes).toHaveLength(8);
    for (const count of passes) expect(count).toBeCloseTo(wanted, -1);
  });

  it("has laps hardly longer on a machine so busy that nothing is seen of short ones", async () => {
    const { passes } = await findPlan(repeating(callNs, (lapNs) => Math.max(0, lapNs - 5e5)));
    for (const count of passes) {
      expect(count).toBeGreaterThan(wanted / 2);
      expect(count).toBeLessThan(2 * wanted);
    }
  });
});

describe("a plan for calls whose answers are dear to look at", () => {
  it("still looks at one from anywhere in a lap, so that what is right only when it ends is found", async () => {
    let now = 0;
    const cpuNow = (): number => {
      now += 1e9;
      return now;
    };
    const { answers } = await findPlan({ ...repeating(2e6, (lapNs) => lapNs), cpuNow });
    expect(answers).toBe(2);
  });
});
