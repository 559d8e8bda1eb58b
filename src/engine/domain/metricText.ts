import { blockDatum, sampleValue } from "./blockDatum.ts";
import type { Block, Metric } from "./verdict.ts";

/** What is measured, for people: `CPU time`, `wall time`, `peak memory`, or the name that the benchmark reports. */
export function metricName(metric: Metric): string {
  switch (metric.kind) {
    case "cpu":
      return "CPU time";
    case "wall":
      return "wall time";
    case "peak-memory":
      return "peak memory";
    case "reported":
      return metric.name;
  }
}

/** Whether a higher value of the metric is better. */
export function isHigherBetter(metric: Metric): boolean {
  return metric.kind === "reported" && metric.better === "higher";
}

/** `CPU time, lower is better`, `score in points, higher is better`. */
export function metricText(metric: Metric): string {
  const unit = metric.kind === "reported" && metric.unit !== null ? ` in ${metric.unit}` : "";
  return `${metricName(metric)}${unit}, ${isHigherBetter(metric) ? "higher" : "lower"} is better`;
}

/** Whether the metric is a time that we take. */
export function isClock({ kind }: Metric): boolean {
  return kind === "cpu" || kind === "wall";
}

/** How two versions are compared by the metric: by clocks one is faster, by anything else it is better. */
export function comparatives(metric: Metric): {
  readonly better: string;
  readonly worse: string;
  readonly as: string;
} {
  return isClock(metric)
    ? { better: "faster", worse: "slower", as: "as fast" }
    : { better: "better", worse: "worse", as: "as good" };
}

/** A value of the metric with its unit: `1.20 ms`, `12.4 MiB`, `0.83`, `51200 ops/s`. */
export function metricValue(value: number, metric: Metric): string {
  switch (metric.kind) {
    case "cpu":
    case "wall":
      return timeText(value);
    case "peak-memory":
      return bytesText(value);
    case "reported":
      return metric.unit === null ? numberText(value) : `${numberText(value)} ${metric.unit}`;
  }
}

/** `870 ns`, `12.4 µs`, `1.20 ms`, `3.00 s`. @param ns nanoseconds */
export function timeText(ns: number): string {
  return scaled(ns, [
    ["s", 1e9],
    ["ms", 1e6],
    ["µs", 1e3],
    ["ns", 1],
  ]);
}

/** `512 B`, `12.4 MiB`. */
function bytesText(bytes: number): string {
  return scaled(bytes, [
    ["GiB", 2 ** 30],
    ["MiB", 2 ** 20],
    ["KiB", 2 ** 10],
    ["B", 1],
  ]);
}

/** What a metric typically is on both sides of blocks. */
export interface ComparedValues {
  readonly baseline: number;
  readonly candidate: number;
}

/** The geometric means of the metric over the blocks, whose ratio is the estimate of the gain; null without blocks. */
export function comparedValues(blocks: readonly Block[], metric: Metric): ComparedValues | null {
  const measured = blocks.filter((block) => isMeasured(block, metric));
  if (measured.length === 0) return null;
  const mean = (side: "baseline" | "candidate"): number =>
    Math.exp(
      measured.reduce((sum, block) => sum + Math.log(sampleValue(block[side], metric) ?? 1), 0) /
        measured.length,
    );
  return { baseline: mean("baseline"), candidate: mean("candidate") };
}

/** `score 0.71 → 0.83`, `CPU time 1.20 ms → 652 µs`; to be written beside the gain, which has the interval. */
export function comparisonText({ baseline, candidate }: ComparedValues, metric: Metric): string {
  return `${metricName(metric)} ${metricValue(baseline, metric)} → ${metricValue(candidate, metric)}`;
}

/** The clock beside the one that counts, where time is the metric: wall beside CPU, CPU beside wall; else null. */
export function secondClock(metric: Metric): Metric | null {
  switch (metric.kind) {
    case "cpu":
      return { kind: "wall" };
    case "wall":
      return { kind: "cpu" };
    case "peak-memory":
    case "reported":
      return null;
  }
}

/** The datum of each block that measured the metric on both sides, in order. */
export function blockData(blocks: readonly Block[], metric: Metric): readonly number[] {
  return blocks.filter((block) => isMeasured(block, metric)).map((block) => blockDatum(block, metric));
}

function isMeasured({ baseline, candidate }: Block, metric: Metric): boolean {
  return [baseline, candidate].every((sample) => (sampleValue(sample, metric) ?? 0) > 0);
}

function scaled(value: number, units: readonly (readonly [name: string, size: number])[]): string {
  // Rounding comes first, so that 999.9 ns are 1.00 µs and not 1000 ns.
  const rounded = Number(value.toPrecision(3));
  const [name, size] = units.find(([, least]) => rounded >= least) ?? units.at(-1) ?? ["", 1];
  return `${size === 1 ? Math.round(value) : (value / size).toPrecision(3)} ${name}`;
}

/** Three digits, or all those before the point: `0.0712`, `12.3`, `51234`. */
function numberText(value: number): string {
  if (Math.abs(value) >= 1000 && Math.abs(value) < 1e9) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}
