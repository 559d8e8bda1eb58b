import path from "node:path";
import type { InputsSource } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { FunctionMeasure } from "../benchmarks/function/functionMeasure.ts";
import { defaultFunctionLimits } from "../benchmarks/function/limits.ts";
import { FunctionBenchmark } from "../benchmarks/functionBenchmark.ts";
import { Harness } from "../benchmarks/harnessProcess.ts";
import type { HarnessRuntime } from "../benchmarks/harnessRuntime.ts";
import { moduleInputs } from "../benchmarks/inputs/moduleInputs.ts";
import type { PreparedInputs } from "../benchmarks/inputs/preparedInputs.ts";
import { recordedInputs } from "../benchmarks/inputs/recordedInputs.ts";
import { probeNodeRuntime } from "../benchmarks/nodeRuntime.ts";
import type { CallableTarget } from "../languages/target.ts";
import { withReadable } from "../sandbox/withReadable.ts";
import type { OpenBenchmarkOptions, OpenedBenchmark } from "./openBenchmark.ts";
import { pythonFor } from "./pythonFor.ts";

/** A benchmark that calls the target's function. @throws RunError when that cannot be done here */
export async function openFunctionBenchmark(
  options: OpenBenchmarkOptions,
  source: InputsSource,
  signal: AbortSignal,
): Promise<OpenedBenchmark> {
  const { spec, baseline, target, language, cell, home, commandMs, built, warn } = options;
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
    warn,
    inputs: async (version, abort) => {
      const names = { file: baseline.file, symbol: baseline.symbol };
      switch (source.kind) {
        case "module": {
          const made = { calls, names, version, module: source.path, seed: spec.seed };
          return moduleInputs({ ...made, limitMs: limits.baselineMs }, abort);
        }
        case "recorded":
          return recordIn(options, { command: source.command, target: callable }, abort);
        case "types":
        case "schema":
          throw new RunError("bad-spec", `Inputs from ${source.kind} cannot be made yet.`);
      }
    },
  });
  return { benchmark, runtime: `${runtime.name} ${runtime.version}` };
}

function nodeFor({ host, cell, home }: OpenBenchmarkOptions, signal: AbortSignal): Promise<HarnessRuntime> {
  const { nodePath, nodeEnv } = host;
  return probeNodeRuntime({ processes: cell.processes, path: nodePath, env: nodeEnv, home }, signal);
}

async function recordIn(
  { language, spec, baseline, base, worktrees, cell, home, commandMs }: OpenBenchmarkOptions,
  { command, target }: { readonly command: string; readonly target: CallableTarget },
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const worktree = await worktrees.acquire(base, signal);
  try {
    const folder = worktree.path;
    const limitMs = commandMs;
    const options = { cell, baseline, target, language, command, folder, home, limitMs, seed: spec.seed };
    return await recordedInputs(options, signal);
  } finally {
    await worktree.release();
  }
}
