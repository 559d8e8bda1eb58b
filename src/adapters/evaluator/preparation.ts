import path from "node:path";
import type { BenchmarkFacts } from "../../engine/domain/events.ts";
import { RunError } from "../../engine/ports.ts";
import { FunctionBenchmark, type Version } from "../benchmarks/functionBenchmark.ts";
import { Harness } from "../benchmarks/harnessProcess.ts";
import type { NodeRuntime } from "../benchmarks/nodeRuntime.ts";
import type { ProcessRunner } from "../process/runProcess.ts";
import { runUserCommand } from "../process/userCommand.ts";
import type { EvaluatorLimits, LocalEvaluatorOptions } from "./options.ts";
import { type PreparedInputs, recordInputs, sizeInputs } from "./prepareInputs.ts";
import { assertSteady, baselineFault, type Reference, takeReference } from "./reference.ts";

/** What a baseline is prepared with. */
export interface Surroundings extends Omit<LocalEvaluatorOptions, "limits"> {
  readonly limits: EvaluatorLimits;
  readonly processes: ProcessRunner;
  readonly runtime: NodeRuntime;
  /** Absolute path of a private folder that stands for the home folder. */
  readonly home: string;
}

/** What the user's commands gave. */
export interface CommandResults {
  /** Wall milliseconds of the tests; null without tests. */
  readonly testsMs: number | null;
  /** Null when a module makes the inputs. */
  readonly recorded: PreparedInputs | null;
}

/** What is known of the baseline, and all that is needed to compare a candidate with it. */
export interface Prepared {
  readonly facts: BenchmarkFacts;
  readonly benchmark: FunctionBenchmark;
  readonly version: Version;
  readonly home: string;
  readonly inputs: PreparedInputs;
  /** On the inputs of the search. */
  readonly search: Reference;
  /** Wall milliseconds of a process that times the baseline. */
  readonly timeMs: number;
}

/**
 * Runs the tests on the baseline and records the inputs, in a folder of their own, for commands may leave anything
 * behind.
 * @throws RunError `tests-failed`, `tests-hang`, `recording-empty`
 */
export async function runCommands(surroundings: Surroundings, signal: AbortSignal): Promise<CommandResults> {
  const { spec, worktrees, base, processes, baseline, target, home, limits, runFolder } = surroundings;
  const source = spec.benchmark.inputs;
  if (spec.tests === null && source.kind === "module") return { testsMs: null, recorded: null };
  const worktree = await worktrees.acquire(base, signal);
  try {
    const folder = worktree.path;
    const limitMs = limits.baselineCommandMs;
    const testsMs =
      spec.tests === null ? null : await baselineTests(surroundings, spec.tests, folder, signal);
    if (source.kind === "module") return { testsMs, recorded: null };
    const inputsFile = path.join(runFolder, "inputs.bin");
    const { command } = source;
    const options = { processes, baseline, target, command, folder, home, inputsFile, limitMs };
    return { testsMs, recorded: await recordInputs(options, signal) };
  } finally {
    await worktree.release();
  }
}

async function baselineTests(
  { processes, home, limits }: Surroundings,
  line: string,
  folder: string,
  signal: AbortSignal,
): Promise<number> {
  const command = { line, folder, home, limitMs: limits.baselineCommandMs };
  const report = await runUserCommand(processes, command, signal);
  const said = `\`${line}\``;
  switch (report.kind) {
    case "passed":
      return report.ms;
    case "hang":
      throw new RunError(
        "tests-hang",
        `${said} ${report.problem} on the code as it is: give a command that ends.`,
      );
    case "missing":
      throw new RunError("tests-failed", `${said} ${report.problem}: check the test command.`);
    case "failed":
      throw new RunError(
        "tests-failed",
        `${said} ${report.problem} on the code as it is: make the tests pass first.`,
      );
  }
}

/**
 * Finds the size of the inputs, what the baseline does on them, and how long it takes.
 * @param options.root absolute path of a folder with the baseline
 * @throws RunError `inputs-failed`, `target-fails`, `not-deterministic`, `not-comparable`
 */
export async function prepareBaseline(
  options: Surroundings & CommandResults & { readonly root: string },
  signal: AbortSignal,
): Promise<Prepared> {
  const { spec, target, baseline, limits, processes, home, root } = options;
  const names = { file: baseline.file, symbol: baseline.symbol };
  const limitMs = limits.baselineHarnessMs;
  const harness = new Harness({ processes, runtime: options.runtime, script: options.harnessPath, home });
  const benchmark = new FunctionBenchmark({ harness, file: baseline.file, target });
  const version = { root, capture: target.entry.capture };
  const source = spec.benchmark.inputs;
  const inputs =
    source.kind === "module"
      ? await sizeInputs({ benchmark, names, version, module: source.path, seed: spec.seed, limitMs }, signal)
      : options.recorded;
  if (inputs === null) throw new Error("Recorded inputs come from the commands, which have not run.");
  const search = await takeReference(
    { benchmark, baseline: version, inputs: inputs.inputs(spec.seed), names, limitMs },
    signal,
  );
  const timed = await benchmark.time(
    { version, inputs: search.inputs, timeoutMs: limitMs },
    { freshInputs: search.mutates, seed: spec.seed, paddingBytes: 0 },
    signal,
  );
  if (timed.kind === "fault") throw baselineFault(timed, names);
  assertSteady(timed.digests, search, names);
  const facts = {
    inputs: search.outcomes.length,
    size: inputs.size,
    skipped: [...inputs.skipped],
    baselineCpuNs: timed.cpuNs,
    mutatesInputs: search.mutates,
    testsMs: options.testsMs,
  };
  return { facts, benchmark, version, home, inputs, search, timeMs: timed.ms };
}
