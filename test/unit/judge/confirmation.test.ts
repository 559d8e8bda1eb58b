import { describe, expect, it } from "vitest";
import type { Block } from "../../../src/engine/domain/verdict.ts";
import { confirm } from "../../../src/engine/judge/confirmation.ts";
import type { Finalist } from "../../../src/engine/judge/judge.ts";
import { blocks, exactTerms, many, noise, scores, terms } from "./blocks.ts";

const alpha = 0.01;
const wobble = (index: number): number => [0.01, -0.012, 0.008, -0.009, 0.004, -0.003][index % 6] ?? 0;

function finalist(measured: readonly Block[], failed = false): Finalist {
  return { blocks: measured, terms, failed };
}

function around(centre: number, count: number, scale = 1): readonly Block[] {
  return blocks(many(count, (index) => centre + scale * wobble(index)));
}

/** Confirms finalists whose blocks come from sources of d; gives what was found and how many blocks it took. */
function confirmed(sources: readonly (() => number)[], by = alpha) {
  let finalists = sources.map(() => finalist([]));
  for (;;) {
    const decision = confirm(finalists, by);
    if (decision.kind === "decided") {
      return { findings: decision.findings, used: finalists.map(({ blocks: measured }) => measured.length) };
    }
    finalists = finalists.map((one, index) => {
      const source = sources[index];
      return index === decision.finalist && source !== undefined
        ? finalist([...one.blocks, ...blocks(many(decision.blocks, source))])
        : one;
    });
  }
}

describe("the confirmation", () => {
  it("asks for ten fresh blocks of the first finalist and stops when they suffice", () => {
    const three = [finalist([]), finalist([]), finalist([])];
    expect(confirm(three, alpha)).toEqual({ kind: "measure", finalist: 0, blocks: 10 });
    const decision = confirm(three.with(0, finalist(around(0.3, 10))), alpha);
    expect(decision).toMatchObject({ findings: [{ confirmed: true, gain: { blocks: 10 } }, null, null] });
  });

  it("goes on to twenty blocks for a finalist that may still hold", () => {
    const open = around(0.045, 10, 3);
    expect(confirm([finalist(open)], alpha)).toEqual({ kind: "measure", finalist: 0, blocks: 10 });
    expect(confirm([finalist(around(0.06, 20, 2))], alpha)).toMatchObject({
      findings: [{ confirmed: true }],
    });
  });

  it("turns to the next when the first does not hold, after ten blocks if that is plain", () => {
    const decision = confirm([finalist(around(0, 10)), finalist([])], alpha);
    expect(decision).toEqual({ kind: "measure", finalist: 1, blocks: 10 });
    expect(confirm([finalist(around(0, 10)), finalist(around(0.3, 10))], alpha)).toMatchObject({
      findings: [{ confirmed: false }, { confirmed: true }],
    });
  });

  it("asks more of each finalist when there are several", () => {
    // Somewhere between 0.01 and 0.01 / 3.
    const marginal = many(40, (step) => around(0.02 + step * 0.0005, 20, 1.5)).find(
      (measured) =>
        holds([finalist(measured)]) &&
        !holds([finalist(measured), finalist(around(0, 10)), finalist(around(0, 10))]),
    );
    expect(marginal).toBeDefined();
    // A second finalist that holds by itself leaves the first with one of two instead of one of three.
    const both = confirm([finalist(marginal ?? []), finalist(around(0.4, 10))], alpha);
    expect(both).toMatchObject({ findings: [{ confirmed: true }, { confirmed: true }] });
  });

  it("passes over a finalist that failed, and still says what was measured of it", () => {
    expect(confirm([finalist([], true), finalist([])], alpha)).toMatchObject({ finalist: 1 });
    const decision = confirm([finalist(around(0.3, 10), true), finalist(around(0.3, 10))], alpha);
    expect(decision).toMatchObject({ findings: [{ confirmed: false }, { confirmed: true }] });
  });

  it("holds finalists to the other clock and to the constraints", () => {
    const hidden = blocks(
      many(20, (index) => 0.3 + wobble(index)),
      many(20, (index) => -0.1 + wobble(index)),
    );
    expect(confirm([finalist(hidden)], alpha)).toMatchObject({ findings: [{ confirmed: false }] });
    const costly = around(0.3, 20).map((one) => ({
      ...one,
      candidate: { ...one.candidate, peakBytes: 2000 },
    }));
    const bound = { ...terms, constraints: [{ metric: "peak-memory", tolerance: 1.5 }] };
    expect(confirm([{ blocks: costly, terms: bound, failed: false }], alpha)).toMatchObject({
      findings: [{ confirmed: false }],
    });
  });

  it("needs three blocks for a score that does not vary", () => {
    const exact = (measured: readonly Block[]): Finalist => ({
      blocks: measured,
      terms: exactTerms,
      failed: false,
    });
    expect(confirm([exact([])], alpha)).toMatchObject({ blocks: 3 });
    expect(confirm([exact(scores(many(3, () => [0.8, 1] as const)))], alpha)).toMatchObject({
      findings: [{ confirmed: true, gain: { blocks: 3 } }],
    });
  });

  it("confirms hardly ever what is not worth having, of three finalists together", () => {
    const lucky = many(1500, (seed) => seed).filter((seed) => {
      const draw = noise(seed, 0.02);
      const worthless = () => Math.log(1.02) + draw();
      return confirmed([worthless, worthless, worthless]).findings.some((found) => found?.confirmed);
    });
    expect(lucky.length / 1500).toBeLessThanOrEqual(0.015);
  });

  it("confirms a gain of a tenth nearly always", () => {
    const held = many(200, (seed) => seed).filter((seed) => {
      const draw = noise(seed, 0.03);
      return confirmed([() => Math.log(1.1) + draw()]).findings[0]?.confirmed;
    });
    expect(held.length / 200).toBeGreaterThanOrEqual(0.95);
  });
});

function holds(finalists: readonly Finalist[]): boolean {
  const decision = confirm(finalists, alpha);
  return decision.kind === "decided" && decision.findings[0]?.confirmed === true;
}
