import { describe, expect, it } from "vitest";
import { holm } from "../../../src/engine/judge/confirmation.ts";
import { isDrifting } from "../../../src/engine/judge/drift.ts";
import { gainFrom, lowerBound } from "../../../src/engine/judge/gain.ts";
import { hodgesLehmann } from "../../../src/engine/judge/hodgesLehmann.ts";
import { PairedData } from "../../../src/engine/judge/pairedData.ts";
import { studentQuantile, studentTail } from "../../../src/engine/judge/student.ts";
import { many, noise } from "./blocks.ts";

describe("Student's t", () => {
  it.each([
    [0.9, 2, 1.885618],
    [0.9, 29, 1.311434],
    [0.975, 1, 12.706205],
    [0.975, 2, 4.302653],
    [0.975, 11, 2.200985],
    [0.995, 4, 4.604095],
    [0.995, 11, 3.105807],
    [0.9995, 9, 4.780913],
    [0.975, 1000, 1.962339],
    [0.5, 5, 0],
    [0.025, 11, -2.200985],
  ])("has the quantile of the tables for %d with %d degrees of freedom", (probability, degrees, expected) => {
    expect(studentQuantile(probability, degrees)).toBeCloseTo(expected, 5);
  });

  it.each([
    [2, 10, 0.036694],
    [4.604095, 4, 0.005],
    [-1.812461, 10, 0.95],
    [31.821, 1, 0.01],
  ])("has the tail of the tables above %d with %d degrees of freedom", (t, degrees, expected) => {
    expect(studentTail(t, degrees)).toBeCloseTo(expected, 5);
  });

  it("keeps its precision far out, where a gain is beyond doubt", () => {
    // One degree of freedom is Cauchy's distribution, whose tail is known.
    expect(studentTail(1e6, 1) / (1 / (Math.PI * 1e6))).toBeCloseTo(1, 9);
  });

  it("refuses what is no probability and no number of degrees", () => {
    expect(() => studentQuantile(1, 5)).toThrow(RangeError);
    expect(() => studentQuantile(Number.NaN, 5)).toThrow(RangeError);
    expect(() => studentQuantile(0.9, 0)).toThrow(RangeError);
  });
});

describe("the test on the centre of paired data", () => {
  // Student's own data of 1908: hours of sleep gained, one drug less the other.
  const sleep = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];

  it("leaves out a fifth at either end, as Yuen does", () => {
    const paired = new PairedData(sleep, 0);
    // Of the middle six, with t(5) = 2.570582 and the spread of all ten, winsorized: 0.334.
    expect(paired.mean).toBeCloseTo(1.333333, 6);
    expect(paired.lower(0.975)).toBeCloseTo(0.880828, 5);
    expect(paired.upper(0.975)).toBeCloseTo(1.785839, 5);
    expect(2 * paired.tail(0)).toBeCloseTo(0.000636, 6);
  });

  it("is Student's for fewer than five", () => {
    const paired = new PairedData(sleep.slice(0, 4), 0);
    expect(paired.mean).toBeCloseTo(1.55, 10);
    // 3.182446 · 0.5686241 / √4
    expect(paired.upper(0.975) - paired.mean).toBeCloseTo(0.904808, 5);
  });

  it("is not moved by one wild block of eight", () => {
    const calm = [0.21, 0.22, 0.2, 0.23, 0.22, 0.21, 0.22];
    expect(new PairedData([...calm, -1], 0).lower(0.9946)).toBeGreaterThan(0.19);
    expect(new PairedData([...calm, 3], 0).upper(0.9946)).toBeLessThan(0.24);
  });

  it("takes the known noise where a coarse clock makes all data alike", () => {
    expect(new PairedData([0.05, 0.05, 0.05], 0.03).tail(0)).toBeGreaterThan(0.01);
    expect(new PairedData([0.05, 0.05, 0.05], 0).tail(0)).toBe(0);
    expect(new PairedData([0.05, 0.05, 0.05], 0).tail(0.06)).toBe(1);
  });

  it("needs two data", () => {
    expect(() => new PairedData([0.1], 0)).toThrow(RangeError);
  });
});

describe("the Hodges–Lehmann estimate", () => {
  it("is the median of all means of pairs", () => {
    expect(hodgesLehmann([1, 2, 6])).toBe(2.75);
    // Depression scores before and after a tranquilizer: Hollander & Wolfe, Nonparametric Statistical Methods, 3.1.
    const before = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
    const after = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
    expect(hodgesLehmann(before.map((score, index) => score - (after[index] ?? 0)))).toBeCloseTo(0.46, 10);
  });

  it("is hardly moved by one wild block", () => {
    expect(hodgesLehmann([0.1, 0.1, 0.1, 0.1, 50])).toBeCloseTo(0.1, 10);
  });
});

describe("drift", () => {
  it("is seen in data that rise from block to block", () => {
    expect(isDrifting([0.01, 0.02, 0.03, 0.04, 0.05])).toBe(true);
    expect(isDrifting(many(12, (index) => -0.01 * index + (index % 2) * 0.011))).toBe(true);
  });

  it("is not seen in what chance makes of few blocks, nor where nothing varies", () => {
    expect(isDrifting([0.01, 0.03, 0.02, 0.04, 0.05])).toBe(false);
    expect(isDrifting([0.1, 0.1, 0.1, 0.1, 0.1])).toBe(false);
    const draw = noise(3, 0.01);
    const cases = many(500, () => Number(isDrifting(many(8, draw))));
    expect(cases.reduce((sum, one) => sum + one)).toBeLessThan(15);
  });
});

describe("a gain", () => {
  it("is e^(mean d) with the 95 % interval of the t distribution", () => {
    const gain = gainFrom([0.6, 0.62, 0.58]);
    expect(gain.estimate).toBeCloseTo(Math.exp(0.6), 10);
    expect(gain.low).toBeCloseTo(Math.exp(0.6 - (4.302653 * 0.02) / Math.sqrt(3)), 6);
    expect(gain.high).toBeCloseTo(Math.exp(0.6 + (4.302653 * 0.02) / Math.sqrt(3)), 6);
    expect(gain.blocks).toBe(3);
  });

  it("has an interval without width where nothing varies", () => {
    expect(gainFrom([0.1, 0.1, 0.1])).toEqual({
      estimate: Math.exp(0.1),
      low: Math.exp(0.1),
      high: Math.exp(0.1),
      blocks: 3,
    });
  });

  it("counts for the search with the lower end of its 80 % interval", () => {
    const gain = gainFrom([0.6, 0.62, 0.58]);
    expect(lowerBound(gain, 0.8)).toBeCloseTo(Math.exp(0.6 - (1.885618 * 0.02) / Math.sqrt(3)), 6);
    expect(lowerBound(gain, 0.95)).toBeCloseTo(gain.low, 10);
  });
});

describe("Holm's procedure", () => {
  it.each([
    [
      [0.001, 0.004, 0.02],
      [true, true, false],
    ],
    [
      [0.02, 0.001, 1],
      [false, true, false],
    ],
    [
      [0.004, 0.004, 0.004],
      [false, false, false],
    ],
    [
      [1, 1, 0.003],
      [false, false, true],
    ],
    [[0.01], [true]],
  ])("rejects of %j at 1 %% jointly %j", (ps, rejected) => {
    expect(holm(ps, 0.01)).toEqual(rejected);
  });
});
