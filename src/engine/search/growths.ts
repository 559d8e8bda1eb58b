import { candidateLabel } from "../domain/candidate.ts";
import type { Growth } from "../domain/events.ts";
import { gainText } from "../domain/gainText.ts";
import type { GrowthPair } from "../domain/growthText.ts";
import type { Gain } from "../domain/verdict.ts";
import { type Evaluator, RunError, type Trial } from "../ports.ts";
import type { Halt } from "./halt.ts";
import type { RunLog } from "./runLog.ts";

/** A gain above this must hold at more than one size of the inputs before it is believed without a word. */
const striking = 10;

export interface GrowthsOptions {
  readonly evaluator: Evaluator;
  readonly log: RunLog;
  readonly halt: Halt;
}

/** Measures how the time of candidates and of the baseline grows with the size of the inputs. */
export class Growths {
  readonly #options: GrowthsOptions;
  #baseline: { readonly growth: Growth | null } | null = null;

  constructor(options: GrowthsOptions) {
    this.#options = options;
  }

  /**
   * The growth of a candidate beside the baseline's; null where sizes cannot be varied, the baseline fails at other
   * sizes (with a warning), or the run was halted.
   * @throws CandidateFailure when the candidate fails at another size.
   */
  async of(trial: Trial): Promise<GrowthPair | null> {
    const { evaluator, log, halt } = this.#options;
    try {
      this.#baseline ??= { growth: await evaluator.growth(null, halt.signal) };
      const baseline = this.#baseline.growth;
      const candidate = baseline === null ? null : await evaluator.growth(trial, halt.signal);
      return baseline === null || candidate === null ? null : { baseline, candidate };
    } catch (error) {
      if (halt.isHalted) return null;
      if (!(error instanceof RunError)) throw error;
      this.#baseline = { growth: null };
      log.warn(`How time grows with the size of the inputs is not known: ${error.message}`);
      return null;
    }
  }
}

/** What a person must know of a confirmed gain before relying on it at other sizes, in a sentence; null for nothing. */
export function growthWarning(number: number, gain: Gain, growth: GrowthPair | null): string | null {
  const name = `candidate ${candidateLabel(number)}`;
  if (growth === null) {
    return gain.estimate > striking
      ? `The gain of ${name}, ${gainText(gain)}, is known at one size of the inputs only, because their size cannot be varied here.`
      : null;
  }
  const { baseline, candidate } = growth;
  return candidate.low > baseline.high
    ? `The gain of ${name} holds at the measured size only: its time grows as ${candidate.label} with the size of the inputs and the baseline's as ${baseline.label}, so that on larger inputs it loses.`
    : null;
}
