import type { Sample } from "../../engine/domain/verdict.ts";
import { type Heard, type Lap, netOf } from "./harnessConversation.ts";

/** Nanoseconds of one pass over the inputs in one round: the sum over its parts. */
export interface RoundTime {
  /** Null where the machine does not tell. */
  readonly cpuNs: number | null;
  readonly wallNs: number;
}

/** What the laps of a harness that timed its target come to. */
export interface LapTimes {
  /** Of one pass over the inputs: for every part the least of all rounds, added up. */
  readonly sample: Sample;
  readonly rounds: readonly RoundTime[];
  /** CPU nanoseconds for which the laps of a round kept the machine busy; the least of all rounds. */
  readonly roundNs: number | null;
  /** The same beside the laps: for making the inputs and looking at the answers. */
  readonly besideNs: number | null;
  /** CPU nanoseconds for loading the target's file and for the first call. */
  readonly loadNs: number | null;
}

/** What the clock cannot see lasts less than this. */
export const leastNs = 500;

/** @returns null when nothing was timed */
export function lapTimesOf({ laps, peakBytes }: Heard): LapTimes | null {
  const timed = laps.filter(({ lap }) => lap === "timed").map((lap) => ({ ...lap, ...netOf(lap, laps) }));
  if (timed.length === 0) return null;
  const byRound = [...Map.groupBy(timed, ({ round }) => round).values()];
  const parts = [...Map.groupBy(timed, ({ part }) => part).values()];
  const cpu = parts.map((part) => leastOf(part.map(cpuOfPass)));
  const once = laps.filter(({ lap }) => lap === "load" || lap === "first").map((lap) => netOf(lap, laps));
  return {
    sample: {
      cpuNs: sumOf(cpu),
      wallNs: parts.reduce((sum, part) => sum + Math.min(...part.map(wallOfPass)), 0),
      peakBytes,
      reported: {},
    },
    rounds: byRound.map((round) => ({
      cpuNs: sumOf(round.map(cpuOfPass)),
      wallNs: round.reduce((sum, lap) => sum + wallOfPass(lap), 0),
    })),
    roundNs: leastOf(byRound.map((round) => sumOf(round.map(({ cpuNs }) => cpuNs)))),
    besideNs: leastOf(byRound.map((round) => sumOf(round.map(({ beforeNs }) => beforeNs)))),
    loadNs: sumOf(once.map(({ cpuNs }) => cpuNs)),
  };
}

function cpuOfPass({ cpuNs, passes }: Lap): number | null {
  return cpuNs === null ? null : Math.max(cpuNs, leastNs) / passes;
}

function wallOfPass({ wallNs, passes }: Lap): number {
  return Math.max(wallNs, leastNs) / passes;
}

/** Null when one of them is. */
function sumOf(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const value of values) {
    if (value === null) return null;
    sum += value;
  }
  return sum;
}

/** Null when one of them is. */
function leastOf(values: readonly (number | null)[]): number | null {
  let least = Number.POSITIVE_INFINITY;
  for (const value of values) {
    if (value === null) return null;
    least = Math.min(least, value);
  }
  return least;
}
