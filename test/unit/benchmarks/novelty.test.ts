import { describe, expect, test } from "vitest";
import { mayRemember, type Novelty, rememberedRatio } from "../../../src/adapters/benchmarks/novelty.ts";

const even: Novelty = { unknownNs: 5e6, knownNs: 5e6 };

describe("memory", () => {
  test.for<readonly [string, Novelty, Novelty, boolean]>([
    ["a version that takes as long both times", even, even, false],
    ["one that is fast on what it knows only", even, { unknownNs: 5e6, knownNs: 1e5 }, true],
    ["the same in microseconds", { unknownNs: 6e4, knownNs: 55e3 }, { unknownNs: 6e4, knownNs: 5e3 }, true],
    ["one that is so fast that cold memory shows", even, { unknownNs: 9e4, knownNs: 2e4 }, false],
    [
      "one that is as slow at first as the baseline",
      { unknownNs: 9e6, knownNs: 3e6 },
      { unknownNs: 9e6, knownNs: 2e6 },
      false,
    ],
    [
      "one that differs by less than can be seen",
      { unknownNs: 2e4, knownNs: 2e4 },
      { unknownNs: 2e4, knownNs: 1e3 },
      false,
    ],
  ])("%s", ([, baseline, version, remembers]) => {
    const shows = mayRemember(version) && rememberedRatio([version], [baseline]) !== null;
    expect(shows).toBe(remembers);
  });

  test("that one process of three shows is chance", () => {
    const odd = { unknownNs: 5e6, knownNs: 1e5 };
    expect(rememberedRatio([odd, even, even], [even, even, even])).toBeNull();
    expect(rememberedRatio([odd, even, odd], [even, even, even])).toBeCloseTo(50);
  });
});
