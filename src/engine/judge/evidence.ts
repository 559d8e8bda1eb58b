import { blockDatum } from "../domain/blockDatum.ts";
import { blockData, secondClock } from "../domain/metricText.ts";
import type { Block } from "../domain/verdict.ts";
import { constraintData, constraintTails } from "./constraints.ts";
import { gainFrom } from "./gain.ts";
import { hodgesLehmann } from "./hodgesLehmann.ts";
import type { Terms } from "./judge.ts";
import { areAlike, PairedData, rounding } from "./pairedData.ts";

/** Confidence of the bounds by which a gain is given up, and by which the second clock may contradict. */
const doubt = 0.9;

/** d of each block in the metric that counts. */
export function gainData(blocks: readonly Block[], { metric }: Terms): readonly number[] {
  return blocks.map((block) => blockDatum(block, metric));
}

/** The gain that the blocks show, with its interval. At least two blocks. */
export function gainShown(blocks: readonly Block[], terms: Terms): ReturnType<typeof gainFrom> {
  return gainFrom(gainData(blocks, terms), terms.calibration.sigma);
}

/**
 * One-sided p-value against the hypothesis that the gain is not worth having, or that a constraint does not hold; the
 * greatest of all, since all must be shown (an intersection–union test: no correction is due). 1 when the
 * Hodges–Lehmann estimate does not agree or the second clock contradicts.
 */
export function evidenceFor(blocks: readonly Block[], terms: Terms): number {
  const data = gainData(blocks, terms);
  const threshold = Math.log(terms.calibration.smallestGain);
  if (hodgesLehmann(data) < threshold - rounding || isContradicted(blocks, terms)) return 1;
  const gain = new PairedData(data, terms.calibration.sigma).tail(threshold);
  return Math.max(gain, ...constraintTails(blocks, terms));
}

/** Whether a gain worth having has become unlikely: its upper 90 % bound is below. */
export function isFutile(blocks: readonly Block[], terms: Terms): boolean {
  const paired = new PairedData(gainData(blocks, terms), terms.calibration.sigma);
  return paired.upper(doubt) < Math.log(terms.calibration.smallestGain);
}

/**
 * Whether the gain and all that is constrained are the same from run to run, here and in the calibration: then more
 * blocks tell nothing more.
 */
export function isExact(blocks: readonly Block[], terms: Terms): boolean {
  if (terms.calibration.sigma > 0) return false;
  const constrained = terms.constraints.map((constraint) => constraintData(blocks, constraint) ?? []);
  return [gainData(blocks, terms), ...constrained].every(areAlike);
}

/**
 * Whether the second clock shows no gain at all: its upper 90 % bound is not above 0. CPU time hides waiting and wall
 * time hides work on other cores, so that neither is believed against the other.
 */
function isContradicted(blocks: readonly Block[], { metric }: Terms): boolean {
  const clock = secondClock(metric);
  if (clock === null) return false;
  const data = blockData(blocks, clock);
  return data.length >= 2 && new PairedData(data, 0).upper(doubt) <= 0;
}
