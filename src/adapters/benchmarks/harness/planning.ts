import { HarnessFailure } from "./failure.ts";
import type { Plan } from "./messages.ts";
import { fewSets, lapNs } from "./warmUp.ts";
import { type CallSet, rehearsal, type SetCosts, type Workbench } from "./workbench.ts";

const mostParts = 8;
export const usualRoundNs = 4e6;
/** A lap that makes new values need not last as long: nothing is gained by remembering them. */
const freshLapNs = 1e6;
/** Of shorter ones, too much is what a lap itself costs. */
const shortestLapNs = 5e5;
const mostSetsBytes = 64 * 2 ** 20;
const mostMakingNs = 2.5e7;
const mostPasses = 2 ** 24;
const mostGrowths = 12;
const tries = 2;
const mostTriedAnswers = 64;
const mostAnswersBytes = 16 * 2 ** 20;
const mostDigestingNs = 1e7;
/** Where sets are used again, these many calls are enough, and stay near the processor. */
const fewCalls = 128;

/** Most sets that are made for a round. */
export function mostSets({ makeNs, bytes }: SetCosts, effort: number): number {
  const most = Math.min(mostSetsBytes / Math.max(bytes, 1), (effort * mostMakingNs) / Math.max(makeNs, 1));
  return Math.max(1, Math.floor(most));
}

export interface PlanningOptions {
  readonly workbench: Workbench;
  /** CPU nanoseconds of this process. */
  readonly cpuNow: () => number;
  readonly mutates: boolean;
  readonly effort: number;
  /** Nanoseconds of one pass over all inputs, once warm. */
  readonly passNs: number;
}

/**
 * Finds what a round should do: up to eight parts, each with as many passes as last 4 ms. Where so many sets are too
 * many to be made, laps get shorter, and parts fewer; only where even that leaves next to nothing to be timed, sets
 * are used again.
 * @throws HarnessFailure of stage `inputs` when the benchmark is shorter than the clock can see
 */
export async function findPlan(options: PlanningOptions): Promise<Plan> {
  const { workbench, effort, passNs } = options;
  const { inputs } = workbench.costs;
  // What making costs shows when it is warm too.
  for (let made = 0; made < tries; made += 1) {
    await workbench.sets(rehearsal.plan, Math.min(fewSets, mostSets(workbench.costs, effort)));
  }
  const most = mostSets(workbench.costs, effort);
  const visible = Math.floor((most * passNs) / (freshLapNs * effort));
  const parts = Math.max(1, Math.min(mostParts, inputs, visible));
  const count = Math.min(most, Math.ceil((parts * usualRoundNs * effort) / Math.max(passNs, 1)));
  const held = { calls: 0, bytes: 0, digestingNs: 0 };
  const sets = await workbench.sets(rehearsal.plan, count);
  const trial: Trial = { ...options, most, sets, parts, held };
  const fresh: number[] = [];
  while (fresh.length < parts) fresh.push(await freshPasses(trial, fresh.length));
  // All or none: the parts of a round share their sets.
  const isVisible = fresh.every((passes) => passes > 0);
  const passes = isVisible ? fresh : await repeatedPasses(trial);
  const { calls, bytes, digestingNs } = held;
  const affordable = calls / Math.max(bytes / mostAnswersBytes, digestingNs / mostDigestingNs, 1e-9);
  const answers = Math.max(1, Math.ceil(inputs / passes.length), Math.floor(affordable / passes.length));
  return {
    passes,
    sets: Math.min(isVisible ? most : repeatedSets(inputs, most), Math.max(...passes)),
    answers,
  };
}

interface Trial extends PlanningOptions {
  readonly most: number;
  readonly sets: readonly CallSet[];
  readonly parts: number;
  /** What the answers cost whose digest was made. */
  readonly held: { calls: number; bytes: number; digestingNs: number };
}

/** How many passes over a part make a lap in which no set is used twice; 0 when the clock sees too little of it. */
async function freshPasses(trial: Trial, part: number): Promise<number> {
  const { effort, most, sets } = trial;
  const onePassNs = await passNsOf(trial, part, sets.length);
  const passes = Math.min(Math.max(1, Math.ceil((usualRoundNs * effort) / onePassNs)), most);
  return passes * onePassNs < shortestLapNs * effort ? 0 : passes;
}

/** How many passes over all inputs make a lap in which sets are used again. */
async function repeatedPasses(trial: Trial): Promise<readonly number[]> {
  const { workbench, mutates, effort, most, sets } = trial;
  const whole: Trial = { ...trial, parts: 1 };
  if (mutates) {
    const makingMs = (effort * mostMakingNs) / 1e6;
    const lapUs = Math.ceil((most * (await passNsOf(whole, 0, sets.length))) / 1e3);
    throw new HarnessFailure(
      "inputs",
      `all the inputs that can be made in ${makingMs} ms keep the function busy for ${lapUs} µs, which is too short for the clock: give it bigger inputs`,
    );
  }
  const few: Trial = { ...whole, sets: sets.slice(0, repeatedSets(workbench.costs.inputs, most)) };
  // What a short lap shows is rough: grown step by step, it shows more.
  const lapNs = usualRoundNs * effort;
  let passes = few.sets.length;
  for (let grown = 0; grown < mostGrowths; grown += 1) {
    const tookNs = (await passNsOf(few, 0, passes)) * passes;
    if (tookNs > lapNs / 2) return [Math.min(mostPasses, Math.ceil((passes * lapNs) / tookNs))];
    passes = Math.min(mostPasses, Math.ceil(passes * Math.min(8, lapNs / tookNs)));
  }
  return [passes];
}

function repeatedSets(inputs: number, most: number): number {
  return Math.min(most, Math.ceil(fewCalls / inputs));
}

/** Nanoseconds of one pass over a part; the least of some laps. */
async function passNsOf(trial: Trial, part: number, passes: number): Promise<number> {
  const { workbench, cpuNow, sets, parts, held } = trial;
  let least = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < (trial.mutates ? 1 : tries); tried += 1) {
    const started = cpuNow();
    const { time, answers } = await workbench.lap(
      { lap: "warm-up", round: rehearsal.plan },
      { sets, part, parts, passes, answers: mostTriedAnswers },
    );
    held.digestingNs += Math.max(0, cpuNow() - started - lapNs(time));
    held.calls += answers.calls;
    held.bytes += answers.bytes;
    // By wall time too: a target that waits takes next to no CPU time, however long its laps.
    least = Math.min(least, Math.max(lapNs(time), time.wallNs / 4, 1) / passes);
  }
  return least;
}
