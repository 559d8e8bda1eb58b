import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Host } from "./host.ts";
import type { InputsReader } from "./inputs.ts";
import { partOf } from "./lap.ts";
import type { HarnessTask, LapKind, LastWord } from "./messages.ts";
import { usualRoundNs } from "./planning.ts";
import { fewestRounds, rounds, roundsBudgetNs } from "./timing.ts";
import { warmUp } from "./warmUp.ts";
import { type CallSet, rehearsal, type Workbench } from "./workbench.ts";

const repetitions = 5;
/** As many calls as a process that times makes, and half as many again. */
const lengthened = 1.5;
const sameValues = 0;
const sameObjects = 1;

export interface ProbeOptions {
  readonly workbench: Workbench;
  readonly reader: InputsReader;
  readonly host: Host;
  readonly task: Extract<HarnessTask, { readonly kind: "probe" }>;
}

/**
 * Times calls on values that the target has never seen, and the same calls again, after a warm-up on other values and
 * more calls than it gets where it is timed, so that nothing begins only there. A target that keeps nothing from call
 * to call takes as long both times.
 */
export async function probe(options: ProbeOptions): Promise<LastWord> {
  const { workbench, reader, host, task } = options;
  const { mutates, plan } = task;
  const warming = { workbench, host, mutates, roundNs: usualRoundNs, most: plan };
  if (reader.repeats) {
    const { kept } = split(workbench.costs.inputs, task.seed);
    if (kept.length === 0) return { kind: "probed" };
    const choose = spentHalf(task.seed);
    await warmUp({ ...warming, choose });
    await wear(options, choose);
    // The first laps of this kind take longer, whatever is called in them.
    for (let round = 0; round < repetitions; round += 1) {
      const [calls = []] = await workbench.sets(rehearsal.probe, 1);
      await lapOn(options, "warm-up", sameValues, [choose(calls)]);
    }
    await probeOn(options, async (number) => {
      const [calls = []] = await workbench.sets(number, 1);
      return [pick(calls, kept)];
    });
  } else {
    await warmUp(warming);
    await wear(options, (calls) => calls);
    // Values are new for every round anyway: only the objects are handed over more than once, if at all.
    for (let round = 0; round < repetitions; round += 1) {
      const sets = await workbench.sets(round, plan.sets);
      await probeOn(options, async () => sets);
    }
  }
  return { kind: "probed" };
}

/** Recorded values can be new once only: the half of the calls that warms up, the others being the new ones. */
export function spentHalf(seed: number): (calls: CallSet) => CallSet {
  return (calls) => pick(calls, split(calls.length, seed).spent);
}

/** Makes more calls than a process that times does, with rounds as long and as many. */
async function wear(
  { workbench, host, task }: ProbeOptions,
  choose: (calls: CallSet) => CallSet,
): Promise<void> {
  const { effort, plan } = task;
  const started = host.now();
  const budgetNs = lengthened * effort * roundsBudgetNs;
  for (let round = 0; round < lengthened * rounds; round += 1) {
    if (round >= lengthened * fewestRounds && host.now() - started >= budgetNs) return;
    const sets = await workbench.sets(rehearsal.wear - round, plan.sets);
    for (const part of plan.passes.keys()) await wearOn(workbench, { part, sets, choose, task });
  }
}

/** The calls of a part, those left out made up for by calling the others more often. */
async function wearOn(
  workbench: Workbench,
  options: {
    readonly part: number;
    readonly sets: readonly CallSet[];
    readonly choose: (calls: CallSet) => CallSet;
    readonly task: ProbeOptions["task"];
  },
): Promise<void> {
  const { part, sets, choose, task } = options;
  const { mutates, plan } = task;
  const all = sets.map((calls) => partOf(calls, { part, parts: plan.passes.length }));
  const own = sets.map((calls, set) => {
    const chosen = new Set(choose(calls));
    return (all[set] ?? []).filter((call) => chosen.has(call));
  });
  const count = own[0]?.length ?? 0;
  if (count === 0) return;
  const wanted = Math.ceil(((plan.passes[part] ?? 1) * (all[0]?.length ?? 0)) / count);
  const passes = mutates ? Math.min(wanted, sets.length) : wanted;
  const lap = { lap: "warm-up", round: rehearsal.wear } as const;
  await workbench.lap(lap, { sets: own, part: 0, parts: 1, passes, answers: 1 });
}

async function lapOn(
  { workbench, task }: ProbeOptions,
  lap: LapKind,
  part: number,
  sets: readonly CallSet[],
): Promise<void> {
  const passes = { sets, part: 0, parts: 1, passes: sets.length, answers: task.plan.answers };
  await workbench.lap({ lap, part }, passes);
}

async function probeOn(
  options: ProbeOptions,
  setsOf: (number: number) => Promise<readonly CallSet[]>,
): Promise<void> {
  const { reader, task } = options;
  const isReused = !task.mutates && task.plan.passes.some((passes) => passes > task.plan.sets);
  const sets = await setsOf(0);
  await lapOn(options, "new", sameValues, sets);
  for (let again = 1; again <= repetitions; again += 1) {
    if (reader.repeats) await lapOn(options, "known", sameValues, await setsOf(again));
    if (isReused) await lapOn(options, "known", sameObjects, sets);
  }
}

/** Two halves of the inputs, by chance. */
function split(
  inputs: number,
  seed: number,
): { readonly kept: readonly number[]; readonly spent: readonly number[] } {
  const random = xoroshiro128plus(seed);
  const left = Array.from({ length: inputs }, (_, index) => index);
  const kept: number[] = [];
  while (kept.length < Math.floor(inputs / 2)) {
    kept.push(...left.splice(uniformInt(random, 0, left.length - 1), 1));
  }
  return { kept, spent: left };
}

function pick(calls: CallSet, indices: readonly number[]): CallSet {
  return indices.flatMap((index) => calls[index] ?? []);
}
