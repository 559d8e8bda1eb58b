import { describe, expect, it } from "vitest";
import type { Block } from "../../../src/engine/domain/verdict.ts";
import type { Decision, Terms } from "../../../src/engine/judge/judge.ts";
import { decide } from "../../../src/engine/judge/sequentialTest.ts";
import { blocks, exactTerms, many, noise, scores, terms } from "./blocks.ts";

/** Measures with a source of d until it is decided; a wall clock of its own when given. */
function judged(
  datum: (index: number) => number,
  by: Terms = terms,
  wall: (index: number, datum: number) => number = (_, d) => d,
) {
  let measured: readonly Block[] = [];
  for (;;) {
    const decision: Decision = decide(measured, by);
    if (decision.kind === "decided") return { ...decision, blocks: measured };
    const data = many(decision.blocks, (more) => datum(measured.length + more));
    const walls = data.map((d, more) => wall(measured.length + more, d));
    measured = [...measured, ...blocks(data, walls)];
  }
}

/** Small fixed deviations without drift, of a standard deviation of about 1 %. */
const wobble = (index: number): number => [0.01, -0.012, 0.008, -0.009, 0.004, -0.003][index % 6] ?? 0;

describe("the verdict on a candidate", () => {
  it("comes in looks: three blocks to screen, then up to 5, 8, 12, 20 and 30", () => {
    const open = many(30, (index) => 0.02 + 4 * wobble(index));
    const asked = [0, 3, 5, 8, 12, 20].map((count) => decide(blocks(open.slice(0, count)), terms));
    expect(asked.map((decision) => decision.kind === "measure" && decision.blocks)).toEqual([
      3, 2, 3, 4, 8, 10,
    ]);
    expect(decide(blocks(open), terms)).toMatchObject({ verdict: { kind: "inconclusive" } });
  });

  it("is improved after five blocks for a gain of a quarter", () => {
    const { verdict, blocks: measured } = judged((index) => Math.log(1.25) + wobble(index));
    expect(verdict).toMatchObject({ kind: "improved", gain: { blocks: 5 } });
    expect(measured).toHaveLength(5);
  });

  it("is tied after three blocks when there is nothing in it, and worse when it is slower", () => {
    expect(judged(wobble).verdict).toMatchObject({ kind: "tied", gain: { blocks: 3 } });
    expect(judged((index) => -0.3 + wobble(index)).verdict.kind).toBe("worse");
  });

  it("is tied for a gain that is certain but not worth having", () => {
    const { verdict } = judged((index) => 0.012 + wobble(index) / 4);
    expect(verdict).toMatchObject({ kind: "tied" });
  });

  it("takes its gain from the fresh blocks only, not from those that let it through the screen", () => {
    const { verdict } = judged((index) => (index < 3 ? 2 : 0.5) + wobble(index));
    expect(verdict.kind === "improved" && verdict.gain.estimate).toBeCloseTo(Math.exp(0.5), 1);
  });

  it("is not improved by one huge outlier", () => {
    const { verdict } = judged((index) => (index === 5 ? 8 : wobble(index)));
    expect(verdict.kind).not.toBe("improved");
  });

  it("is found in spite of one huge outlier", () => {
    const { verdict } = judged((index) => (index === 4 ? -1 : 0.4 + wobble(index)));
    expect(verdict.kind).toBe("improved");
  });

  it("is not improved while the other clock shows no gain at all", () => {
    const cpuOnly = judged(
      (index) => 0.3 + wobble(index),
      terms,
      (index) => -0.05 + wobble(index),
    );
    expect(cpuOnly.verdict.kind).toBe("inconclusive");
    const byWall: Terms = { ...terms, metric: { kind: "wall" } };
    const wallOnly = judged(
      (index) => -0.05 + wobble(index),
      byWall,
      (index) => 0.3 + wobble(index),
    );
    expect(wallOnly.verdict.kind).toBe("inconclusive");
  });

  it("is improved when the other clock is too restless to contradict", () => {
    const restless = judged(
      (index) => 0.3 + wobble(index),
      terms,
      (index) => -0.05 + 30 * wobble(index),
    );
    expect(restless.verdict.kind).toBe("improved");
  });

  it("is given where the machine does not tell CPU time", () => {
    const silent = blocks(many(8, (index) => 0.3 + wobble(index))).map((block) => ({
      ...block,
      baseline: { ...block.baseline, cpuNs: null },
      candidate: { ...block.candidate, cpuNs: null },
    }));
    expect(decide(silent, { ...terms, metric: { kind: "wall" } })).toMatchObject({
      verdict: { kind: "improved" },
      cautions: [],
    });
  });

  it("does not depend on blocks that were measured after it was clear", () => {
    const data = many(40, (index) => 0.3 + wobble(index));
    expect(decide(blocks(data), terms)).toEqual(decide(blocks(data.slice(0, 5)), terms));
  });

  it("is tried again, once, when the blocks drift", () => {
    const drifting = many(5, (index) => 0.2 + 0.02 * index);
    const steady = many(5, (index) => 0.3 + wobble(index));
    expect(decide(blocks(drifting), terms)).toEqual({ kind: "measure", blocks: 5 });
    expect(decide(blocks([...drifting, ...steady]), terms)).toMatchObject({
      verdict: { kind: "improved", gain: { blocks: 5 } },
      cautions: [],
    });
    expect(decide(blocks([...drifting, ...drifting]), terms)).toMatchObject({
      verdict: { kind: "improved" },
      cautions: ["drift"],
    });
  });

  it("comes with a caution when the processes had to wait for a core", () => {
    const { verdict, cautions } = judged(
      (index) => 0.3 + wobble(index),
      terms,
      (_, d) => d - 1.2,
    );
    expect([verdict.kind, cautions]).toEqual(["inconclusive", ["busy"]]);
  });
});

