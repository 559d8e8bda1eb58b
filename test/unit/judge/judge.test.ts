import { describe, expect, it } from "vitest";
import type { Block } from "../../../src/engine/domain/verdict.ts";
import { FixedBlocksJudge, gainFrom } from "../../../src/engine/judge/fixedBlocksJudge.ts";
import { studentQuantile } from "../../../src/engine/judge/statistics.ts";

function blocks(data: readonly number[]): readonly Block[] {
  return data.map((d) => ({
    baselineCpuNs: 1000 * Math.exp(d),
    candidateCpuNs: 1000,
    baselineWallNs: 1000 * Math.exp(d),
    candidateWallNs: 1000,
    first: "baseline",
  }));
}

const wobble = [0.01, -0.01, 0.005, -0.005, 0.008, -0.008, 0.002, -0.002, 0.01, -0.01, 0.004, -0.004];

describe("Student's t", () => {
  it.each([
    [0.975, 1, 12.7062],
    [0.975, 2, 4.30265],
    [0.9, 2, 1.88562],
    [0.975, 11, 2.20099],
    [0.995, 11, 3.10581],
    [0.995, 4, 4.60409],
    [0.975, 1000, 1.96234],
    [0.5, 5, 0],
    [0.025, 11, -2.20099],
  ])("quantile %d with %d degrees of freedom is that of the tables", (probability, degrees, expected) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(expected, 4);
  });
});

describe("the judge", () => {
  const judge = new FixedBlocksJudge();

  it("asks for twelve blocks before it decides", () => {
    expect(judge.decide([])).toEqual({ kind: "measure", blocks: 12 });
    expect(judge.decide(blocks([0, 0, 0]))).toEqual({ kind: "measure", blocks: 9 });
  });

  it.each([
    ["improved", 0.5, 1],
    ["improved", 0.05, 1],
    ["tied", 0, 1],
    ["worse", -0.5, 1],
    ["inconclusive", 0.05, 20],
    ["inconclusive", 0, 20],
  ])("says %s for a mean d of %d under noise times %d", (kind, shift, scale) => {
    const decision = judge.decide(blocks(wobble.map((d) => shift + scale * d)));
    expect(decision).toMatchObject({ kind: "decided", verdict: { kind } });
  });

  it("gives the gain as e^(mean d) inside its interval", () => {
    const gain = gainFrom(blocks(wobble.map((d) => Math.log(1.84) + d)));
    expect(gain.estimate).toBeCloseTo(1.84, 6);
    expect(gain.low).toBeLessThan(gain.estimate);
    expect(gain.high).toBeGreaterThan(gain.estimate);
  });

  it("asks more of the second finalist than of the first", () => {
    const marginal = blocks(wobble.map((d) => 0.027 + d));
    expect(judge.confirm(marginal, 0)).toMatchObject({ confirmed: true });
    expect(judge.confirm(marginal, 1)).toMatchObject({ confirmed: false });
  });
});
