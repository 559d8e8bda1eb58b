import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Lap, Passes } from "./passes.ts";
import { cpuResolutionNs } from "./stopwatch.ts";

const mostParts = 8;
const rounds = 12;
const fewestRounds = 3;
/** Wall time for all rounds together, unless even the fewest take longer. */
const roundsBudgetNs = 2.5e9;
const shortestRoundNs = 4e6;
/** A coarse clock (15.6 ms on Windows) asks for rounds longer than anybody waits for. */
const longestRoundNs = 2e8;
const warmUpNs = 1e8;
const longestWarmUpNs = 2e9;
/** Where fresh inputs have to be made, most of a warm-up is making them. */
const longestCopyingWarmUpNs = 5e8;
const agreement = 1.1;
const jitter = 0.15;

export interface Timing {
  /** Nanoseconds of one pass over the inputs: the sum over the parts of their minima over the rounds. */
  readonly cpuNs: number;
  readonly wallNs: number;
  readonly rounds: number;
}

/**
 * Times a target: it is warmed up for 0.1 s at least and until three rounds in a row agree within 10 % (2 s at most);
 * then the inputs, in up to eight parts, are timed in up to twelve rounds of at least 4 ms and 1000 steps of the
 * clock each, with ±15 % jitter in the number of passes. Minima of CPU time spread least on a busy machine.
 */
export async function time(passes: Passes, seed: number): Promise<Timing> {
  const resolutionNs = cpuResolutionNs();
  const roundNs = Math.min(Math.max(shortestRoundNs, 1000 * resolutionNs), longestRoundNs);
  await warmUp(passes, roundNs);
  const laps: readonly Lap[] = await calibrated(passes, roundNs);
  const random = xoroshiro128plus(seed);
  const best = laps.map(() => ({ cpuNs: Number.POSITIVE_INFINITY, wallNs: Number.POSITIVE_INFINITY }));
  let spentNs = 0;
  let done = 0;
  while (done < rounds && (done < fewestRounds || spentNs < roundsBudgetNs)) {
    const varied = laps.map((lap) => {
      const wanted = Math.round(lap.passes * (1 + jitter * (2 * uniformFloat64(random) - 1)));
      return { ...lap, passes: Math.min(Math.max(1, wanted), passes.most) };
    });
    const started = performance.now();
    const durations = await passes.round(varied);
    spentNs += (performance.now() - started) * 1e6;
    for (const [index, lap] of varied.entries()) {
      const minimum = best[index];
      const duration = durations[index];
      if (minimum === undefined || duration === undefined) continue;
      // What the clock cannot see lasts less than one of its steps.
      minimum.cpuNs = Math.min(minimum.cpuNs, Math.max(duration.cpuNs, resolutionNs) / lap.passes);
      minimum.wallNs = Math.min(minimum.wallNs, duration.wallNs / lap.passes);
    }
    done += 1;
  }
  return {
    cpuNs: sum(best.map(({ cpuNs }) => cpuNs)),
    wallNs: sum(best.map(({ wallNs }) => wallNs)),
    rounds: done,
  };
}

async function warmUp(passes: Passes, roundNs: number): Promise<void> {
  const whole = { from: 0, to: passes.inputs };
  const started = performance.now();
  let count = 1;
  let timedNs = 0;
  const recent: number[] = [];
  const longestNs = passes.freshInputs ? longestCopyingWarmUpNs : longestWarmUpNs;
  while ((performance.now() - started) * 1e6 < longestNs) {
    for (const { cpuNs, wallNs } of await passes.round([{ ...whole, passes: count }])) {
      timedNs += wallNs;
      recent.push(cpuNs / count);
      const lastThree = recent.slice(-3);
      const agree = lastThree.length === 3 && Math.max(...lastThree) <= agreement * Math.min(...lastThree);
      const isLong = wallNs >= roundNs || count === passes.most;
      if (agree && isLong && timedNs >= warmUpNs) return;
      if (!isLong) count = Math.min(2 * count, passes.most);
    }
  }
}

/** The inputs in parts, with as many passes each as make a round of the wanted length. */
async function calibrated(passes: Passes, roundNs: number): Promise<readonly Lap[]> {
  const laps: Lap[] = [];
  let open = partsOf(passes.inputs);
  for (let count = 1; open.length > 0; count = Math.min(2 * count, passes.most)) {
    const durations = await passes.round(open.map((part) => ({ ...part, passes: count })));
    open = open.filter((part, index) => {
      const { cpuNs, wallNs } = durations[index] ?? { cpuNs: 0, wallNs: 0 };
      if (wallNs < roundNs / 2 && count < passes.most) return true;
      // By wall time too: a target that waits takes next to no CPU time, however long its rounds.
      const wanted = Math.ceil(Math.min(roundNs / cpuNs, (4 * roundNs) / wallNs) * count);
      laps.push({ ...part, passes: Math.min(Math.max(1, wanted), passes.most) });
      return false;
    });
  }
  return laps;
}

function partsOf(inputs: number): readonly { readonly from: number; readonly to: number }[] {
  const count = Math.min(inputs, mostParts);
  return Array.from({ length: count }, (_, part) => ({
    from: Math.floor((part * inputs) / count),
    to: Math.floor(((part + 1) * inputs) / count),
  }));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