describe("the verdict on a score that does not vary", () => {
  const three = (candidate: number) =>
    decide(
      scores([
        [0.8, candidate],
        [0.8, candidate],
        [0.8, candidate],
      ]),
      exactTerms,
    );

  it("comes after three blocks, with an interval without width", () => {
    expect(three(1)).toMatchObject({ verdict: { kind: "improved", gain: { blocks: 3 } } });
    const decision = three(1);
    const gain =
      decision.kind === "decided" && decision.verdict.kind === "improved" ? decision.verdict.gain : null;
    expect(gain?.low).toBe(gain?.high);
    expect(gain?.estimate).toBeCloseTo(1.25, 10);
  });

  it("is tied for the same score and worse for a lower one", () => {
    expect(three(0.8)).toMatchObject({ verdict: { kind: "tied" } });
    expect(three(0.7)).toMatchObject({ verdict: { kind: "worse" } });
  });

  it("is improved for exactly the gain that the user finds worth having", () => {
    const decision = decide(
      scores([
        [1, 1.1],
        [1, 1.1],
        [1, 1.1],
      ]),
      {
        ...exactTerms,
        calibration: { sigma: 0, smallestGain: 1.1 },
      },
    );
    expect(decision).toMatchObject({ verdict: { kind: "improved" } });
  });

  it("takes as long as any other when only the candidate varies", () => {
    expect(
      decide(
        scores([
          [0.8, 1],
          [0.8, 1.1],
          [0.8, 1.05],
        ]),
        exactTerms,
      ),
    ).toEqual({
      kind: "measure",
      blocks: 2,
    });
  });
});

describe("the verdicts over many candidates", () => {
  const kinds = (gain: number, count: number, sigma: number, tail: number) =>
    many(count, (seed) => seed).map((seed) => {
      const draw = noise(seed + 1, sigma, tail);
      const restless = noise(seed + 100_000, 3 * sigma, tail);
      const result = judged(
        () => Math.log(gain) + draw(),
        { ...terms, calibration: { sigma, smallestGain: 1.02 } },
        () => Math.log(gain) + restless(),
      );
      return { kind: result.verdict.kind, blocks: result.blocks.length };
    });
  const share = (results: ReturnType<typeof kinds>) =>
    results.filter(({ kind }) => kind === "improved").length / results.length;
  const median = (results: ReturnType<typeof kinds>) =>
    results.map(({ blocks: used }) => used).sort((a, b) => a - b)[Math.floor(results.length / 2)];

  it.each([
    ["quiet", 0.01, 1],
    ["restless", 0.03, 1],
    ["wild", 0.02, 8],
  ])("keep to their goals on a %s machine", (_, sigma, tail) => {
    const nothing = kinds(1, 1000, sigma, tail);
    const tenth = kinds(1.1, 200, sigma, tail);
    const quarter = kinds(1.25, 100, sigma, tail);
    expect(share(nothing)).toBeLessThanOrEqual(0.003);
    expect(median(nothing)).toBeLessThanOrEqual(12);
    expect(share(tenth)).toBeGreaterThanOrEqual(0.9);
    expect(median(quarter)).toBeLessThanOrEqual(8);
  });
});
