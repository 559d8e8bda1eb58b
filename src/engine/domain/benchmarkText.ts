import type { BenchmarkSpec, CommandMetric, Constraint, InputsSource } from "./runSpec.ts";

/** How a version is measured, as the user asked: `inputs from bench/inputs.mjs`, `npm run bench`. */
export function benchmarkText(benchmark: BenchmarkSpec): string {
  switch (benchmark.kind) {
    case "function":
      return inputsText(benchmark.inputs);
    case "command":
      return `${benchmark.run}, ${commandMetricText(benchmark.metric)}`;
    case "evaluator":
      return `${benchmark.metric ?? "combined_score"} of ${benchmark.path}`;
  }
}

function inputsText(inputs: InputsSource): string {
  switch (inputs.kind) {
    case "module":
      return `inputs from ${inputs.path}`;
    case "recorded":
      return `calls recorded from ${inputs.command}`;
    case "types":
      return "inputs drawn from its types";
    case "schema":
      return `inputs drawn from ${inputs.path}`;
  }
}

function commandMetricText(metric: CommandMetric): string {
  if (metric.kind === "time") return "the time it takes";
  const what = metric.name ?? (metric.parser === "regex" ? "a number" : "the metric");
  const where = metric.file ?? "its output";
  return metric.parser === "regex"
    ? `${what} found in ${where}`
    : `${what} in ${where}, read as ${metric.parser}`;
}

/** `peak-memory at most 1.1 times worse than the baseline`. */
export function constraintText({ metric, tolerance, better }: Constraint): string {
  const direction = better === "higher" ? " (higher is better)" : "";
  const bound =
    tolerance === 1 ? "no worse than" : `at most ${Number(tolerance.toPrecision(3))} times worse than`;
  return `${metric}${direction} ${bound} the baseline`;
}
