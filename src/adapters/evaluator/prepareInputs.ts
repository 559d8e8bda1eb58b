import { access } from "node:fs/promises";
import path from "node:path";
import type { Baseline } from "../../engine/domain/candidate.ts";
import { RunError } from "../../engine/ports.ts";
import type { FunctionBenchmark, Version } from "../benchmarks/functionBenchmark.ts";
import type { HarnessInputs } from "../benchmarks/harness/messages.ts";
import { type Recorded, recordCalls } from "../benchmarks/recording.ts";
import { instrumentForRecording } from "../languages/javascript/instrument.ts";
import type { Target } from "../languages/target.ts";
import type { ProcessRunner } from "../process/runProcess.ts";
import { baselineFault, type TargetNames } from "./reference.ts";

/** The inputs of a run. */
export interface PreparedInputs {
  /** Others for every seed where a module makes them; the same every time when they were recorded. */
  readonly inputs: (seed: number) => HarnessInputs;
  /** What the module is given; null for recorded calls. */
  readonly size: number | null;
  readonly skipped: Recorded["skipped"];
}

export interface RecordInputsOptions {
  readonly processes: ProcessRunner;
  readonly baseline: Baseline;
  readonly target: Target;
  readonly command: string;
  /** Absolute path of a folder with the baseline that is free to be written to. */
  readonly folder: string;
  readonly home: string;
  /** Absolute path of the file that the calls are kept in. */
  readonly inputsFile: string;
  readonly limitMs: number;
}

/** Records the inputs. @throws RunError `recording-empty`, `tests-failed`, `tests-hang` */
export async function recordInputs(
  options: RecordInputsOptions,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { baseline, target, inputsFile } = options;
  const { skipped } = await recordCalls(
    {
      processes: options.processes,
      command: options.command,
      folder: options.folder,
      file: baseline.file,
      symbol: target.entry.symbol,
      text: baseline.text,
      instrumented: instrumentForRecording(baseline.text, baseline.file, target),
      inputsFile,
      home: options.home,
      limitMs: options.limitMs,
    },
    signal,
  );
  return { inputs: () => ({ kind: "recorded", path: inputsFile }), size: null, skipped };
}

export interface SizeInputsOptions {
  readonly benchmark: FunctionBenchmark;
  readonly names: TargetNames;
  readonly version: Version;
  /** Path of the user's module below the folder of the version. */
  readonly module: string;
  readonly seed: number;
  readonly limitMs: number;
}

/** Finds the size at which the user's module makes useful inputs. @throws RunError `inputs-failed`, `target-fails` */
export async function sizeInputs(options: SizeInputsOptions, signal: AbortSignal): Promise<PreparedInputs> {
  const { benchmark, names, version, module } = options;
  await assertModule(version.root, module);
  const inputs = (seed: number, size: number): HarnessInputs => ({
    kind: "module",
    base: version.root,
    path: module,
    seed,
    size,
  });
  const run = { version, inputs: inputs(options.seed, 0), timeoutMs: options.limitMs };
  const size = await benchmark.calibrate(run, signal);
  if (typeof size !== "number") throw baselineFault(size, names);
  return { inputs: (seed) => inputs(seed, size), size, skipped: [] };
}

async function assertModule(root: string, file: string): Promise<void> {
  try {
    await access(path.join(root, file));
  } catch (error) {
    throw new RunError(
      "inputs-failed",
      `There is no inputs module ${file} in the repository; what git ignores is not part of a run.`,
      { cause: error },
    );
  }
}
