import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  pointlessAfter,
  pointlessText,
  progressOf,
  shiftOf,
  stageOf,
} from "../../../src/engine/search/plateau.ts";
import { courses, type Sketch, sketchedView } from "./support.ts";

function dull(count: number): readonly Sketch[] {
  return Array.from({ length: count }, () => ({ gain: 0 }));
}

function stageAfter(sketches: readonly Sketch[]) {
  return stageOf(progressOf(sketchedView(sketches), sketches.length));
}

describe("a plateau", () => {
  it("is answered by a change of paradigm, then a fresh island, then the end", () => {
    const found = [{ gain: 1 }];
    expect(stageAfter([...found, ...dull(11)])).toBe("climbing");
    expect(stageAfter([...found, ...dull(12)])).toBe("shift");
    expect(stageAfter([...found, ...dull(24)])).toBe("fresh");
    expect(stageAfter([...found, ...dull(pointlessAfter)])).toBe("pointless");
  });

  it("ends with the next step forward", () => {
    expect(stageAfter([{ gain: 1 }, ...dull(50), { gain: 1.1 }])).toBe("climbing");
  });

  it("is waited for longer where steps have been rare, within limits", () => {
    const patienceAfter = (...gaps: readonly number[]) => {
      const sketches = gaps.flatMap((gap, at) => [...dull(gap), { gain: at + 1 }]);
      return progressOf(sketchedView(sketches), sketches.length).patience;
    };
    expect(patienceAfter(0, 3)).toBe(12);
    expect(patienceAfter(0, 9, 2)).toBe(20);
    expect(patienceAfter(60)).toBe(48);
  });

  it("does not end by a step smaller than half of what is worth having", () => {
    expect(stageAfter([{ gain: 1 }, ...dull(50), { gain: 1.005 }])).toBe("fresh");
  });

  it("is told from the verdicts up to the horizon only", () => {
    const view = sketchedView([{ gain: 1 }, ...dull(5), { gain: 2 }]);
    expect(progressOf(view, 6)).toMatchObject({ best: 1, since: 5 });
    expect(progressOf(view, 7)).toMatchObject({ best: 7, since: 0 });
    expect(progressOf(view, -3)).toMatchObject({ best: 0, since: 0 });
  });

  it("never calls a candidate the last step that is far from the best", () => {
    fc.assert(
      fc.property(courses, (course) => {
        const { fitness } = progressOf(sketchedView(course), course.length);
        const best = Math.max(0, ...course.map(({ gain }) => gain ?? 0));
        expect(best - fitness).toBeLessThan(Math.log(1.02) / 2 + 0.001);
      }),
    );
  });

  it("that makes more search pointless is told in one sentence with its chance", () => {
    expect(pointlessText({ best: 23, since: 100 })).toBe(
      "None of the last 100 candidates was better than candidate 0023, in whatever direction they went: the next would be with a chance below 3.0 %.",
    );
    expect(pointlessText({ best: 0, since: 120 })).toContain("better than the baseline");
  });
});

describe("a change of paradigm", () => {
  it("prefers what had the least of a chance to what made the best", () => {
    const view = sketchedView([
      { gain: 0.5, operator: "cache" },
      { gain: 1, operator: "index", parents: [1] },
      ...Array.from({ length: 6 }, () => ({ gain: 0, operator: "sort" })),
      { gain: 0, operator: "inline" },
    ]);
    const shift = shiftOf(view, 9, ["cache", "heap", "index", "inline", "sort"]);
    expect(shift).toEqual({ prefer: ["heap", "inline"], avoid: ["cache", "index"] });
  });

  it("prefers nothing when nothing else is known", () => {
    expect(shiftOf(sketchedView([{ gain: 1, operator: "cache" }]), 1, ["cache"]).prefer).toEqual([]);
  });
});
