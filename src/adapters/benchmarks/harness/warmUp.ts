import type { Host } from "./host.ts";
import type { LapTime, Plan } from "./messages.ts";
import { type CallSet, rehearsal, type Workbench } from "./workbench.ts";

/** Less is not enough for the last of the compilers of V8, which has to see a function for long. */
const warmUpNs = 2.5e8;
const longestWarmUpNs = 2e9;
/** Where fresh inputs have to be made, most of a warm-up is making them. */
const longestCopyingWarmUpNs = 5e8;
const agreement = 1.1;
/** Answers are looked at too, so that looking is warm; but for no more than this share of the time. */
const lookingShare = 0.15;
export const fewSets = 16;

/** What a lap took, by the clock that tells most. */
export function lapNs({ cpuNs, wallNs }: LapTime): number {
  return cpuNs ?? wallNs;
}

export interface WarmUpOptions {
  readonly workbench: Workbench;
  readonly host: Host;
  /** The target changes its inputs, so no set serves for two passes. */
  readonly mutates: boolean;
  /** Nanoseconds that a round lasts. */
  readonly roundNs: number;
  readonly most: Pick<Plan, "sets">;
  /** Which of the calls of a set are made; all without it. */
  readonly choose?: (calls: CallSet) => CallSet;
}

/**
 * Calls the target on all inputs of some sets, for a quarter of a second at least and until three laps in a row agree within 10 %, for
 * 2 s at most. Gives the nanoseconds of one pass.
 */
export async function warmUp(options: WarmUpOptions): Promise<number> {
  const { workbench, host, mutates, roundNs, most, choose = (calls) => calls } = options;
  const make = async (count: number): Promise<readonly CallSet[]> =>
    (await workbench.sets(rehearsal.warmUp, count)).map(choose);
  const started = host.now();
  const longestNs = mutates ? longestCopyingWarmUpNs : longestWarmUpNs;
  const kept = mutates ? null : await make(Math.min(fewSets, most.sets));
  const mostPasses = mutates ? most.sets : 2 ** 30;
  let passes = 1;
  let timedNs = 0;
  let lookingNs = 0;
  let recent: readonly number[] = [];
  do {
    const sets = kept ?? (await make(passes));
    const looks = lookingNs <= lookingShare * timedNs;
    const before = host.cpuNow();
    const { time } = await workbench.lap(
      { lap: "warm-up", round: rehearsal.warmUp },
      { sets, part: 0, parts: 1, passes, answers: looks ? 1 : 0 },
    );
    if (looks) lookingNs += Math.max(0, host.cpuNow() - before - lapNs(time));
    timedNs += time.wallNs;
    recent = [...recent, lapNs(time) / passes].slice(-3);
    const agree = recent.length === 3 && Math.max(...recent) <= agreement * Math.min(...recent);
    const isLong = time.wallNs >= roundNs || passes >= mostPasses;
    if (agree && isLong && timedNs >= warmUpNs) break;
    if (!isLong) passes = Math.min(2 * passes, mostPasses);
  } while (host.now() - started < longestNs);
  return Math.min(...recent);
}
