import process from "node:process";
import type { HarnessRuntime } from "../benchmarks/harnessRuntime.ts";
import { probePythonRuntime } from "../benchmarks/python/pythonRuntime.ts";
import type { OpenBenchmarkOptions } from "./openBenchmark.ts";

/** The Python for the target's file. @throws RunError `runtime-missing` */
export function pythonFor(
  { host, root, baseline, cell }: OpenBenchmarkOptions,
  signal: AbortSignal,
): Promise<HarnessRuntime> {
  const { processes } = cell;
  const { file } = baseline;
  return probePythonRuntime(
    { processes, named: host.pythonPath, root, file, environment: process.env },
    signal,
  );
}
