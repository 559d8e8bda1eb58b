import { describe, expect, it } from "vitest";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";

describe("everything random in a run", () => {
  it("is the same for the same seed and label, whatever was drawn before", () => {
    const used = new SeededRandom(5);
    used.next();
    expect(used.fork("block 1").next()).toBe(new SeededRandom(5).fork("block 1").next());
    expect(used.fork("block 1").next()).not.toBe(used.fork("block 2").next());
  });

  it("has no pattern over numbered labels or neighbouring seeds, not even in its first numbers", () => {
    const numbered = Array.from({ length: 2000 }, (_, index) =>
      new SeededRandom(1).fork(`block ${index}`).next(),
    );
    const seeded = Array.from({ length: 2000 }, (_, seed) => new SeededRandom(seed).next());
    for (const numbers of [numbered, seeded]) {
      const mean = numbers.reduce((sum, number) => sum + number) / numbers.length;
      const heads = numbers.map((number) => number < 0.5);
      const changes = heads.filter((head, index) => index > 0 && head !== heads[index - 1]).length;
      expect(mean).toBeCloseTo(0.5, 1);
      // A fair coin changes sides in half of the throws, give or take 4 standard deviations.
      expect(Math.abs(changes - 1000)).toBeLessThan(4 * Math.sqrt(500));
    }
  });
});
