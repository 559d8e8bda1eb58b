import type { Block, Metric } from "../../src/engine/domain/verdict.ts";
import { smallestGain } from "../../src/engine/judge/calibration.ts";
import { lowerBound } from "../../src/engine/judge/gain.ts";
import type { Finalist, Terms } from "../../src/engine/judge/judge.ts";
import { SequentialJudge } from "../../src/engine/judge/sequentialJudge.ts";
import { type PairSource, pairsFrom } from "./draw.ts";
import type { Pair, Series } from "./recording.ts";

const judge = new SequentialJudge();
const metric: Metric = { kind: "cpu" };
/** Joint error of the confirmation of a run. */
const alpha = 0.01;

/** What our rule says of one candidate drawn from a series, and the blocks it took. */
export function judged(
  series: Series,
  nulls: Series,
  roll: (n: number) => number,
): { readonly verdict: string; readonly blocks: number } {
  const terms = calibrated(pairsFrom(nulls.pairs, roll, true));
  if (terms === null) return { verdict: "too-noisy", blocks: 0 };
  const { verdict, blocks } = decided(pairsFrom(series.pairs, roll, series.gain === 1), terms);
  return { verdict: verdict.kind, blocks: blocks.length };
}

/** Whether a whole search over identical variants ends by offering one: judged, the finalists confirmed together. */
export function search(nulls: Series, variants: number, roll: (n: number) => number): boolean {
  const terms = calibrated(pairsFrom(nulls.pairs, roll, true));
  if (terms === null) return false;
  const source = pairsFrom(nulls.pairs, roll, true);
  const improved = Array.from({ length: variants }, () => decided(source, terms).verdict)
    .flatMap((verdict) => (verdict.kind === "improved" ? [verdict.gain] : []))
    .toSorted((a, b) => lowerBound(b, 0.8) - lowerBound(a, 0.8))
    .slice(0, judge.finalists);
  if (improved.length === 0) return false;
  let finalists: readonly Finalist[] = improved.map(() => ({ blocks: [], terms, failed: false }));
  for (;;) {
    const decision = judge.confirm(finalists, alpha);
    if (decision.kind === "decided") return decision.findings.some((finding) => finding?.confirmed === true);
    finalists = finalists.map((finalist, index) =>
      index === decision.finalist
        ? { ...finalist, blocks: [...finalist.blocks, ...take(source, decision.blocks)] }
        : finalist,
    );
  }
}

/**
 * The terms after a calibration; null when the benchmark is too noisy. Longer rounds were not recorded: a calibration
 * that asks for them gets pairs of the usual length, which is the worse for us.
 */
function calibrated(source: PairSource): Terms | null {
  const blocks: Block[] = [];
  for (;;) {
    const decision = judge.calibrate(blocks, metric);
    switch (decision.kind) {
      case "measure":
        blocks.push(...take(source, decision.blocks));
        break;
      case "calibrated": {
        const calibration = { sigma: decision.sigma, smallestGain: smallestGain(decision.sigma, null) };
        return { metric, calibration, constraints: [], codeSize: 1 };
      }
      case "too-noisy":
        return null;
    }
  }
}

function decided(source: PairSource, terms: Terms) {
  const blocks: Block[] = [];
  for (;;) {
    const decision = judge.decide(blocks, terms);
    if (decision.kind === "decided") return { verdict: decision.verdict, blocks };
    blocks.push(...take(source, decision.blocks));
  }
}

function take(source: PairSource, count: number): readonly Block[] {
  return Array.from({ length: count }, () => blockOf(source.next()));
}

function blockOf({ baseline, candidate, first }: Pair): Block {
  const sample = ({ cpu, wall }: Pair["baseline"]) => ({
    cpuNs: cpu,
    wallNs: wall,
    peakBytes: null,
    reported: {},
  });
  return { baseline: sample(baseline), candidate: sample(candidate), first };
}
