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
/** What is borne where there is no other way. */
const shortestMutatingLapNs = 2e5;
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
  readonly workbench: Pick<Workbench, "costs" | "lap" | "repeats" | "sets" | "waits">;
  /** CPU nanoseconds of this process. */
  readonly cpuNow: () => number;
  readonly mutates: boolean;
  readonly effort: number;
  /** Nanoseconds of one pass over all inputs, once warm. */
  readonly passNs: number;
}

/**
 * Finds what a round should do: up to eight parts, each with as many passes as last 4 ms. Where so many sets are too
 * many to be made, laps get shorter, and parts fewer. Only where even that leaves next to nothing to be timed, and where
 * all sets hold the same values anyway, a few sets are used again and again.
 * @throws HarnessFailure of stage `inputs` when the benchmark is shorter than the clock can see
 */
export async function findPlan(options: PlanningOptions): Promise<Plan> {
  const { workbench, mutates } = options;
  if (workbench.repeats && !mutates) return repeatedPlan(options);
  const plan = await freshPlan(options);
  if (plan !== null) return plan;
  if (!mutates) return repeatedPlan(options);
  throw new HarnessFailure(
    "inputs",
    `all the inputs that can be made in ${(4 * mostMakingNs) / 1e6} ms keep the function busy for less than ${shortestMutatingLapNs / 1e6} ms, which is too short for the clock: give it bigger inputs`,
  );
}

/** No set is used twice. Null when the clock sees too little of it. */
async function freshPlan(options: PlanningOptions): Promise<Plan | null> {
  const { workbench, mutates, effort, passNs } = options;
  const { inputs } = workbench.costs;
  // What making costs shows when it is warm too.
  for (let made = 0; made < tries; made += 1) {
    await workbench.sets(rehearsal.plan, Math.min(fewSets, mostSets(workbench.costs, effort)));
  }
  // Where sets cannot be used again, more time is spent on making them.
  const most = mostSets(workbench.costs, mutates ? 4 * effort : effort);
  const visible = Math.floor((most * passNs) / (freshLapNs * effort));
  for (let parts = Math.max(1, Math.min(mostParts, inputs, visible)); ; parts = 1) {
    const count = Math.min(most, Math.ceil((parts * usualRoundNs * effort) / Math.max(passNs, 1)));
    const trial = trialOf(options, { sets: await workbench.sets(rehearsal.plan, count), parts });
    const passes = await freshPasses(trial, most);
    if (passes !== null) {
      return { passes, sets: Math.min(most, Math.max(...passes)), answers: answersOf(trial) };
    }
    if (parts === 1) return null;
  }
}

/** How many passes over each part make a lap; null when the clock sees too little of one. */
async function freshPasses(trial: Trial, most: number): Promise<readonly number[] | null> {
  const { effort, mutates, sets, parts } = trial;
  const shortestNs = (mutates ? shortestMutatingLapNs : shortestLapNs) * effort;
  const passes: number[] = [];
  while (passes.length < parts) {
    const onePassNs = await passNsOf(trial, passes.length, sets.length);
    const wanted = Math.min(Math.max(1, Math.ceil((usualRoundNs * effort) / onePassNs)), most);
    if (wanted * onePassNs < shortestNs) return null;
    passes.push(wanted);
  }
  return passes;
}

async function repeatedPlan(options: PlanningOptions): Promise<Plan> {
  const { workbench, effort } = options;
  const { inputs } = workbench.costs;
  const count = Math.min(Math.ceil(fewCalls / inputs), mostSets(workbench.costs, effort));
  const sets = await workbench.sets(rehearsal.plan, count);
  const parts = Math.min(mostParts, inputs);
  const trial = trialOf(options, { sets, parts });
  const passes: number[] = [];
  while (passes.length < parts) passes.push(await repeatedPasses(trial, passes.length));
  return { passes, sets: count, answers: answersOf(trial) };
}

/**
 * How many passes over a part make a lap. What a short lap shows is rough, on a busy machine even nothing at all, so
 * that only a lap of about the right length is believed, and laps grow to it step by step.
 */
async function repeatedPasses(trial: Trial, part: number): Promise<number> {
  const wantedNs = usualRoundNs * trial.effort;
  let passes = trial.sets.length;
  for (let grown = 0; grown < mostGrowths; grown += 1) {
    const tookNs = (await passNsOf(trial, part, passes)) * passes;
    const wanted = Math.min(mostPasses, Math.ceil((passes * wantedNs) / tookNs));
    if (tookNs > wantedNs / 2 || passes === mostPasses) return wanted;
    passes = Math.min(wanted, 8 * passes);
  }
  return passes;
}

interface Trial extends PlanningOptions {
  readonly sets: readonly CallSet[];
  readonly parts: number;
  /** What the answers cost whose digest was made. */
  readonly held: { calls: number; bytes: number; digestingNs: number };
}

function trialOf(options: PlanningOptions, { sets, parts }: Pick<Trial, "sets" | "parts">): Trial {
  return { ...options, sets, parts, held: { calls: 0, bytes: 0, digestingNs: 0 } };
}

/**
 * How many answers of a lap can be held and digested. As many as two sets give at least, one of them drawn from the
 * whole lap: a target that is wrong in every nth call could be right whenever a lap ends.
 */
function answersOf({ workbench, parts, held: { calls, bytes, digestingNs } }: Trial): number {
  const affordable = calls / Math.max(bytes / mostAnswersBytes, digestingNs / mostDigestingNs, 1e-9);
  return Math.max(2 * Math.ceil(workbench.costs.inputs / parts), Math.floor(affordable / parts));
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
    // By wall time too: a target that waits takes next to no CPU time, however long its laps. But on a busy machine,
    // any lap may take many times as long.
    const waited = time.wallNs / (workbench.waits ? 4 : 32);
    least = Math.min(least, Math.max(lapNs(time), waited, 1) / passes);
  }
  return least;
}
