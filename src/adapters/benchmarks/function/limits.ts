/** Wall milliseconds after which processes that call a function are killed. */
export interface FunctionLimits {
  /** The user's command while calls are recorded. */
  readonly recordingMs: number;
  /** A harness with the baseline. */
  readonly baselineMs: number;
  /** Least for a harness with a candidate, which otherwise gets ten times what the baseline's took. */
  readonly candidateFloorMs: number;
}

export const defaultFunctionLimits: FunctionLimits = {
  recordingMs: 10 * 60_000,
  baselineMs: 60_000,
  candidateFloorMs: 10_000,
};
