import { readFile } from "node:fs/promises";
import path from "node:path";
import { RunError } from "../../../engine/ports.ts";
import { baselineRun } from "../function/baselineRun.ts";
import { baselineFault, checkBaseline, type TargetNames } from "../function/reference.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { Version } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import type { PreparedInputs } from "./preparedInputs.ts";

const firstSize = 64;

export interface ModuleInputsOptions {
  readonly calls: FunctionBenchmark;
  readonly names: TargetNames;
  /** The baseline. */
  readonly version: Version;
  /** Path of the user's module below the folder of the version. */
  readonly module: string;
  readonly seed: number;
  readonly limitMs: number;
}

/**
 * Inputs that a module of the user's makes, of the size at which a pass over them takes long enough.
 * @throws RunError `inputs-failed`, `target-fails`
 */
export async function moduleInputs(
  options: ModuleInputsOptions,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { calls, names, version, module, limitMs } = options;
  const text = await textOf(version.root, module);
  const sized = (seed: number, size: number): HarnessInputs => ({
    kind: "module",
    path: module,
    text,
    seed,
    size,
  });
  // What is wrong with the function shows best where every input is told apart.
  const first = baselineRun(version, sized(options.seed, firstSize), limitMs);
  await checkBaseline({ calls, run: first, names }, signal);
  const size = await calls.calibrate(baselineRun(version, sized(options.seed, 0), limitMs), signal);
  if (typeof size !== "number") throw baselineFault(size, names);
  const make = (seed: number): HarnessInputs => sized(seed, size);
  const heldOut = { at: make, count: null };
  return { shown: make, heldOut, size, sized, arranged: null, skipped: [], remarks: [] };
}

async function textOf(root: string, file: string): Promise<string> {
  try {
    return await readFile(path.join(root, file), "utf8");
  } catch (error) {
    throw new RunError(
      "inputs-failed",
      `There is no inputs module ${file} in the repository; what git ignores is not part of a run.`,
      { cause: error },
    );
  }
}
