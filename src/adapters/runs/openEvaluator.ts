import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Baseline } from "../../engine/domain/candidate.ts";
import type { BenchmarkSpec, RunSpec } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import type { Benchmark } from "../benchmarks/benchmark.ts";
import { FunctionMeasure } from "../benchmarks/function/functionMeasure.ts";
import { defaultFunctionLimits } from "../benchmarks/function/limits.ts";
import { FunctionBenchmark } from "../benchmarks/functionBenchmark.ts";
import { Harness } from "../benchmarks/harnessProcess.ts";
import { moduleInputs } from "../benchmarks/inputs/moduleInputs.ts";
import type { PreparedInputs } from "../benchmarks/inputs/preparedInputs.ts";
import { recordedInputs } from "../benchmarks/inputs/recordedInputs.ts";
import { probeNodeRuntime } from "../benchmarks/nodeRuntime.ts";
import { LocalEvaluator } from "../evaluator/localEvaluator.ts";
import { defaultEvaluatorLimits } from "../evaluator/options.ts";
import type { TimingTurns } from "../evaluator/timingTurns.ts";
import type { Worktrees } from "../evaluator/worktree.ts";
import type { Language } from "../languages/language.ts";
import type { CallableTarget, Target } from "../languages/target.ts";
import { ProcessRunner } from "../process/runProcess.ts";
import type { Cell, Sandbox } from "../sandbox/sandbox.ts";
import { withReadable } from "../sandbox/withReadable.ts";
import { builtFile } from "./builtFiles.ts";
import type { RunsHost } from "./runs.ts";

/** Beside it lies what else processes of ours are started with. */
const harnessScript = fileURLToPath(builtFile("harness.js"));

export interface OpenEvaluatorOptions {
  readonly host: Pick<RunsHost, "nodePath" | "nodeEnv">;
  readonly spec: RunSpec;
  readonly baseline: Baseline;
  readonly target: Target;
  readonly language: Language;
  /** The commit of the baseline. */
  readonly base: string;
  readonly worktrees: Worktrees;
  readonly sandbox: Sandbox;
  readonly turns: TimingTurns;
}

export interface OpenedEvaluator {
  readonly evaluator: LocalEvaluator;
  /** What runs the candidates, such as "Node.js 24.21.0"; "shell" for commands. */
  readonly runtime: string;
  /** Gives back folders and deletes what was made outside the run's folder. Nothing may be under way. */
  close(): Promise<void>;
}

/** What the benchmarks of a run share. */
interface Surroundings extends OpenEvaluatorOptions {
  readonly cell: Cell;
  /** Absolute path of a private folder that stands for the home folder. */
  readonly home: string;
  /** Most wall milliseconds for a command of the user's on the baseline: set-up is part of the budget. */
  readonly commandMs: number;
}

/** Makes the evaluator of a run with the benchmark that its spec asks for. @throws RunError */
export async function openEvaluator(
  options: OpenEvaluatorOptions,
  signal: AbortSignal,
): Promise<OpenedEvaluator> {
  const { spec } = options;
  const home = await mkdtemp(join(tmpdir(), "evolvent-home-"));
  const deleteHome = (): Promise<void> => rm(home, { recursive: true, force: true });
  try {
    const shared = [dirname(harnessScript), ...(await options.worktrees.dependencies(options.base))];
    const cell = { processes: new ProcessRunner(), sandbox: withReadable(options.sandbox, shared) };
    const commandMs = Math.min(defaultEvaluatorLimits.baselineTestsMs, spec.budget.minutes * 60_000);
    const { benchmark, runtime } = await openBenchmark({ ...options, cell, home, commandMs }, signal);
    const limits = { ...defaultEvaluatorLimits, baselineTestsMs: commandMs };
    const { tests, seed } = spec;
    const evaluator = new LocalEvaluator({ ...options, benchmark, tests, seed, cell, home, limits });
    return { evaluator, runtime, close: () => evaluator.close().finally(deleteHome) };
  } catch (error) {
    await deleteHome();
    throw error;
  }
}

interface OpenedBenchmark {
  readonly benchmark: Benchmark;
  readonly runtime: string;
}

async function openBenchmark(surroundings: Surroundings, signal: AbortSignal): Promise<OpenedBenchmark> {
  const { benchmark } = surroundings.spec;
  switch (benchmark.kind) {
    case "function":
      return openFunction(surroundings, benchmark, signal);
    case "command":
    case "evaluator":
      throw new RunError("bad-spec", `The benchmark kind ${benchmark.kind} cannot be run yet.`);
  }
}

async function openFunction(
  surroundings: Surroundings,
  { inputs }: Extract<BenchmarkSpec, { readonly kind: "function" }>,
  signal: AbortSignal,
): Promise<OpenedBenchmark> {
  const { host, spec, baseline, target, language, cell, home, commandMs } = surroundings;
  const { entry } = target;
  if (entry === null) {
    throw new RunError(
      "target-unsupported",
      `${target.symbol} in ${baseline.file} cannot be called on its own: measure it by a command instead.`,
    );
  }
  const runtime = await probeNodeRuntime(
    { processes: cell.processes, path: host.nodePath, env: host.nodeEnv, home },
    signal,
  );
  const harness = new Harness({ ...cell, runtime, script: harnessScript, home });
  const callable = { ...target, entry };
  const calls = new FunctionBenchmark({ harness, file: baseline.file, target: callable });
  const limits = { ...defaultFunctionLimits, recordingMs: commandMs };
  const benchmark = new FunctionMeasure({
    baseline,
    target: callable,
    language,
    calls,
    seed: spec.seed,
    clock: spec.objective?.clock ?? null,
    limits,
    inputs: async (version, abort) => {
      const names = { file: baseline.file, symbol: baseline.symbol };
      switch (inputs.kind) {
        case "module": {
          const made = { calls, names, version, module: inputs.path, seed: spec.seed };
          return moduleInputs({ ...made, limitMs: limits.baselineMs }, abort);
        }
        case "recorded":
          return recordIn(surroundings, { command: inputs.command, target: callable }, abort);
        case "types":
        case "schema":
          throw new RunError("bad-spec", `Inputs from ${inputs.kind} cannot be made yet.`);
      }
    },
  });
  return { benchmark, runtime: `Node.js ${runtime.version}` };
}

async function recordIn(
  { baseline, base, worktrees, cell, home, commandMs }: Surroundings,
  { command, target }: { readonly command: string; readonly target: CallableTarget },
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const worktree = await worktrees.acquire(base, signal);
  try {
    const folder = worktree.path;
    const options = { cell, baseline, target, command, folder, home, limitMs: commandMs };
    return await recordedInputs(options, signal);
  } finally {
    await worktree.release();
  }
}
