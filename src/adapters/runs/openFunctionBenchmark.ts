import path from "node:path";
import type { InputsSource } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { FunctionMeasure } from "../benchmarks/function/functionMeasure.ts";
import { defaultFunctionLimits } from "../benchmarks/function/limits.ts";
import { FunctionBenchmark } from "../benchmarks/functionBenchmark.ts";
import { Harness } from "../benchmarks/harnessProcess.ts";
import type { HarnessRuntime } from "../benchmarks/harnessRuntime.ts";
import { probeNodeRuntime } from "../benchmarks/nodeRuntime.ts";
import { withReadable } from "../sandbox/withReadable.ts";
import type { OpenBenchmarkOptions, OpenedBenchmark } from "./openBenchmark.ts";
import { openInputs } from "./openInputs.ts";
import { pythonFor } from "./pythonFor.ts";

/** A benchmark that calls the target's function. @throws RunError when that cannot be done here */
export async function openFunctionBenchmark(
  options: OpenBenchmarkOptions,
  source: InputsSource,
  signal: AbortSignal,
): Promise<OpenedBenchmark> {
  const { spec, baseline, target, language, cell, home, commandMs, built, turns, warn } = options;
  const { entry } = target;
  if (entry === null) {
    throw new RunError(
      "target-unsupported",
      `${target.symbol} in ${baseline.file} cannot be called on its own: measure it by a command instead.`,
    );
  }
  const runtime =
    language.id === "python" ? await pythonFor(options, signal) : await nodeFor(options, signal);
  const sandbox = withReadable(cell.sandbox, runtime.readable);
  const script = path.join(built, language.id === "python" ? "python/harness.py" : "harness.js");
  const harness = new Harness({ processes: cell.processes, sandbox, runtime, script, home });
  const callable = { ...target, entry };
  const calls = new FunctionBenchmark({ harness, file: baseline.file, target: callable });
  const limits = { ...defaultFunctionLimits, recordingMs: commandMs, ...options.limits };
  const benchmark = new FunctionMeasure({
    baseline,
    target: callable,
    language,
    calls,
    seed: spec.seed,
    clock: spec.objective?.clock ?? null,
    limits,
    turns,
    // Only a language model is told of it.
    profiles: spec.models !== undefined,
    warn,
    inputs: (version, abort) =>
      openInputs({ ...options, source, calls, target: callable, version, limitMs: limits.baselineMs }, abort),
  });
  return { benchmark, runtime: `${runtime.name} ${runtime.version}` };
}

function nodeFor({ host, cell, home }: OpenBenchmarkOptions, signal: AbortSignal): Promise<HarnessRuntime> {
  const { nodePath, nodeEnv } = host;
  return probeNodeRuntime({ processes: cell.processes, path: nodePath, env: nodeEnv, home }, signal);
}
