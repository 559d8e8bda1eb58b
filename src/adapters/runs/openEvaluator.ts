import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import type { FunctionLimits } from "../benchmarks/function/limits.ts";
import { LocalEvaluator } from "../evaluator/localEvaluator.ts";
import { defaultEvaluatorLimits, type EvaluatorLimits } from "../evaluator/options.ts";
import type { TimingTurns } from "../evaluator/timingTurns.ts";
import type { Worktrees } from "../evaluator/worktree.ts";
import { removeTree } from "../git/worktreeSlot.ts";
import { ProcessRunner } from "../process/runProcess.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { withReadable } from "../sandbox/withReadable.ts";
import type { CapturedTarget } from "./captureTarget.ts";
import { openBenchmark } from "./openBenchmark.ts";
import type { RunsHost } from "./runs.ts";

export interface OpenEvaluatorOptions extends CapturedTarget {
  readonly host: Pick<RunsHost, "nodePath" | "nodeEnv" | "pythonPath">;
  /** Absolute path of the user's working tree. */
  readonly root: string;
  readonly spec: RunSpec;
  /** The commit of the baseline. */
  readonly base: string;
  readonly worktrees: Worktrees;
  readonly sandbox: Sandbox;
  readonly turns: TimingTurns;
  /** Absolute path of the folder with the programs that are built; see `builtFolder`. */
  readonly built: string;
  /** How long processes may take; as usual when left out. */
  readonly limits?: Partial<EvaluatorLimits & FunctionLimits>;
  /** Tells the user something, a sentence. */
  readonly warn: (sentence: string) => void;
}

export interface OpenedEvaluator {
  readonly evaluator: LocalEvaluator;
  /** What runs the candidates, such as "Node.js 24.21.0"; "shell" for commands. */
  readonly runtime: string;
  /** Gives back folders and deletes what was made outside the run's folder. Nothing may be under way. */
  close(): Promise<void>;
}

/** Makes the evaluator of a run with the benchmark that its spec asks for. @throws RunError */
export async function openEvaluator(
  options: OpenEvaluatorOptions,
  signal: AbortSignal,
): Promise<OpenedEvaluator> {
  const { spec, sandbox, worktrees, base, built } = options;
  const home = await mkdtemp(join(tmpdir(), "evolvent-home-"));
  try {
    // What processes of ours are started with, and what all versions have installed.
    const shared = [built, ...(await worktrees.dependencies(base))];
    const cell = { processes: new ProcessRunner(), sandbox: withReadable(sandbox, shared) };
    // Set-up is part of the budget.
    const commandMs = Math.min(defaultEvaluatorLimits.baselineTestsMs, spec.budget.minutes * 60_000);
    const { benchmark, runtime } = await openBenchmark({ ...options, cell, home, commandMs }, signal);
    const limits = { ...defaultEvaluatorLimits, baselineTestsMs: commandMs, ...options.limits };
    const { tests, seed } = spec;
    const evaluator = new LocalEvaluator({ ...options, benchmark, tests, seed, cell, home, limits });
    return { evaluator, runtime, close: () => evaluator.close().finally(() => removeTree(home)) };
  } catch (error) {
    await removeTree(home);
    throw error;
  }
}
