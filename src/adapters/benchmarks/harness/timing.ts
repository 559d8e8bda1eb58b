import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Host } from "./host.ts";
import type { HarnessTask, LastWord, Plan } from "./messages.ts";
import type { Parent } from "./parent.ts";
import { findPlan, mostSets, usualRoundNs } from "./planning.ts";
import { subSeed } from "./random.ts";
import { warmUp } from "./warmUp.ts";
import type { Workbench } from "./workbench.ts";

/** Most rounds that a process times. */
export const rounds = 12;
export const fewestRounds = 3;
/** Wall time for all rounds together, unless even the fewest take longer. */
export const roundsBudgetNs = 2.5e9;
const jitter = 0.15;

export interface TimingOptions {
  readonly workbench: Workbench;
  readonly parent: Parent;
  readonly host: Host;
  readonly task: Extract<HarnessTask, { readonly kind: "time" }>;
}

/**
 * Times a target: it is warmed up; then the inputs, in up to eight parts, are timed in up to twelve rounds, with
 * ±15 % jitter in the number of passes. The parent takes minima of the laps: those of CPU time spread least on a busy
 * machine.
 */
export async function time({ workbench, parent, host, task }: TimingOptions): Promise<LastWord> {
  const { effort, mutates, seed } = task;
  const sets = task.plan?.sets ?? mostSets(workbench.costs, effort);
  const passNs = await warmUp({ workbench, host, mutates, roundNs: usualRoundNs, most: { sets } });
  let plan = task.plan;
  if (plan === null) {
    plan = await findPlan({ workbench, cpuNow: host.cpuNow, mutates, effort, passNs });
    parent.say({ kind: "planned", plan });
  }
  const started = host.now();
  let done = 0;
  while (done < rounds && (done < fewestRounds || host.now() - started < effort * roundsBudgetNs)) {
    await timeRound({ workbench, parent, plan, round: done, seed, mutates });
    done += 1;
  }
  return { kind: "timed", rounds: done };
}

async function timeRound(options: {
  readonly workbench: Workbench;
  readonly parent: Parent;
  readonly plan: Plan;
  readonly round: number;
  readonly seed: number;
  readonly mutates: boolean;
}): Promise<void> {
  const { workbench, parent, plan, round, seed, mutates } = options;
  const random = xoroshiro128plus(subSeed(seed, round));
  const parts = plan.passes.length;
  const varied = plan.passes.map((passes) => {
    const wanted = Math.max(1, Math.round(passes * (1 + jitter * (2 * uniformFloat64(random) - 1))));
    // A lap that uses no set twice must not begin to.
    return mutates || passes <= plan.sets ? Math.min(wanted, plan.sets) : wanted;
  });
  const sets = await workbench.sets(round, Math.min(plan.sets, Math.max(...varied)));
  const order = varied.map((_, part) => part);
  while (order.length > 0) {
    const [part = 0] = order.splice(uniformInt(random, 0, order.length - 1), 1);
    const task = { sets, part, parts, passes: varied[part] ?? 1, answers: plan.answers };
    const { answers } = await workbench.lap({ lap: "timed", round }, task);
    parent.say({ kind: "answers", part, round, digest: answers.digest });
  }
}
