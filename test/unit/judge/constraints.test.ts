import { describe, expect, it } from "vitest";
import type { Constraint } from "../../../src/engine/domain/runSpec.ts";
import { codeBytes } from "../../../src/engine/judge/codeSize.ts";
import { leastTolerance } from "../../../src/engine/judge/constraints.ts";
import { decide } from "../../../src/engine/judge/sequentialTest.ts";
import { block, blocks, exactTerms, many, noise, scores, terms } from "./blocks.ts";

const memory: Constraint = { metric: "peak-memory", tolerance: 1.1 };
const draw = noise(11, 0.01);

/** Blocks of a candidate that is a third faster and takes this many times as much memory. */
function costing(peak: (index: number) => number, count = 33) {
  return many(count, (index) => index).map((index) => {
    const time = 0.7 * Math.exp(draw());
    return block({ cpuNs: time, wallNs: 1.1 * time, peakBytes: 1000 * peak(index) });
  });
}

describe("a constraint", () => {
  it("lets a faster candidate through that keeps it", () => {
    const decision = decide(
      costing(() => 1.02 * Math.exp(draw())),
      { ...terms, constraints: [memory] },
    );
    expect(decision).toMatchObject({ verdict: { kind: "improved" } });
  });

  it("rejects a faster candidate that is shown to violate it, with ratio and interval", () => {
    const decision = decide(
      costing(() => 1.5 * Math.exp(draw() / 10)),
      { ...terms, constraints: [memory] },
    );
    expect(decision).toMatchObject({ verdict: { kind: "rejected", gate: "constraints" } });
    expect(
      decision.kind === "decided" && decision.verdict.kind === "rejected" && decision.verdict.reason,
    ).toMatch(
      /^Its peak memory is 1\.50 times the baseline's \(95 % interval 1\.\d\d–1\.\d\d\), but at most 1\.1 times is allowed\.$/,
    );
  });

  it("leaves a faster candidate inconclusive for which it is not shown to hold", () => {
    const decision = decide(
      costing(() => 1.09 * Math.exp(10 * draw())),
      { ...terms, constraints: [memory] },
    );
    expect(decision).toMatchObject({ verdict: { kind: "inconclusive" } });
  });

  it("may demand that nothing becomes worse of what does not vary", () => {
    const strict = { ...terms, constraints: [{ ...memory, tolerance: 1 }] };
    expect(
      decide(
        costing(() => 1),
        strict,
      ),
    ).toMatchObject({ verdict: { kind: "improved" } });
    expect(
      decide(
        costing(() => 1.001),
        strict,
      ),
    ).toMatchObject({ verdict: { kind: "rejected" } });
  });

  it("can be about a metric that is to be high, reported beside the one that counts", () => {
    const accuracy: Constraint = { metric: "accuracy", better: "higher", tolerance: 1.05 };
    const lossy = costing(() => 1).map(({ baseline, candidate, first }) => ({
      baseline: { ...baseline, reported: { accuracy: 0.9 } },
      candidate: { ...candidate, reported: { accuracy: 0.45 } },
      first,
    }));
    const decision = decide(lossy, { ...terms, constraints: [accuracy] });
    expect(
      decision.kind === "decided" && decision.verdict.kind === "rejected" && decision.verdict.reason,
    ).toBe(
      "Its accuracy is 0.50 times the baseline's (95 % interval 0.50–0.50), but at least 0.952 times is demanded.",
    );
  });

  it("on time holds a score that is quick to judge to the blocks that time needs", () => {
    const timed = { ...exactTerms, constraints: [{ metric: "cpu", tolerance: 2 }] };
    const better = scores(many(8, () => [0.8, 1] as const)).map((one, index) => ({
      ...one,
      candidate: { ...one.candidate, cpuNs: 1 + 0.01 * (index % 3) },
    }));
    expect(decide(better.slice(0, 3), timed)).toMatchObject({ kind: "measure", blocks: 2 });
    expect(decide(better, timed)).toMatchObject({ verdict: { kind: "improved", gain: { blocks: 5 } } });
  });

  it("on the size of the code is decided before anything is measured", () => {
    const small = { ...terms, constraints: [{ metric: "code-size", tolerance: 1.5 }] };
    expect(decide([], { ...small, codeSize: 1.5 })).toMatchObject({ kind: "measure" });
    expect(decide([], { ...small, codeSize: 1.6 })).toMatchObject({
      verdict: {
        kind: "rejected",
        gate: "constraints",
        reason: "Its code size is 1.60 times the baseline's, exactly, but at most 1.5 times is allowed.",
      },
    });
  });

  it("counts code in bytes of UTF-8, helpers on lines of their own", () => {
    expect(codeBytes({ target: "é€😀x", helpers: [] })).toBe(2 + 3 + 4 + 1);
    expect(codeBytes({ target: "ab", helpers: ["cd", "e"] })).toBe(2 + 3 + 2);
  });

  it("is known to be hopeless where identical versions differ more than it tolerates", () => {
    const restless = many(8, () => block({ peakBytes: 1000 * Math.exp(20 * draw()) }));
    expect(leastTolerance(restless, memory)).toBeGreaterThan(1.05);
    expect(leastTolerance(blocks([0, 0, 0]), memory)).toBe(1);
    expect(leastTolerance(blocks([0, 0, 0]), { metric: "code-size", tolerance: 1 })).toBe(1);
  });
});
