import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearDuplicateOf, shinglesOf, similarity } from "../../../src/engine/search/novelty.ts";

const long = Array.from({ length: 60 }, (_, at) => `  total += weights[${at}] * values[${at}];`).join("\n");
const code = (target: string) => shinglesOf("code.js", { target, helpers: [] });

function known(target: string, gained: boolean) {
  return [{ number: 7, shingles: code(target), gained }];
}

describe("novelty", () => {
  it("does not count comments and layout", () => {
    const one = "for (const x of xs) {\n  sum += x; // all of them\n}";
    const other = "for(const x of xs){/* add */sum+=x;}";
    expect(similarity(code(one), code(other))).toBe(1);
  });

  it("counts constants, names and order", () => {
    const base = "const a = f(1, 2, x, y, z); return g(a);";
    for (const changed of ["f(1, 3, x", "f(2, 1, x", "h(1, 2, x"]) {
      expect(similarity(code(base), code(base.replace("f(1, 2, x", changed)))).toBeLessThan(0.8);
    }
  });

  it("counts what is declared beside the target", () => {
    const helped = shinglesOf("code.js", { target: "f(x)", helpers: ["const table = new Map();"] });
    expect(similarity(helped, code("f(x)"))).toBeLessThan(0.5);
  });

  it("refuses one changed token in long code that gained nothing, and allows it where something gained", () => {
    const proposal = code(long.replace("weights[30]", "weights[31]"));
    expect(nearDuplicateOf(proposal, known(long, false))).toMatchObject({ of: 7 });
    expect(nearDuplicateOf(proposal, known(`${long}\n  total *= 2;`, true))).toBeNull();
  });

  it("allows one changed token in short code", () => {
    expect(nearDuplicateOf(code("return a.sort();"), known("return b.sort();", false))).toBeNull();
  });

  it("allows a proposal to be close to what it repairs", () => {
    expect(nearDuplicateOf(code(long), known(long, false), [7])).toBeNull();
  });

  it("names the most similar of several", () => {
    const nearest = { number: 9, shingles: code(long), gained: false };
    const proposal = code(long);
    expect(nearDuplicateOf(proposal, [...known(`${long}\n  f();`, false), nearest])).toEqual({
      of: 9,
      similarity: 1,
    });
  });

  it("is 1 for the same text, the same both ways, and never refuses what is new, for any texts", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: "grapheme" }), (a, b) => {
        expect(similarity(code(a), code(a))).toBe(1);
        expect(similarity(code(a), code(b))).toBe(similarity(code(b), code(a)));
        const near = nearDuplicateOf(code(a), known(b, false));
        if (near !== null) expect(near.similarity).toBeGreaterThanOrEqual(0.95);
      }),
    );
  });
});
