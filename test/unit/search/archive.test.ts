import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Approaches } from "../../../src/engine/search/approaches.ts";
import { archiveOf, cellKey, cellOf } from "../../../src/engine/search/archive.ts";
import { populationOf } from "../../../src/engine/search/population.ts";
import { courses, type Sketch, sketchedView } from "./support.ts";

function cellsOf(sketches: readonly Sketch[]) {
  const view = sketchedView(sketches);
  const approaches = new Approaches();
  return sketches.map((_, index) => cellOf(view, index + 1, approaches));
}

function growthOf(...introduces: readonly string[]) {
  return cellsOf([{ introduces }])[0]?.growth;
}

describe("a cell of the archive", () => {
  it("tells twice as long and half as long code apart, in steps, within limits", () => {
    const sizes = [8, 9, 16, 4, 1, 4000].map((length) => ({ target: "x".repeat(length) }));
    expect(cellsOf(sizes).map(({ size }) => size)).toEqual([0, 0, 2, -2, -4, 4]);
  });

  it.each([
    ["loops nested 2 deep", "n²"],
    ["scan by `includes` in a loop", "n²"],
    ["loops nested 3 deep", "n³"],
    ["one level of loops", "n"],
    ["sort once, then walk", "n log n"],
    ["binary search in the table", "log n"],
    ["closed form of the sum", "1"],
    ["rename a variable", "unknown"],
  ])("takes %j for a growth of %s", (phrase, growth) => {
    expect(growthOf(phrase)).toBe(growth);
  });

  it("takes a growth that was measured before one that is spoken of", () => {
    const growth = { exponent: 1, low: 1, high: 1, label: "n", sizes: [1, 2, 4] };
    const gain = { estimate: 2, low: 1.9, high: 2.1, blocks: 8 };
    const confirmation = { confirmed: true, gain, growth: { baseline: growth, candidate: growth } };
    expect(cellsOf([{ introduces: ["loops nested 2 deep"], rest: { confirmation } }])[0]?.growth).toBe("n");
  });
});

describe("an approach", () => {
  it("is shared by candidates that are said to do nearly the same, and by no others", () => {
    const approaches = cellsOf([
      { introduces: ["look words up in a map"] },
      { introduces: ["sort the edges by weight"] },
      { introduces: ["look up the words in a map"] },
      { introduces: ["sort edges by their weight"] },
    ]).map(({ approach }) => approach);
    expect(approaches).toEqual([1, 2, 1, 2]);
  });

  it("once given stays, however many candidates follow", () => {
    fc.assert(
      fc.property(courses, (course) => {
        const all = cellsOf(course).map(({ approach }) => approach);
        const first = cellsOf(course.slice(0, 20)).map(({ approach }) => approach);
        expect(all.slice(0, 20)).toEqual(first);
      }),
    );
  });

  it("is named after what founded it", () => {
    const view = sketchedView([{ introduces: ["keep a heap of the nearest"] }]);
    const approaches = new Approaches();
    expect(approaches.nameOf(approaches.of(1, view.candidates))).toBe("keep a heap of the nearest");
  });

  it("stays among sixteen, so that cells can be filled", () => {
    const sketches = Array.from({ length: 60 }, (_, at) => ({ introduces: [`idea${at} word${at}`] }));
    const approaches = cellsOf(sketches).map(({ approach }) => approach);
    expect(new Set(approaches).size).toBeLessThanOrEqual(16);
  });
});

describe("the archive", () => {
  it("keeps the best of each cell, never a rejected candidate, and never loses the best of all", () => {
    fc.assert(
      fc.property(courses, (course) => {
        const view = sketchedView(course);
        const members = populationOf(view, course.length);
        const approaches = new Approaches();
        const elites = archiveOf(view, members, approaches);
        expect(elites[0]?.number).toBe(members[0]?.number);
        expect(new Set(elites.map(({ cell }) => cellKey(cell))).size).toBe(elites.length);
        for (const member of members) {
          const key = cellKey(cellOf(view, member.number, approaches));
          const elite = elites.find(({ cell }) => cellKey(cell) === key);
          expect(elite?.fitness).toBeGreaterThanOrEqual(member.fitness);
        }
        for (const { number } of elites) {
          if (number > 0) expect(view.candidates[number - 1]?.verdict?.kind).not.toBe("rejected");
        }
      }),
    );
  });
});
