import { benchmarkText, constraintText } from "../../domain/benchmarkText.ts";
import type { Baseline } from "../../domain/candidate.ts";
import { metricText } from "../../domain/metricText.ts";
import type { BenchmarkSpec, Constraint } from "../../domain/runSpec.ts";
import type { Metric } from "../../domain/verdict.ts";
import type { Task } from "./generatorInput.ts";

/** The task of a run in words. */
export function taskOf(options: {
  readonly baseline: Baseline;
  readonly metric: Metric;
  readonly benchmark: BenchmarkSpec;
  readonly constraints: readonly Constraint[];
}): Task {
  const { baseline, metric, benchmark, constraints } = options;
  return {
    objective: `Make ${baseline.symbol} in ${baseline.file} better: ${metricText(metric)}.`,
    measured: benchmarkText(benchmark),
    constraints: constraints.map(constraintText),
  };
}
