import type { Machine } from "../../engine/domain/events.ts";
import type { RunId, RunSpec } from "../../engine/domain/runSpec.ts";
import type { Judge } from "../../engine/judge/judge.ts";
import { SequentialJudge } from "../../engine/judge/sequentialJudge.ts";
import type { Adversary, Calibrations, Clock, Evaluator } from "../../engine/ports.ts";
import { CalibrationFile } from "../evaluator/calibrationFile.ts";
import { TimingTurns, timingFolder } from "../evaluator/timingTurns.ts";
import type { Worktrees } from "../evaluator/worktree.ts";
import type { Repository } from "../git/repository.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { builtFolder } from "./builtFiles.ts";
import type { CapturedTarget } from "./captureTarget.ts";
import { describeMachine } from "./machine.ts";
import { openEvaluator } from "./openEvaluator.ts";
import type { RunsHost } from "./runs.ts";
import { systemClock } from "./systemClock.ts";
import { Warnings } from "./warnings.ts";

export interface MeasuringOptions extends CapturedTarget {
  readonly host: RunsHost;
  readonly repository: Repository;
  readonly run: RunId;
  readonly spec: RunSpec;
  /** The commit of the baseline. */
  readonly base: string;
  readonly worktrees: Worktrees;
  readonly sandbox: Sandbox;
}

/** What versions of a run are measured and judged with. */
export interface MeasuringPorts {
  readonly evaluator: Evaluator;
  readonly adversary: Adversary;
  readonly judge: Judge;
  readonly calibrations: Calibrations;
  readonly clock: Clock;
  readonly machine: Machine;
  /** What the machine has to say meanwhile. */
  readonly warnings: Warnings;
  /** Gives back folders and deletes what was made outside the run's folder. Nothing may be under way. */
  close(): Promise<void>;
}

/** @throws RunError when the benchmark cannot be run here */
export async function openMeasuringPorts(
  options: MeasuringOptions,
  signal: AbortSignal,
): Promise<MeasuringPorts> {
  const { host, repository, run, spec, baseline, sandbox } = options;
  const warnings = new Warnings();
  const turns = new TimingTurns({
    folder: timingFolder(),
    note: `run ${run} in ${repository.root}`,
    onWait: (holder) =>
      warnings.say(`Timing waits for ${holder}: only one run is timed at once on this machine, in turns.`),
  });
  const { evaluator, runtime, close } = await openEvaluator(
    { ...options, root: repository.root, turns, built: builtFolder, warn: warnings.say },
    signal,
  );
  const machine = describeMachine(runtime);
  const { benchmark, objective = null } = spec;
  const { file, symbol, text } = baseline;
  const sandboxKind = sandbox.record.kind;
  const conditions = { machine, sandbox: sandboxKind, benchmark, objective, file, symbol, text };
  const calibrations = new CalibrationFile({ cacheFolder: host.cacheFolder, conditions });
  const judge = new SequentialJudge();
  return {
    evaluator,
    adversary: evaluator,
    judge,
    calibrations,
    clock: systemClock,
    machine,
    warnings,
    close,
  };
}
