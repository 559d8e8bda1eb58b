import { median } from "simple-statistics";
import { type Heard, type Lap, netOf } from "./harnessConversation.ts";
import { leastNs } from "./lapTimes.ts";

/** How long the calls of a probe took, in nanoseconds. */
export interface Novelty {
  readonly kind: "novelty";
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
  return Number.isFinite(unknownNs) && Number.isFinite(knownNs)
    ? { kind: "novelty", unknownNs, knownNs }
    : null;
}

/** Unknown values take so many times as long as known ones, compared with the baseline, ... */
const plainRatio = 2.5;
/** ... or so many, where more processes show the same, ... */
const rememberingRatio = 1.5;
/** ... and what that makes is so much of what the baseline takes, and more than chance. */
const rememberedShare = 0.25;
const rememberedSlackNs = 3e4;
/** Half of what matters, or hardly more than the ratio of the baseline, is not worth another process. */
const littleShare = 0.5;
const littleExcess = 1.2;
const pairsWhenPlain = 3;
const pairsWhenUnsure = 7;

/** Whether a version may remember earlier calls; it does not where this is false, whatever the baseline does. */
export function mayRemember({ unknownNs, knownNs }: Novelty): boolean {
  return unknownNs - knownNs > rememberedSlackNs && unknownNs > rememberingRatio * knownNs;
}

/** A process of a version, and one of the baseline that did the same. */
export interface NoveltyPair {
  readonly version: Novelty;
  readonly baseline: Novelty;
}

/** What pairs tell of a version's memory. */
export type Recollection =
  /** Nothing is kept from call to call, or so little that it gains nothing. */
  | { readonly kind: "forgets" }
  /** On what it has never seen it takes `ratio` times as long, which is more than the baseline does, and matters. */
  | { readonly kind: "remembers"; readonly ratio: number }
  /** Another pair is wanted. */
  | { readonly kind: "unsure" };

/**
 * Whether a version remembers earlier calls. First calls on new values are slower for everybody, for memory is cold: the
 * baseline shows how much. One process may show much by chance, so that medians count, and so do the more pairs the less
 * is plain.
 */
export function recollectionOf(pairs: readonly NoveltyPair[]): Recollection {
  if (pairs.length === 2 && pairs.every((pair) => isLittle(comparisonOf([pair])))) return { kind: "forgets" };
  if (pairs.length < pairsWhenPlain) return { kind: "unsure" };
  const found = comparisonOf(pairs);
  const isPlain = found.excess > plainRatio && !pairs.some((pair) => isLittle(comparisonOf([pair])));
  if (found.share > 1 && (isPlain || (pairs.length >= pairsWhenUnsure && found.excess > rememberingRatio))) {
    return { kind: "remembers", ratio: found.ratio };
  }
  return isLittle(found) || pairs.length >= pairsWhenUnsure ? { kind: "forgets" } : { kind: "unsure" };
}

interface Comparison {
  /** How many times as long the version takes on what it has never seen. */
  readonly ratio: number;
  /** How many times the ratio of the baseline that is. */
  readonly excess: number;
  /** What it gains by remembering, in parts of what matters. */
  readonly share: number;
}

function comparisonOf(pairs: readonly NoveltyPair[]): Comparison {
  const version = medianOf(pairs.map((pair) => pair.version));
  const usual = medianOf(pairs.map((pair) => pair.baseline));
  const ratio = version.unknownNs / version.knownNs;
  const remembered = version.unknownNs - version.knownNs - Math.max(0, usual.unknownNs - usual.knownNs);
  return {
    ratio,
    excess: ratio / Math.max(1, usual.unknownNs / usual.knownNs),
    share: remembered / Math.max(rememberedSlackNs, rememberedShare * usual.knownNs),
  };
}

function isLittle({ excess, share }: Comparison): boolean {
  return share < littleShare || excess < littleExcess;
}

function medianOf(processes: readonly Novelty[]): Novelty {
  return {
    kind: "novelty",
    unknownNs: median(processes.map(({ unknownNs }) => unknownNs)),
    knownNs: median(processes.map(({ knownNs }) => knownNs)),
  };
}
