import type { Gain } from "../domain/verdict.ts";
import { degreesOf, PairedData } from "./pairedData.ts";
import { studentQuantile } from "./student.ts";

const shownConfidence = 0.95;

/**
 * The gain shown by the data of paired blocks: e^(trimmed mean of d), with its two-sided 95 % interval; see
 * `PairedData`. The interval has no width where the data are all alike and `noise` is 0.
 * @param noise see `PairedData`.
 * @throws RangeError with fewer than two data.
 */
export function gainFrom(data: readonly number[], noise = 0): Gain {
  const paired = new PairedData(data, noise);
  return {
    estimate: Math.exp(paired.mean),
    low: Math.exp(paired.lower(oneSided(shownConfidence))),
    high: Math.exp(paired.upper(oneSided(shownConfidence))),
    blocks: paired.count,
  };
}

/**
 * The lower end of a gain's two-sided interval at another confidence than the 95 % it is shown with.
 * @param confidence in (0, 1).
 */
export function lowerBound({ estimate, low, blocks }: Gain, confidence: number): number {
  const degrees = degreesOf(blocks);
  const share =
    studentQuantile(oneSided(confidence), degrees) / studentQuantile(oneSided(shownConfidence), degrees);
  return estimate * (low / estimate) ** share;
}

function oneSided(confidence: number): number {
  return (1 + confidence) / 2;
}
