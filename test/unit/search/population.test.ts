import { describe, expect, it } from "vitest";
import { crossablePairs, populationOf, simplestFirst } from "../../../src/engine/search/population.ts";
import { transitionsOf } from "../../../src/engine/search/transitions.ts";
import { type Sketch, sketchedView } from "./support.ts";

function pairsOf(sketches: readonly Sketch[]) {
  const view = sketchedView(sketches);
  return crossablePairs(view, populationOf(view, sketches.length)).map(({ first, second, expected }) => ({
    pair: [first.number, second.number].sort(),
    expected: Number(expected.toFixed(2)),
  }));
}

describe("a pair for a crossover", () => {
  it("promises the sum of what both gained over their common ancestor", () => {
    const pairs = pairsOf([
      { gain: 0.5, operator: "cache" },
      { gain: 0.7, parents: [1], operator: "index" },
      { gain: 0.9, parents: [1], operator: "sort" },
    ]);
    expect(pairs).toEqual([{ pair: [2, 3], expected: 1.1 }]);
  });

  it("counts a change once that was made to both apart", () => {
    const pairs = pairsOf([
      { gain: 0.5, operator: "cache" },
      { gain: 0.2, operator: "index" },
      { gain: 0.7, operator: "cache", parents: [2] },
      { gain: 0.9, operator: "sort", parents: [1] },
    ]);
    expect(pairs.find(({ pair }) => pair.join() === "3,4")?.expected).toBe(1.1);
  });

  it("is none when one of them brings nothing", () => {
    const pairs = pairsOf([
      { gain: 0.5, operator: "cache" },
      { gain: 0.502, parents: [1], operator: "rename" },
      { gain: 0.9, parents: [1], operator: "sort" },
    ]);
    expect(pairs).toEqual([]);
  });

  it("is not made twice", () => {
    const sketches = [
      { gain: 0.5, operator: "cache" },
      { gain: 0.4, operator: "sort" },
      { gain: 0.6, parents: [1, 2], operator: "crossover" },
    ];
    expect(pairsOf(sketches).some(({ pair }) => pair.join() === "1,2")).toBe(false);
  });
});

describe("what is bred on", () => {
  it("is the simplest of those that are as good as the best", () => {
    const view = sketchedView([
      { gain: 1 },
      { gain: 0.999, parents: [1] },
      { gain: 1.004, parents: [2] },
      { gain: 0.5 },
    ]);
    const order = simplestFirst(view, populationOf(view, 4)).map(({ number }) => number);
    expect(order).toEqual([1, 2, 3, 4, 0]);
  });
});

describe("the merit of a change", () => {
  it("is none for making good what an ancestor spoiled", () => {
    const view = sketchedView([{ gain: 1 }, { gain: 0.4, parents: [1] }, { gain: 1.1, parents: [2] }]);
    const { reward, advance } = transitionsOf(view, 3).at(-1) ?? {};
    expect(reward).toBeCloseTo(0.7, 3);
    expect(advance).toBeCloseTo(0.1, 3);
  });

  it("is unknown for a rejected candidate", () => {
    expect(transitionsOf(sketchedView([{ gain: null }]), 1)).toMatchObject([{ reward: null, advance: null }]);
  });
});
