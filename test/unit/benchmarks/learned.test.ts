import { describe, expect, test } from "vitest";
import type { LapTimes } from "../../../src/adapters/benchmarks/lapTimes.ts";
import { grownLoadNs, type Learned, worksBesideLaps } from "../../../src/adapters/benchmarks/learned.ts";

const sample = { cpuNs: 1e6, wallNs: 1e6, peakBytes: null, reported: {} };
const times = (ns: Partial<LapTimes>): LapTimes => ({
  ...{ sample, rounds: [], roundNs: 10e6, besideNs: 20e6, loadNs: 4e6 },
  ...ns,
});
const learned = (found: Partial<Learned> = {}): Learned => ({
  ...{ plan: { passes: [1], sets: 1, answers: 1 }, mutates: false, effort: 1, changed: new Set() },
  ...{ times: [times({}), times({ loadNs: 5e6, besideNs: 22e6 })] },
  ...found,
});

describe("loading", () => {
  test("that takes a little longer costs nothing", () => {
    expect(grownLoadNs(times({ loadNs: 9e6 }), learned())).toBe(0);
  });

  test("that takes much longer costs all that it grew by", () => {
    expect(grownLoadNs(times({ loadNs: 34e6 }), learned())).toBe(30e6);
  });

  test("costs nothing where the machine does not tell", () => {
    expect(grownLoadNs(times({ loadNs: null }), learned())).toBe(0);
    expect(grownLoadNs(times({ loadNs: 34e6 }), learned({ times: [times({ loadNs: null })] }))).toBe(0);
  });
});

describe("work beside the laps", () => {
  test("may vary", () => {
    expect(worksBesideLaps(times({ besideNs: 30e6 }), learned())).toBe(false);
  });

  test("shows when it is much of what the laps of the baseline take", () => {
    expect(worksBesideLaps(times({ besideNs: 40e6 }), learned())).toBe(true);
  });

  test("does not show where the machine does not tell", () => {
    expect(worksBesideLaps(times({ besideNs: null }), learned())).toBe(false);
  });
});
