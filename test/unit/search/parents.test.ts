import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parentWeights, pickParent, repairable } from "../../../src/engine/search/parents.ts";
import { populationOf } from "../../../src/engine/search/population.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";
import { courses, sketchedView } from "./support.ts";

function members(...fitnesses: readonly number[]) {
  return fitnesses.map((fitness, number) => ({ number, fitness, children: 0 }));
}

describe("the weight of a parent", () => {
  it("is a sigmoid of how far it is from the median, in median absolute deviations", () => {
    const [best, middle, worst] = parentWeights(members(0.3, 0.2, 0.1));
    expect(middle).toBeCloseTo(0.5);
    expect(best).toBeCloseTo(1 / (1 + Math.exp(-10)));
    expect(worst).toBeCloseTo(1 / (1 + Math.exp(10)));
  });

  it("falls with every child", () => {
    const all = members(0, 0, 0).map((member) => ({ ...member, children: member.number }));
    expect(parentWeights(all)).toEqual([1 / 2, 1 / 4, 1 / 6]);
  });

  it("is not moved by one outlier", () => {
    const [, ...without] = parentWeights(members(0.5, 0.4, 0.3, 0.2, 0.1));
    const [, ...withOne] = parentWeights(members(500, 0.4, 0.3, 0.2, 0.1));
    expect(withOne).toEqual(without);
  });

  it("is finite and never negative, and the better of equals in children is never the lighter", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { maxLength: 40 }), (fitnesses) => {
        const sorted = fitnesses.toSorted((a, b) => b - a);
        const weights = parentWeights(members(...sorted));
        for (const [at, weight] of weights.entries()) {
          expect(weight).toBeGreaterThanOrEqual(0);
          expect(weight).toBeLessThanOrEqual(weights[at - 1] ?? 1);
        }
      }),
    );
  });
});

describe("the choice of a parent", () => {
  const all = members(0.9, 0.5, 0.4, 0.3, 0.2, 0.1, -0.5);

  /** How often each of them is chosen when patience has run out so often. */
  function counted(dullness: number): ReadonlyMap<number, number> {
    const random = new SeededRandom(1);
    const counts = new Map<number, number>();
    for (let at = 0; at < 1000; at++) {
      const { number } = pickParent({ members: all, elites: all, dullness, random });
      counts.set(number, (counts.get(number) ?? 0) + 1);
    }
    return counts;
  }

  it("follows the best while it climbs, and looks around the more the longer nothing got better", () => {
    const best = [0, 1, 3, 10].map((dullness) => counted(dullness).get(0) ?? 0);
    expect(best[0]).toBeGreaterThan(800);
    for (const [at, count] of best.entries()) expect(count).toBeLessThanOrEqual(best[at - 1] ?? 1000);
  });

  it("reaches everybody in the end, and never leaves the best", () => {
    const counts = counted(10);
    expect(counts.size).toBe(all.length);
    expect(counts.get(0)).toBe(Math.max(...counts.values()));
  });

  it("is never a rejected candidate, in any course of a run", () => {
    fc.assert(
      fc.property(courses, fc.nat(), fc.nat({ max: 9 }), (course, seed, dullness) => {
        const view = sketchedView(course);
        const population = populationOf(view, course.length);
        const random = new SeededRandom(seed);
        const { number } = pickParent({ members: population, elites: population, dullness, random });
        if (number > 0) expect(view.candidates[number - 1]?.verdict?.kind).not.toBe("rejected");
      }),
    );
  });
});

describe("what is worth a repair", () => {
  const scan = { verdict: { kind: "rejected", gate: "scan", reason: "it reads the clock" } } as const;

  it("are rejected candidates of good parents first, then the latest", () => {
    const view = sketchedView([{ gain: 1 }, { gain: null }, { gain: null, parents: [1] }, { gain: null }]);
    expect(repairable(view, 4).map(({ number }) => number)).toEqual([3, 4, 2]);
    expect(repairable(view, 2).map(({ number }) => number)).toEqual([2]);
  });

  it("are none that the scan or a person refused, and none that were repaired twice", () => {
    const view = sketchedView([
      { gain: null },
      { gain: null, rest: scan },
      { gain: null, rest: { declined: "not readable" } },
      { gain: 0, parents: [1] },
      { gain: 0, parents: [1] },
    ]);
    expect(repairable(view, 5)).toEqual([]);
  });
});
