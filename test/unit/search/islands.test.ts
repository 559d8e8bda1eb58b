import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { pipelineDepth } from "../../../src/engine/search/horizon.ts";
import { type Island, Islands, residentsOf } from "../../../src/engine/search/islands.ts";
import { courses, type Sketch, sketchedView } from "./support.ts";

/** A run that climbs for a while and then finds nothing. */
function stuck(count: number): readonly Sketch[] {
  return [{ gain: 0.5 }, { gain: 1, parents: [1] }, ...Array.from({ length: count }, () => ({ gain: 0 }))];
}

function islandsAfter(sketches: readonly Sketch[]): readonly Island[] {
  const islands = new Islands();
  islands.for(sketchedView(sketches), sketches.length + 1);
  return islands.all;
}

describe("islands", () => {
  it("begin as one, on which everybody lives", () => {
    const islands = islandsAfter(stuck(10));
    expect(islands).toMatchObject([{ id: 0, seed: 0, isOpen: true }]);
    expect(islands[0]?.natives.slice(0, 12)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("are joined by a fresh one with the best as its seed on a long plateau, which gets its turns at once", () => {
    const islands = islandsAfter(stuck(36));
    expect(islands).toHaveLength(2);
    expect(islands[1]?.seed).toBe(2);
    expect(islands[1]?.natives.length).toBeGreaterThan(0);
  });

  it("stay at most five open at once, and never lose the best", () => {
    const islands = islandsAfter(stuck(400));
    expect(islands.length).toBeGreaterThan(5);
    expect(islands.filter(({ isOpen }) => isOpen)).toHaveLength(5);
    expect(islands.some((island) => island.isOpen && residentsOf(island).has(2))).toBe(true);
  });

  it("send the best of each to the next in the ring", () => {
    const sketches = stuck(39).map((sketch, index) => (index === 37 ? { gain: 2, parents: [2] } : sketch));
    const islands = islandsAfter([...sketches, ...stuck(40)]);
    const home = islands.find(({ natives }) => natives.includes(38));
    const others = islands.filter((island) => island !== home && island.immigrants.includes(38));
    expect(others.length).toBeGreaterThan(0);
  });

  it("can be told again from the journal alone, whenever they are asked", () => {
    fc.assert(
      fc.property(courses, (course) => {
        const whole = sketchedView(course);
        const live = new Islands();
        const homes = course.map((_, index) => {
          // What is known when the candidate is chosen.
          const known = sketchedView(course.slice(0, Math.max(index + 1 - pipelineDepth, 0)));
          return live.for(known, index + 1).id;
        });
        const replayed = new Islands();
        if (course.length > 0) replayed.for(whole, course.length);
        for (const [index, home] of homes.entries()) {
          const again = replayed.all.find(({ natives }) => natives.includes(index + 1));
          expect(again?.id).toBe(home);
        }
      }),
    );
  });

  it("give every candidate exactly one home", () => {
    fc.assert(
      fc.property(courses, (course) => {
        const natives = islandsAfter(course).flatMap((island) => island.natives);
        expect(new Set(natives).size).toBe(natives.length);
        for (const [index] of course.entries()) expect(natives).toContain(index + 1);
      }),
    );
  });
});
