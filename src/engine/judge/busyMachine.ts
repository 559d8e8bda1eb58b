import { quantile } from "simple-statistics";
import type { Block, Metric } from "../domain/verdict.ts";

const busyRatio = 1.5;

/**
 * Whether other work kept the processes waiting: wall time is above 1.5 times CPU time at the 90th percentile. It
 * cannot be told where CPU time is not what counts, since such a benchmark may wait by itself.
 */
export function isMachineBusy(blocks: readonly Block[], metric: Metric): boolean {
  if (metric.kind !== "cpu") return false;
  const ratios = blocks
    .flatMap(({ baseline, candidate }) => [baseline, candidate])
    .flatMap(({ cpuNs, wallNs }) => (cpuNs === null ? [] : [wallNs / cpuNs]));
  return ratios.length > 0 && quantile(ratios, 0.9) > busyRatio;
}
