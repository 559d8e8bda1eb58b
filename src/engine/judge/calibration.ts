import { median, medianAbsoluteDeviation } from "simple-statistics";
import { blockDatum } from "../domain/blockDatum.ts";
import type { Block, Metric } from "../domain/verdict.ts";
import type { CalibrationDecision } from "./judge.ts";
import { areAlike } from "./pairedData.ts";

const blocksPerEffort = 8;
/** Blocks after which a metric that came out exactly the same every time is taken to be deterministic. */
const blocksWhenExact = 3;
/** How many times as long as usual a round lasts, one after the other while the benchmark is noisy. */
const efforts = [1, 2, 4];
const noisy = 0.05;
/** Above this, even with the longest rounds, nothing can be judged. */
export const mostNoise = 0.15;

/** See `Judge.calibrate`. */
export function calibrate(blocks: readonly Block[], metric: Metric): CalibrationDecision {
  const data = blocks.map((block) => blockDatum(block, metric));
  const found: Noise[] = [];
  for (const [attempt, effort] of efforts.entries()) {
    const own = data.slice(attempt * blocksPerEffort, (attempt + 1) * blocksPerEffort);
    const exact = attempt === 0 && own.every((datum) => datum === 0);
    const wanted = exact ? blocksWhenExact : blocksPerEffort;
    if (own.length < wanted) return { kind: "measure", blocks: wanted - own.length, effort };
    const noise = { sigma: noiseOf(own), effort, blocks: own.length };
    found.push(noise);
    if (noise.sigma <= noisy) return { kind: "calibrated", ...noise };
    // Where longer rounds do not pay, still longer ones will not: more blocks of the shorter ones tell more.
    const best = bestOf(found);
    if (best !== null && best !== noise) return { kind: "calibrated", ...best };
  }
  const best = bestOf(found);
  if (best !== null) return { kind: "calibrated", ...best };
  const last = found.at(-1);
  if (last === undefined) throw new Error("there is no effort to calibrate with");
  return { kind: "too-noisy", sigma: last.sigma, effort: last.effort };
}

interface Noise {
  readonly sigma: number;
  readonly effort: number;
  readonly blocks: number;
}

/**
 * The effort with which a gain is known best in the same time, for a mean of n blocks spreads by sigma / √n: the one
 * with the least sigma² times what a block costs. To start a process and warm it up costs about as much as the usual
 * rounds. Null when all are too noisy to be judged.
 */
function bestOf(found: readonly Noise[]): Noise | null {
  const cost = ({ sigma, effort }: Noise): number => sigma ** 2 * (1 + effort);
  const fit = found.filter(({ sigma }) => sigma <= mostNoise);
  return fit.toSorted((one, other) => cost(one) - cost(other))[0] ?? null;
}

/**
 * Robust standard deviation of the data: 1.4826 times the median absolute deviation. Where more than half of the data
 * are alike, which a coarse clock makes them, that is 0 and 1.2533 times the mean absolute deviation stands in; so it
 * is 0 only for a metric that does not vary at all.
 */
function noiseOf(data: readonly number[]): number {
  if (areAlike(data)) return 0;
  const robust = 1.4826 * medianAbsoluteDeviation([...data]);
  if (robust > 0) return robust;
  const centre = median([...data]);
  return (1.2533 * data.reduce((sum, datum) => sum + Math.abs(datum - centre), 0)) / data.length;
}

/**
 * The smallest gain worth having: what the user demands, else 2 % or half of sigma, whichever is more.
 * @param demanded as a ratio, above 1; null for none.
 */
export function smallestGain(sigma: number, demanded: number | null): number {
  return demanded ?? Math.max(1.02, Math.exp(sigma / 2));
}
