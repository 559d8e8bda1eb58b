import type { Metric, Sample } from "../../../engine/domain/verdict.ts";

/** A metric, and why it is that one: a sentence for the user. */
export interface ChosenMetric {
  readonly metric: Metric;
  readonly reason: string;
}

/** Below this ratio of CPU to wall time a function waits; above the other one it keeps several cores busy. */
const waiting = 0.8;
const parallel = 1.2;
/** Below this one it waits on any machine: the least of several times is hardly ever ten times that of the work. */
const asleep = 0.1;
/** Above this share of time without a free core, who does not compute may be waiting for one. */
const busy = 0.1;

/**
 * Which time counts. CPU time spreads least on a busy machine, but it hides waiting and counts every core.
 * @param options.clock what the objective demands; null when it leaves the choice
 * @param options.baseline minima, so that a busy machine does not look like waiting
 * @param options.contention see `cpuContention`
 */
export function chooseClock({
  symbol,
  clock,
  baseline,
  contention,
}: {
  readonly symbol: string;
  readonly clock: "cpu" | "wall" | null;
  readonly baseline: Sample;
  readonly contention: number | null;
}): ChosenMetric {
  const { cpuNs, wallNs } = baseline;
  const wall = (reason: string): ChosenMetric => ({ metric: { kind: "wall" }, reason });
  const cpu = (reason: string): ChosenMetric => ({ metric: { kind: "cpu" }, reason });
  if (clock === "wall") return wall("Wall time is measured, as the objective says.");
  if (cpuNs === null) {
    return wall(
      clock === null
        ? "Wall time is measured, because this machine does not tell CPU time."
        : "Wall time is measured although the objective says CPU time, because this machine does not tell it.",
    );
  }
  if (clock === "cpu") return cpu("CPU time is measured, as the objective says.");
  const share = cpuNs / wallNs;
  if (share < waiting && share > asleep && contention !== null && contention > busy) {
    return cpu(`CPU time is measured, because the machine is too busy to see whether ${symbol} waits.`);
  }
  if (share < waiting) {
    return wall(
      `Wall time is measured, because ${symbol} waits: it computes during ${Math.round(share * 100)} % of its time.`,
    );
  }
  if (share > parallel) {
    return wall(
      `Wall time is measured, because ${symbol} keeps ${share.toFixed(1)} cores busy at once, whose CPU time adds up.`,
    );
  }
  return cpu("CPU time is measured: it spreads less than wall time on a machine that does other things too.");
}
