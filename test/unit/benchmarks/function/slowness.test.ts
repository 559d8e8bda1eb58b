import { expect, test } from "vitest";
import { baselineRun } from "../../../../src/adapters/benchmarks/function/baselineRun.ts";
import { Slowness, type SlownessOptions } from "../../../../src/adapters/benchmarks/function/slowness.ts";
import type { BenchmarkRun, Timed } from "../../../../src/adapters/benchmarks/functionReports.ts";

const never = new AbortController().signal;
const capture = { offset: 0, text: "" };
const [baseline, candidate] = ["/baseline", "/candidate"].map((root) => ({ root, capture })) as [
  BenchmarkRun["version"],
  BenchmarkRun["version"],
];
const suspicion = {
  variant: candidate,
  inputs: { kind: "recorded", calls: ["AA=="] } as const,
  mutates: false,
  seed: 1,
};

function timed(ns: number): Timed {
  const sample = { cpuNs: ns, wallNs: ns, peakBytes: null, reported: {} };
  return { kind: "timed", sample, rounds: [], answers: [], remarks: [], ms: 1 };
}

/** How often processes were timed, and the gain shown, where the baseline takes 1 ms on the input. */
async function shown(candidateNs: readonly number[], passNs = 5e6) {
  let timings = 0;
  const calls: SlownessOptions["calls"] = {
    learn: async (_, { mutates, effort }) => ({
      kind: "learned",
      learned: { plan: { passes: [1], sets: 1, answers: 1 }, mutates, effort, times: [], changed: new Set() },
      timed: timed(1e6),
    }),
    time: async ({ version }) => {
      const own = candidateNs[Math.floor(timings++ / 2) % candidateNs.length] ?? 0;
      return timed(version === candidate ? own : 1e6);
    },
  };
  const slowness = new Slowness({
    calls,
    baseline,
    metric: { kind: "cpu" },
    passNs,
    limitMs: 1000,
    run: baselineRun,
  });
  return { gain: await slowness.shownBy(suspicion, never), timings };
}

test("a version that is several times as slow is shown to be, with an interval", async () => {
  const { gain } = await shown([4e6, 4.2e6, 3.9e6]);
  expect(gain?.estimate).toBeCloseTo(0.25, 1);
  expect(gain?.high).toBeLessThan(1 / 1.5);
});

test("one that was slow once only is let go after two blocks", async () => {
  expect(await shown([9e6, 1e6])).toEqual({ gain: null, timings: 4 });
});

test("a loss that varies so much that it may be none is not shown", async () => {
  expect((await shown([1.6e6, 9e6, 1.6e6, 1e6, 1.1e6])).gain).toBeNull();
});

test("a loss on next to nothing counts for nothing, however many times as long it takes", async () => {
  expect(await shown([9e6], 5e8)).toEqual({ gain: null, timings: 4 });
});
