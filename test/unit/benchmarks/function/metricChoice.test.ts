import { describe, expect, test } from "vitest";
import { chooseClock } from "../../../../src/adapters/benchmarks/function/metricChoice.ts";

const sampleOf = (cpuNs: number | null, wallNs: number) => ({ cpuNs, wallNs, peakBytes: null, reported: {} });

function choiceOf(options: {
  cpuNs: number | null;
  clock?: "cpu" | "wall";
  contention?: number | null;
}): string {
  const { cpuNs, clock = null, contention = 0 } = options;
  const { metric, reason } = chooseClock({
    symbol: "f",
    clock,
    baseline: sampleOf(cpuNs, 1e6),
    contention,
  });
  expect(reason).toMatch(/^[A-Z][^\n]+\.$/);
  return `${metric.kind}: ${reason}`;
}

describe("the clock that counts", () => {
  test("is that of the CPU, unless the function waits or computes on several cores", () => {
    expect(choiceOf({ cpuNs: 0.97e6 })).toMatch(/^cpu: CPU time is measured: it spreads less/);
    expect(choiceOf({ cpuNs: 0.3e6 })).toBe(
      "wall: Wall time is measured, because f waits: it computes during 30 % of its time.",
    );
    expect(choiceOf({ cpuNs: 2.5e6 })).toMatch(/^wall: .* f keeps 2\.5 cores busy at once/);
  });

  test("is what the objective demands, where the machine tells it", () => {
    expect(choiceOf({ cpuNs: 0.3e6, clock: "cpu" })).toMatch(/^cpu: .* as the objective says/);
    expect(choiceOf({ cpuNs: 1e6, clock: "wall" })).toMatch(/^wall: .* as the objective says/);
    expect(choiceOf({ cpuNs: null, clock: "cpu" })).toMatch(/^wall: .* although the objective says CPU time/);
    expect(choiceOf({ cpuNs: null })).toMatch(/^wall: .* because this machine does not tell CPU time/);
  });

  test("does not take a busy machine for a function that waits, but a sleeping one", () => {
    expect(choiceOf({ cpuNs: 0.4e6, contention: 0.9 })).toMatch(
      /^cpu: .* the machine is too busy to see whether f waits/,
    );
    expect(choiceOf({ cpuNs: 0.4e6, contention: null })).toMatch(/^wall: /);
    expect(choiceOf({ cpuNs: 0.01e6, contention: 0.9 })).toMatch(/^wall: /);
  });
});
