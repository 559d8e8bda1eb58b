import { sampleValue } from "../domain/blockDatum.ts";
import type { BenchmarkFacts } from "../domain/events.ts";
import { metricName } from "../domain/metricText.ts";
import type { RunSpec } from "../domain/runSpec.ts";
import type { Block, Metric, Sample } from "../domain/verdict.ts";
import { constrainedMetric } from "../judge/constraints.ts";
import { CandidateFailure, RunError } from "../ports.ts";

/** What every sample of a run must have measured: the metric that counts and those of the constraints. */
export function demandedMetrics(metric: Metric, { objective }: RunSpec): readonly Metric[] {
  const constrained = (objective?.constraints ?? []).map(constrainedMetric);
  return [metric, ...constrained.filter((demanded) => demanded !== "code-size")];
}

/**
 * Refuses a benchmark that does not measure what the objective is about.
 * @throws RunError `metric-missing`.
 */
export function refuseUnmeasured({ metric, baseline }: BenchmarkFacts, spec: RunSpec): void {
  for (const demanded of demandedMetrics(metric, spec)) refuseMissing(baseline, demanded);
}

/**
 * Lets a block through when both versions measured what is demanded.
 * @throws CandidateFailure when the candidate did not.
 * @throws RunError `metric-missing` when the baseline did not.
 */
export function refuseIncomplete({ baseline, candidate }: Block, demanded: readonly Metric[]): void {
  for (const metric of demanded) {
    refuseMissing(baseline, metric);
    const value = sampleValue(candidate, metric);
    if (isComparable(value)) continue;
    throw new CandidateFailure(
      value === null
        ? `It did not report ${metricName(metric)} while it was measured.`
        : `It reported a ${metricName(metric)} of ${value} while it was measured, and only values above 0 can be compared.`,
    );
  }
}

function refuseMissing(baseline: Sample, metric: Metric): void {
  const value = sampleValue(baseline, metric);
  if (isComparable(value)) return;
  throw new RunError("metric-missing", missingText(metric, value, Object.keys(baseline.reported)));
}

function missingText(metric: Metric, value: number | null, reported: readonly string[]): string {
  const name = metricName(metric);
  if (value !== null) {
    return `The benchmark reports a ${name} of ${value} for the unchanged code, but gains are ratios of values above 0: make it report one.`;
  }
  if (metric.kind !== "reported") {
    return `The objective is about ${name}, which this machine does not tell: take it out of the objective.`;
  }
  const known = reported.length === 0 ? "reports nothing" : `reports ${reported.join(", ")}`;
  return `The objective is about ${name}, but the benchmark ${known}: correct the name in the objective or let the benchmark report it.`;
}

function isComparable(value: number | null): boolean {
  return value !== null && value > 0 && Number.isFinite(value);
}
