/** Wall milliseconds after which processes that call a function are killed. */
export interface FunctionLimits {
  /** The user's command while calls are recorded. */
  readonly recordingMs: number;
  /** A harness with the baseline. */
  readonly baselineMs: number;
  /** Least for a harness with a candidate, which otherwise gets ten times what the baseline's took. */
  readonly candidateFloorMs: number;
  /** How long an adversary draws inputs; and how long, once more, it shrinks one that it found. */
  readonly adversaryMs: number;
}

export const defaultFunctionLimits: FunctionLimits = {
  recordingMs: 10 * 60_000,
  baselineMs: 60_000,
  candidateFloorMs: 10_000,
  adversaryMs: 3000,
};
