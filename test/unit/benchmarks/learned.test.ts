import { describe, expect, test } from "vitest";
import type { LapTimes, Novelty } from "../../../src/adapters/benchmarks/lapTimes.ts";
import {
  grownLoadNs,
  type Learned,
  rememberedRatio,
  worksBesideLaps,
} from "../../../src/adapters/benchmarks/learned.ts";

const sample = { cpuNs: 1e6, wallNs: 1e6, peakBytes: null, reported: {} };
const times = (ns: Partial<LapTimes>): LapTimes => ({
  ...{ sample, rounds: [], roundNs: 10e6, besideNs: 20e6, loadNs: 4e6 },
  ...ns,
});
const learned = (found: Partial<Learned> = {}): Learned => ({
  ...{ plan: { passes: [1], sets: 1, answers: 1 }, mutates: false, effort: 1, changed: new Set() },
  ...{ times: [times({}), times({ loadNs: 5e6, besideNs: 22e6 })], novelty: null },
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

describe("memory", () => {
  const ofBaseline = (unknownNs: number, knownNs: number): Learned =>
    learned({ novelty: { unknownNs, knownNs } });
  test.for<readonly [string, Learned, Novelty, boolean]>([
    [
      "a version that takes as long both times",
      ofBaseline(5e6, 5e6),
      { unknownNs: 5e6, knownNs: 5e6 },
      false,
    ],
    ["one that is fast on what it knows only", ofBaseline(5e6, 5e6), { unknownNs: 5e6, knownNs: 1e5 }, true],
    ["the same in microseconds", ofBaseline(6e4, 55e3), { unknownNs: 6e4, knownNs: 5e3 }, true],
    [
      "one that is so fast that cold memory shows",
      ofBaseline(5e6, 5e6),
      { unknownNs: 9e4, knownNs: 2e4 },
      false,
    ],
    [
      "one that is as slow at first as the baseline",
      ofBaseline(9e6, 3e6),
      { unknownNs: 9e6, knownNs: 2e6 },
      false,
    ],
    [
      "one that differs by less than can be seen",
      ofBaseline(2e4, 2e4),
      { unknownNs: 2e4, knownNs: 1e3 },
      false,
    ],
    ["any version where nothing repeats", learned(), { unknownNs: 5e6, knownNs: 1e3 }, false],
  ])("%s", ([, known, novelty, remembers]) => {
    expect(rememberedRatio(novelty, known) !== null).toBe(remembers);
  });
});
