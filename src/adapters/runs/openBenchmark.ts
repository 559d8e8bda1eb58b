import path from "node:path";
import type { BenchmarkSpec } from "../../engine/domain/runSpec.ts";
import { constrainedMetric } from "../../engine/judge/constraints.ts";
import type { Benchmark } from "../benchmarks/benchmark.ts";
import { CommandBenchmark, defaultCommandLimits } from "../benchmarks/command/commandBenchmark.ts";
import { defaultEvaluatorLimits, EvaluatorBenchmark } from "../benchmarks/evaluator/evaluatorBenchmark.ts";
import type { Cell } from "../sandbox/sandbox.ts";
import type { OpenEvaluatorOptions } from "./openEvaluator.ts";
import { openFunctionBenchmark } from "./openFunctionBenchmark.ts";
import { pythonFor } from "./pythonFor.ts";

export interface OpenBenchmarkOptions extends OpenEvaluatorOptions {
  readonly cell: Cell;
  /** Absolute path of a private folder that stands for the home folder. */
  readonly home: string;
  /** Most wall milliseconds for a command of the user's on the baseline. */
  readonly commandMs: number;
}

export interface OpenedBenchmark {
  readonly benchmark: Benchmark;
  /** What runs the candidates, such as "Node.js 24.21.0"; "shell" for commands. */
  readonly runtime: string;
}

/** Makes the benchmark that a spec asks for. @throws RunError when it cannot be run here */
export async function openBenchmark(
  options: OpenBenchmarkOptions,
  signal: AbortSignal,
): Promise<OpenedBenchmark> {
  const { benchmark } = options.spec;
  switch (benchmark.kind) {
    case "function":
      return openFunctionBenchmark(options, benchmark.inputs, signal);
    case "command":
      return openCommand(options, benchmark);
    case "evaluator":
      return openPythonEvaluator(options, benchmark, signal);
  }
}

function openCommand(
  options: OpenBenchmarkOptions,
  benchmark: Extract<BenchmarkSpec, { readonly kind: "command" }>,
): OpenedBenchmark {
  const { spec, cell, home, commandMs } = options;
  return {
    benchmark: new CommandBenchmark({
      spec: benchmark,
      reported: reportedMetrics(options),
      cell,
      clock: spec.objective?.clock ?? null,
      hasTests: spec.tests !== null,
      home,
      limits: { ...defaultCommandLimits, baselineMs: commandMs },
    }),
    runtime: "shell",
  };
}

async function openPythonEvaluator(
  options: OpenBenchmarkOptions,
  benchmark: Extract<BenchmarkSpec, { readonly kind: "evaluator" }>,
  signal: AbortSignal,
): Promise<OpenedBenchmark> {
  const { baseline, cell, built, commandMs } = options;
  const python = await pythonFor(options, signal);
  return {
    benchmark: new EvaluatorBenchmark({
      spec: benchmark,
      file: baseline.file,
      reported: reportedMetrics(options),
      cell,
      python,
      driver: path.join(built, "evaluator/driver.py"),
      limits: { ...defaultEvaluatorLimits, baselineMs: commandMs },
    }),
    runtime: `${python.name} ${python.version}`,
  };
}

/** Names of the metrics that constraints need of what a benchmark reports. */
function reportedMetrics({ spec }: OpenBenchmarkOptions): readonly string[] {
  const constrained = (spec.objective?.constraints ?? []).map(constrainedMetric);
  return constrained.flatMap((metric) =>
    metric !== "code-size" && metric.kind === "reported" ? metric.name : [],
  );
}
