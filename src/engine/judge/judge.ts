import type { Calibration } from "../domain/events.ts";
import type { Constraint } from "../domain/runSpec.ts";
import type { Block, Gain, Metric, Verdict } from "../domain/verdict.ts";

/** What a candidate is judged by, beside its blocks. */
export interface Terms {
  /** What the gain is measured in. */
  readonly metric: Metric;
  readonly calibration: Pick<Calibration, "sigma" | "smallestGain">;
  /** What must hold beside the gain. */
  readonly constraints: readonly Constraint[];
  /** How many times as many bytes of code the candidate has as the baseline. */
  readonly codeSize: number;
}

/**
 * What a person should know of the blocks behind a decision. `drift`: they rise or fall in the order they were
 * measured. `busy`: other work kept the processes waiting.
 */
export type Caution = "drift" | "busy";

/** What the judge makes of the blocks so far. */
export type Decision =
  /** Measure this many more blocks and ask again. */
  | { readonly kind: "measure"; readonly blocks: number }
  | { readonly kind: "decided"; readonly verdict: Verdict; readonly cautions: readonly Caution[] };

/** What the judge makes of the baseline/baseline blocks so far. */
export type CalibrationDecision =
  /** Measure this many more blocks with rounds `effort` times as long as usual, and ask again. */
  | { readonly kind: "measure"; readonly blocks: number; readonly effort: number }
  | {
      readonly kind: "calibrated";
      readonly sigma: number;
      readonly effort: number;
      /** Blocks that sigma is from: those with this effort. */
      readonly blocks: number;
    }
  /** Not even the longest rounds make it quiet enough to judge by. */
  | { readonly kind: "too-noisy"; readonly sigma: number; readonly effort: number };

/** A finalist with its fresh blocks so far. */
export interface Finalist {
  readonly blocks: readonly Block[];
  readonly terms: Terms;
  /** It died or gave a wrong answer, and cannot be confirmed any more. */
  readonly failed: boolean;
}

/** What the confirmation found of a finalist. */
export interface Finding {
  readonly confirmed: boolean;
  readonly gain: Gain;
  readonly cautions: readonly Caution[];
}

/** What a confirmation makes of its fresh blocks so far. */
export type ConfirmationDecision =
  /** Measure this many more blocks of the finalist at index `finalist` and ask again. */
  | { readonly kind: "measure"; readonly finalist: number; readonly blocks: number }
  /** One entry a finalist, in order: null for those with fewer than two blocks. */
  | { readonly kind: "decided"; readonly findings: readonly (Finding | null)[] };

/** Turns blocks into verdicts. Pure: the same blocks give the same decision, so that a journal can be replayed. */
export interface Judge {
  /** Most finalists that may be tried. */
  readonly finalists: number;
  /** Blocks of the first look at a finalist: what a confirmation costs at least, as a rule. */
  readonly confirmationBlocks: number;
  /** Most blocks that a confirmation takes of one finalist. */
  readonly mostConfirmationBlocks: number;
  /** How noisy the benchmark is, from blocks of the baseline against itself, in order, those of all efforts together. */
  calibrate(blocks: readonly Block[], metric: Metric): CalibrationDecision;
  /** Decides about a candidate from the blocks of its search phase, in order. */
  decide(blocks: readonly Block[], terms: Terms): Decision;
  /**
   * Decides about finalists from fresh blocks only.
   * @param finalists all that may be tried, in the order to try them, measured or not.
   * @param alpha chance of confirming any whose gain is not worth having.
   */
  confirm(finalists: readonly Finalist[], alpha: number): ConfirmationDecision;
}
