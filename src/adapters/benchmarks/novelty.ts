import { median } from "simple-statistics";
import { type Heard, type Lap, netOf } from "./harnessConversation.ts";
import { leastNs } from "./lapTimes.ts";

/** How long the calls of a probe took, in nanoseconds. */
export interface Novelty {
  /** On what the target had never seen. */
  readonly unknownNs: number;
  /** On what it had. */
  readonly knownNs: number;
}

/** @returns null when nothing was probed */
export function noveltyOf({ laps }: Heard): Novelty | null {
  const leastNsOf = (kind: Lap["lap"]): number => {
    const times = laps.filter(({ lap }) => lap === kind).map((lap) => netOf(lap, laps));
    return Math.min(...times.map(({ cpuNs, wallNs }) => Math.max(cpuNs ?? wallNs, leastNs)));
  };
  const unknownNs = leastNsOf("new");
  const knownNs = leastNsOf("known");
  return Number.isFinite(unknownNs) && Number.isFinite(knownNs) ? { unknownNs, knownNs } : null;
}

/** Unknown values take so many times as long as known ones, compared with the baseline, ... */
const rememberingRatio = 2.5;
/** ... and what that makes is so much of what the baseline takes, and more than chance. */
const rememberedShare = 0.25;
const rememberedSlackNs = 3e4;

/** Whether a version may remember earlier calls; it does not where this is false, whatever the baseline does. */
export function mayRemember({ unknownNs, knownNs }: Novelty): boolean {
  return unknownNs - knownNs > rememberedSlackNs && unknownNs > rememberingRatio * knownNs;
}

/**
 * How many times as long a version takes on what it has never seen, when that is more than the baseline does and when
 * it matters; else null. First calls on new values are slower for everybody: memory is cold.
 * @param processes of the version, and of the baseline: their medians count, as one of them may show much by chance
 */
export function rememberedRatio(version: readonly Novelty[], baseline: readonly Novelty[]): number | null {
  if (version.length === 0 || baseline.length === 0) return null;
  const { unknownNs, knownNs } = medianOf(version);
  const usual = medianOf(baseline);
  const ratio = unknownNs / knownNs;
  const remembered = unknownNs - knownNs - Math.max(0, usual.unknownNs - usual.knownNs);
  const isMuch = remembered > Math.max(rememberedSlackNs, rememberedShare * usual.knownNs);
  return isMuch && ratio > rememberingRatio * Math.max(1, usual.unknownNs / usual.knownNs) ? ratio : null;
}

function medianOf(processes: readonly Novelty[]): Novelty {
  return {
    unknownNs: median(processes.map(({ unknownNs }) => unknownNs)),
    knownNs: median(processes.map(({ knownNs }) => knownNs)),
  };
}
