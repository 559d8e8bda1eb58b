import type { Block, Metric, Sample } from "./verdict.ts";

/** The value of a metric in a sample; null when it was not measured. */
export function sampleValue(sample: Sample, metric: Metric): number | null {
  switch (metric.kind) {
    case "cpu":
      return sample.cpuNs;
    case "wall":
      return sample.wallNs;
    case "peak-memory":
      return sample.peakBytes;
    case "reported":
      return sample.reported[metric.name] ?? null;
  }
}

/**
 * The datum of a block: ln of how many times as good the candidate is; above 0 when it is better.
 * @throws RangeError when one of the two processes did not measure the metric, or it is not above 0.
 */
export function blockDatum(block: Block, metric: Metric): number {
  const baseline = sampleValue(block.baseline, metric);
  const candidate = sampleValue(block.candidate, metric);
  if (baseline === null || candidate === null || !(baseline > 0) || !(candidate > 0)) {
    throw new RangeError(`a block has no datum for ${metric.kind}`);
  }
  const lower = Math.log(baseline / candidate);
  return metric.kind === "reported" && metric.better === "higher" ? -lower : lower;
}
