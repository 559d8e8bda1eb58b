import { HarnessFailure } from "./failure.ts";
import type { Plan } from "./messages.ts";
import { lapNs } from "./warmUp.ts";
import { type CallSet, rehearsal, type SetCosts, type Workbench } from "./workbench.ts";

const mostParts = 8;
export const usualRoundNs = 4e6;
/** A lap that makes new values need not last as long: nothing is gained by remembering them. */
const freshLapNs = 1e6;
/** Shorter ones the clock does not see well enough. */
const shortestLapNs = 1e5;
const mostSetsBytes = 64 * 2 ** 20;
const mostMakingNs = 5e7;
const mostPasses = 2 ** 24;
const mostTriedAnswers = 64;
const mostAnswersBytes = 16 * 2 ** 20;
const mostDigestingNs = 4e7;

/** Most sets that are made for a round. */
export function mostSets({ makeNs, bytes }: SetCosts, effort: number): number {
  const most = Math.min(mostSetsBytes / Math.max(bytes, 1), (effort * mostMakingNs) / Math.max(makeNs, 1));
  return Math.max(1, Math.floor(most));
}

export interface PlanningOptions {
  readonly workbench: Workbench;
  readonly now: () => number;
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
  const most = mostSets(workbench.costs, effort);
  const visible = Math.floor((most * passNs) / (freshLapNs * effort));
  const parts = Math.max(1, Math.min(mostParts, inputs, visible));
  const count = Math.min(most, Math.ceil((parts * usualRoundNs * effort) / Math.max(passNs, 1)));
  const sets = await workbench.sets(rehearsal.plan, count);
  const trial: Trial = { ...options, most, sets, parts, held: { calls: 0, bytes: 0, digestingNs: 0 } };
  const passes: number[] = [];
  while (passes.length < parts) passes.push(await passesOf(trial, passes.length));
  const { calls, bytes, digestingNs } = trial.held;
  const affordable = calls / Math.max(bytes / mostAnswersBytes, digestingNs / mostDigestingNs, 1e-9);
  const answers = Math.max(1, Math.ceil(inputs / parts), Math.floor(affordable / parts));
  return { passes, sets: Math.min(most, Math.max(...passes)), answers };
}

interface Trial extends PlanningOptions {
  readonly most: number;
  readonly sets: readonly CallSet[];
  readonly parts: number;
  /** What the answers cost whose digest was made. */
  readonly held: { calls: number; bytes: number; digestingNs: number };
}

/** How many passes over a part make a lap. */
async function passesOf(trial: Trial, part: number): Promise<number> {
  const { mutates, effort, most, sets } = trial;
  const firstNs = await passNsOf(trial, part, sets.length);
  const fresh = Math.min(Math.max(1, Math.ceil((usualRoundNs * effort) / firstNs)), most);
  if (fresh * firstNs >= shortestLapNs * effort) return fresh;
  if (mutates) {
    const makingMs = (effort * mostMakingNs) / 1e6;
    const lapUs = Math.ceil((fresh * firstNs) / 1e3);
    throw new HarnessFailure(
      "inputs",
      `all the inputs that can be made in ${makingMs} ms keep the function busy for ${lapUs} µs, which is too short for the clock: give it bigger inputs`,
    );
  }
  // What so short a lap shows is rough: grown step by step, it shows more.
  const lapNs = freshLapNs * effort;
  let passes = sets.length;
  for (
    let onePassNs = firstNs;
    passes * onePassNs < lapNs / 2;
    onePassNs = await passNsOf(trial, part, passes)
  ) {
    passes = Math.min(mostPasses, Math.ceil(passes * Math.min(8, lapNs / (passes * onePassNs))));
    if (passes === mostPasses) break;
  }
  return passes;
}

/** Nanoseconds of one pass over a part. */
async function passNsOf(trial: Trial, part: number, passes: number): Promise<number> {
  const { workbench, now, sets, parts, held } = trial;
  const started = now();
  const { time, answers } = await workbench.lap(
    { lap: "warm-up", round: rehearsal.plan },
    { sets, part, parts, passes, answers: mostTriedAnswers },
  );
  held.digestingNs += Math.max(0, now() - started - time.wallNs);
  held.calls += answers.calls;
  held.bytes += answers.bytes;
  // By wall time too: a target that waits takes next to no CPU time, however long its laps.
  return Math.max(lapNs(time), time.wallNs / 4, 1) / passes;
}
