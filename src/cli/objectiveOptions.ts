import type { BenchmarkSpec, Constraint, Objective } from "../engine/domain/runSpec.ts";
import { RunError } from "../engine/ports.ts";

/** The options that say which gain counts, as commander hands them over. */
export interface ObjectiveOptions {
  readonly clock?: "cpu" | "wall";
  readonly smallestGain?: number;
  readonly constraint?: readonly Constraint[];
}

/**
 * The objective that a command line asks for, with the parts it leaves out from the saved one; null when neither says
 * anything.
 * @throws RunError `bad-spec` when a clock is chosen where no time is measured.
 */
export function objectiveFrom(
  { clock, smallestGain, constraint }: ObjectiveOptions,
  saved: Objective | null,
  benchmark: BenchmarkSpec,
): Objective | null {
  if (clock !== undefined && !isTimed(benchmark)) {
    throw new RunError(
      "bad-spec",
      "--clock chooses between times, and this benchmark reports a metric of its own: leave --clock out.",
    );
  }
  const objective = {
    ...saved,
    ...(clock === undefined ? {} : { clock }),
    ...(smallestGain === undefined ? {} : { smallestGain }),
    ...(constraint === undefined ? {} : { constraints: [...constraint] }),
  };
  return Object.keys(objective).length === 0 ? null : objective;
}

function isTimed(benchmark: BenchmarkSpec): boolean {
  switch (benchmark.kind) {
    case "function":
      return true;
    case "command":
      return benchmark.metric.kind === "time";
    case "evaluator":
      return false;
  }
}
