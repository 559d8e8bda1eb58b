import type { Attack } from "../../engine/domain/attack.ts";
import type { BenchmarkFacts, Growth } from "../../engine/domain/events.ts";
import type { Sample } from "../../engine/domain/verdict.ts";
import type { Trial } from "../../engine/ports.ts";

/** A version that is laid out in a folder of its own. */
export interface Version {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Null for the baseline. */
  readonly trial: Trial | null;
}

export type Phase = "calibration" | "search" | "confirmation";

/** One process, or one run of a command, that measures a version. */
export interface SampleRequest {
  readonly phase: Phase;
  /** Equal for both processes of a block: same inputs, same order. Never known before the candidate is committed. */
  readonly seed: number;
  /** Length of a variable that shifts the memory of the process, so that no layout is favoured. */
  readonly paddingBytes: number;
  /** How many times as long as usual a round lasts. */
  readonly effort: number;
}

/** What a benchmark knows once it is prepared. */
export type PreparedFacts = Pick<
  BenchmarkFacts,
  "metric" | "metricReason" | "baseline" | "inputs" | "profile"
>;

/** How versions are measured: a function harness, the user's command, or an evaluator. */
export interface Benchmark {
  /**
   * Runs the baseline until everything is known that candidates are compared with.
   * @throws RunError when it cannot be measured; the message is one sentence for the user.
   */
  prepare(baseline: Version, signal: AbortSignal): Promise<PreparedFacts>;
  /** What the user should know of the benchmark, each a sentence; complete once it is prepared. */
  readonly remarks: readonly string[];
  /** The build gate: why a version cannot be built, as a sentence; null when it is built or needs no building. */
  build: ((version: Version, signal: AbortSignal) => Promise<string | null>) | null;
  /**
   * The differential gate: what a version does otherwise than the baseline, as a sentence; null when nothing. Null
   * in place of the method when a benchmark cannot tell.
   */
  differs: ((version: Version, signal: AbortSignal) => Promise<string | null>) | null;
  /**
   * Looks for inputs on which a candidate is wrong; `differs` tries later candidates on what is found. Null in place of
   * the method, or of what was found, when there is nothing to draw inputs from.
   */
  attack: ((version: Version, signal: AbortSignal) => Promise<Attack | null>) | null;
  /**
   * Measures a version once.
   * @throws CandidateFailure when a candidate dies, times out or answers otherwise than the baseline.
   * @throws RunError when the baseline does.
   */
  sample(version: Version, request: SampleRequest, signal: AbortSignal): Promise<Sample>;
  /** How the time of a version grows with the size of its inputs; null where sizes cannot be varied. */
  growth(version: Version, signal: AbortSignal): Promise<Growth | null>;
}
