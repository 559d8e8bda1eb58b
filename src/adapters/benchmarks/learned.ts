import type { Plan } from "./harness/messages.ts";
import type { LapTimes } from "./lapTimes.ts";

/** What processes with the baseline showed: what a candidate's process is compared with. */
export interface Learned {
  /** What a round does. All processes that are compared do the same. */
  readonly plan: Plan;
  /** The target changes its inputs. */
  readonly mutates: boolean;
  /** How many times as long as usual a round lasts. */
  readonly effort: number;
  /** Of the processes with the baseline. */
  readonly times: readonly LapTimes[];
  /** Parts of the language that the baseline changes itself. */
  readonly changed: ReadonlySet<string>;
}

/** A longer load is noise up to here. */
const loadSlackNs = 5e6;
const loadSlackShare = 0.3;
/** So is more work beside the laps: identical processes differ by half when a shared machine changes its speed. */
const besideSlackNs = 2e6;
const besideSlackShare = 0.6;
/** And what it must make up of the baseline's laps to be worth hiding. */
const hiddenShare = 0.25;

/**
 * CPU nanoseconds that loading the target's file and the first call take longer than the baseline's; 0 when that is
 * within the noise.
 */
export function grownLoadNs({ loadNs }: LapTimes, { times }: Learned): number {
  const loads = times.map((each) => each.loadNs).filter((ns) => ns !== null);
  if (loadNs === null || loads.length === 0) return 0;
  const longest = Math.max(...loads);
  const isGrown = loadNs > longest + Math.max(loadSlackNs, loadSlackShare * longest);
  return isGrown ? loadNs - Math.min(...loads) : 0;
}

/** Whether a process computed beside its laps what it should have computed in them. */
export function worksBesideLaps({ besideNs }: LapTimes, { times }: Learned): boolean {
  const besides = times.map((each) => each.besideNs).filter((ns) => ns !== null);
  const rounds = times.map((each) => each.roundNs).filter((ns) => ns !== null);
  if (besideNs === null || besides.length === 0 || rounds.length === 0) return false;
  const most = Math.max(...besides);
  const slackNs = Math.max(besideSlackNs, besideSlackShare * most, hiddenShare * Math.min(...rounds));
  return besideNs > most + slackNs;
}
