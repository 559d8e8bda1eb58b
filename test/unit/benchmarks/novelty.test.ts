import { describe, expect, test } from "vitest";
import {
  mayRemember,
  type Novelty,
  type NoveltyPair,
  type Recollection,
  recollectionOf,
} from "../../../src/adapters/benchmarks/novelty.ts";

const even = novelty(5e6, 5e6);
const odd = novelty(5e6, 1e5);

describe("memory", () => {
  test.for<readonly [string, Novelty, Novelty, Recollection["kind"]]>([
    ["a version that takes as long both times", even, even, "forgets"],
    ["one that is fast on what it knows only", even, odd, "remembers"],
    ["the same in microseconds", novelty(6e4, 55e3), novelty(6e4, 5e3), "remembers"],
    ["one that gains less by it than it takes", novelty(99e3, 78e3), novelty(120e3, 42e3), "remembers"],
    ["one that is so fast that cold memory shows", even, novelty(9e4, 2e4), "forgets"],
    ["one that is as slow at first as the baseline", novelty(9e6, 3e6), novelty(9e6, 2e6), "forgets"],
    ["one that differs by less than can be seen", novelty(2e4, 2e4), novelty(2e4, 1e3), "forgets"],
  ])("%s", ([, baseline, version, kind]) => {
    expect(mayRemember(version) ? inTheEnd(() => ({ version, baseline })) : "forgets").toBe(kind);
  });

  test("that one process of three shows is chance, and so is one of the baseline", () => {
    expect(recollectionOf(pairsOf([odd, even, even], [even, even, even]))).toEqual({ kind: "forgets" });
    const disturbed = pairsOf([odd, odd, odd], [even, novelty(2e9, 5e6), even]);
    expect(inTheEnd((at) => disturbed[at] ?? { version: odd, baseline: even })).toBe("remembers");
  });

  test("that two processes of three show is chance when no others do", () => {
    const disturbed = pairsOf([odd, odd, even], [even, even, even]);
    expect(recollectionOf(disturbed)).toEqual({ kind: "unsure" });
    expect(inTheEnd((at) => disturbed[at] ?? { version: even, baseline: even })).toBe("forgets");
  });

  // What a machine showed whose first laps of a kind took long: half of it was found by three pairs only by luck.
  test("that begins late is found on a busy machine too", () => {
    const version = [novelty(144e3, 28e3), novelty(126e3, 24.5e3), novelty(111e3, 40e3)];
    const baseline = [novelty(92.6e3, 76e3), novelty(2892e3, 61.5e3), novelty(145.9e3, 93.3e3)];
    const later: NoveltyPair = { version: novelty(120e3, 40e3), baseline: novelty(99e3, 80e3) };
    const pairs = pairsOf(version, baseline);
    expect(recollectionOf(pairs)).toEqual({ kind: "unsure" });
    expect(inTheEnd((at) => pairs[at] ?? later)).toBe("remembers");
  });
});

function novelty(unknownNs: number, knownNs: number): Novelty {
  return { kind: "novelty", unknownNs, knownNs };
}

function pairsOf(version: readonly Novelty[], baseline: readonly Novelty[]): readonly NoveltyPair[] {
  return version.flatMap((each, at) => {
    const usual = baseline[at];
    return usual === undefined ? [] : [{ version: each, baseline: usual }];
  });
}

function inTheEnd(pairAt: (at: number) => NoveltyPair): Recollection["kind"] {
  for (const pairs: NoveltyPair[] = []; ; ) {
    pairs.push(pairAt(pairs.length));
    const { kind } = recollectionOf(pairs);
    if (kind !== "unsure") return kind;
  }
}
