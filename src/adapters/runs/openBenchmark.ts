import type { BenchmarkSpec } from "../../engine/domain/runSpec.ts";
import { constrainedMetric } from "../../engine/judge/constraints.ts";
import { RunError } from "../../engine/ports.ts";
import type { Benchmark } from "../benchmarks/benchmark.ts";
import { CommandBenchmark, defaultCommandLimits } from "../benchmarks/command/commandBenchmark.ts";
import type { Cell } from "../sandbox/sandbox.ts";
import type { OpenEvaluatorOptions } from "./openEvaluator.ts";
import { openFunctionBenchmark } from "./openFunctionBenchmark.ts";

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
      throw new RunError("bad-spec", "evaluators come next");
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
      dependencies: [],
      clock: spec.objective?.clock ?? null,
      hasTests: spec.tests !== null,
      home,
      limits: { ...defaultCommandLimits, baselineMs: commandMs },
    }),
    runtime: "shell",
  };
}

/** Names of the metrics that constraints need of what a benchmark reports. */
function reportedMetrics({ spec }: OpenBenchmarkOptions): readonly string[] {
  const constrained = (spec.objective?.constraints ?? []).map(constrainedMetric);
  return constrained.flatMap((metric) =>
    metric !== "code-size" && metric.kind === "reported" ? metric.name : [],
  );
}
