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
