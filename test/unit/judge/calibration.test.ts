import { describe, expect, it } from "vitest";
import { calibrate, smallestGain } from "../../../src/engine/judge/calibration.ts";
import { blocks, many, noise, scores } from "./blocks.ts";

const cpu = { kind: "cpu" } as const;
const wide = [0.2, -0.2, 0.3, -0.3, 0.25, -0.25, 0.4, -0.4];

describe("calibration", () => {
  it("asks for eight blocks of the baseline against itself", () => {
    expect(calibrate(blocks([0.01, -0.01]), cpu)).toEqual({ kind: "measure", blocks: 6, effort: 1 });
  });

  it("takes 1.4826 times the median absolute deviation, which one wild block does not move", () => {
    const quiet = [0.01, -0.01, 0.02, -0.02, 0.01, -0.01, 0.02, 3];
    const decision = calibrate(blocks(quiet), cpu);
    expect(decision).toMatchObject({ kind: "calibrated", effort: 1, blocks: 8 });
    // Median 0.01; deviations 0, .02, .01, .03, 0, .02, .01, 2.99: median 0.015.
    expect(decision.kind === "calibrated" && decision.sigma).toBeCloseTo(1.4826 * 0.015, 6);
  });

  it("makes rounds twice and four times as long while the benchmark is noisy and that helps", () => {
    const half = wide.map((d) => d / 2);
    const third = wide.map((d) => d / 3);
    expect(calibrate(blocks(wide), cpu)).toEqual({ kind: "measure", blocks: 8, effort: 2 });
    expect(calibrate(blocks([...wide, ...half]), cpu)).toEqual({ kind: "measure", blocks: 8, effort: 4 });
    const calm = [...wide, ...wide.map((d) => d / 20)];
    expect(calibrate(blocks(calm), cpu)).toMatchObject({ kind: "calibrated", effort: 2, blocks: 8 });
    expect(calibrate(blocks([...wide, ...half, ...third]), cpu)).toMatchObject({ effort: 4, blocks: 8 });
  });

  it("stays with shorter rounds where longer ones are hardly less noisy, for then more blocks tell more", () => {
    const noisy = wide.map((d) => d / 4);
    const decision = calibrate(blocks([...noisy, ...noisy.map((d) => 0.9 * d)]), cpu);
    expect(decision).toMatchObject({ kind: "calibrated", effort: 1, blocks: 8 });
    expect(decision.kind === "calibrated" && decision.sigma).toBeCloseTo(1.4826 * 0.069, 2);
  });

  it("accepts up to 15 % and calls more than that with the longest rounds too noisy", () => {
    const still = [...wide, ...wide];
    expect(calibrate(blocks([...still, ...wide.map((d) => d / 3)]), cpu)).toMatchObject({
      kind: "calibrated",
      effort: 4,
    });
    const decision = calibrate(blocks([...still, ...wide]), cpu);
    expect(decision).toMatchObject({ kind: "too-noisy", effort: 4 });
    expect(decision.kind === "too-noisy" && decision.sigma).toBeGreaterThan(0.15);
  });

  it("needs three blocks of a score that does not vary from run to run", () => {
    const metric = { kind: "reported", name: "score", unit: null, better: "higher" } as const;
    const same = scores([
      [0.7, 0.7],
      [0.7, 0.7],
      [0.7, 0.7],
    ]);
    expect(calibrate(same, metric)).toEqual({ kind: "calibrated", sigma: 0, effort: 1, blocks: 3 });
    expect(calibrate([...same.slice(0, 2), ...scores([[0.7, 0.71]])], metric)).toMatchObject({
      kind: "measure",
      blocks: 5,
    });
  });

  it("does not take a coarse clock for one without noise", () => {
    const decision = calibrate(blocks([0, 0, 0.02, 0, 0, 0, -0.02, 0]), cpu);
    expect(decision.kind === "calibrated" && decision.sigma).toBeGreaterThan(0);
  });

  it("finds about the noise there is", () => {
    const found = many(200, (index) => {
      const decision = calibrate(blocks(many(8, noise(index, 0.02))), cpu);
      return decision.kind === "calibrated" ? decision.sigma : Number.NaN;
    });
    expect(found.reduce((sum, sigma) => sum + sigma) / found.length).toBeCloseTo(0.018, 2);
  });

  it("takes a gain to be worth having from 2 % or half of the noise on, or as the user says", () => {
    expect(smallestGain(0.01, null)).toBe(1.02);
    expect(smallestGain(0.1, null)).toBeCloseTo(Math.exp(0.05), 10);
    expect(smallestGain(0.1, 1.005)).toBe(1.005);
  });
});
