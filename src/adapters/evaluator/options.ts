import type { Baseline } from "../../engine/domain/candidate.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import type { Target } from "../languages/target.ts";
import type { Worktrees } from "./worktree.ts";

/** What a run is evaluated with. */
export interface LocalEvaluatorOptions {
  readonly baseline: Baseline;
  /** As found in the baseline's text. */
  readonly target: Target;
  readonly spec: RunSpec;
  /** The commit of the baseline. */
  readonly base: string;
  readonly worktrees: Worktrees;
  /** The Node.js that runs harnesses, and the variables it needs. */
  readonly nodePath: string;
  readonly nodeEnv: Readonly<Record<string, string>>;
  /** Absolute path of the bundled harness, `dist/harness.js`. */
  readonly harnessPath: string;
  /** Absolute path of an existing folder, in which recorded inputs are kept as `inputs.bin`. */
  readonly runFolder: string;
  readonly limits?: Partial<EvaluatorLimits>;
}

/** Wall milliseconds after which processes are killed. */
export interface EvaluatorLimits {
  /** The user's commands on the baseline. */
  readonly baselineCommandMs: number;
  /** Least for the tests on a candidate, which otherwise get four times what the baseline's took. */
  readonly testsFloorMs: number;
  /** A harness with the baseline. */
  readonly baselineHarnessMs: number;
  /** Least for a harness with a candidate, which otherwise gets ten times what the baseline's took. */
  readonly harnessFloorMs: number;
}

export const defaultLimits: EvaluatorLimits = {
  baselineCommandMs: 10 * 60_000,
  testsFloorMs: 30_000,
  baselineHarnessMs: 60_000,
  harnessFloorMs: 10_000,
};
