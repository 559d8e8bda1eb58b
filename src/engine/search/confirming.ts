import { type CandidateNumber, candidateLabel } from "../domain/candidate.ts";
import type { GrowthPair } from "../domain/growthText.ts";
import { type CandidateView, candidateOf, gainOf } from "../domain/runView.ts";
import type { ConfirmationDecision, Finding, Judge } from "../judge/judge.ts";
import { termsOf } from "../judge/terms.ts";
import { CandidateFailure } from "../ports.ts";
import { warnOf } from "./cautions.ts";
import { type Growths, growthWarning } from "./growths.ts";
import type { Halt } from "./halt.ts";
import type { Measuring } from "./measuring.ts";
import type { RunLog } from "./runLog.ts";

export interface ConfirmingOptions {
  readonly judge: Judge;
  readonly log: RunLog;
  readonly halt: Halt;
  readonly measuring: Measuring;
  readonly growths: Growths;
}

/** Measures finalists afresh, on inputs they have not seen. */
export class Confirming {
  readonly #options: ConfirmingOptions;

  constructor(options: ConfirmingOptions) {
    this.#options = options;
  }

  /**
   * Tries the finalists in turn until one is confirmed, and tells of each that was measured what was found.
   * @param numbers of the finalists, in the order to try them, at least one.
   * @param alpha chance of confirming any without a gain worth having.
   * @param because a sentence: why the first comes before those it is tied with; null without such.
   * @returns the confirmed ones; none when the run was halted before that was known.
   */
  async confirm(
    numbers: readonly CandidateNumber[],
    alpha: number,
    because: string | null,
  ): Promise<readonly CandidateNumber[]> {
    const { log, halt } = this.#options;
    const failed = new Set<CandidateNumber>();
    log.emit({
      type: "confirmation-started",
      candidates: numbers,
      alpha,
      ...(because === null ? {} : { because }),
    });
    while (!halt.isHalted) {
      const decision = this.#decide(numbers, alpha, failed);
      if (decision.kind === "measure") {
        const finalist = numbers[decision.finalist] ?? 0;
        await this.#trying(finalist, failed, () => this.#measure(finalist, decision.blocks));
        continue;
      }
      const confirmed = numbers.filter((_, index) => decision.findings[index]?.confirmed);
      const growths = new Map<CandidateNumber, GrowthPair | null>();
      for (const number of confirmed) {
        await this.#trying(number, failed, async () => {
          growths.set(number, await this.#options.growths.of(this.#candidate(number)));
        });
      }
      // One that failed at another size is out, which may put another in its place.
      if (confirmed.some((number) => failed.has(number))) continue;
      for (const [index, number] of numbers.entries()) {
        const finding = decision.findings[index] ?? null;
        this.#tell(number, finding, failed.has(number), growths.get(number) ?? null);
      }
      return confirmed;
    }
    return [];
  }

  #decide(
    numbers: readonly CandidateNumber[],
    alpha: number,
    failed: ReadonlySet<CandidateNumber>,
  ): ConfirmationDecision {
    const { judge, log } = this.#options;
    const finalists = numbers.map((number) => {
      const { confirmationBlocks: blocks, code } = this.#candidate(number);
      return { blocks, terms: termsOf(log.view, code), failed: failed.has(number) };
    });
    return judge.confirm(finalists, alpha);
  }

  async #measure(candidate: CandidateNumber, blocks: number): Promise<void> {
    const { judge, log, halt, measuring } = this.#options;
    for (let more = blocks; more > 0 && !halt.isHalted; more--) {
      const { number, code, commit, confirmationAttempts, confirmationBlocks } = this.#candidate(candidate);
      // Counted over all attempts, so that no attempt is shown the inputs of an earlier one.
      const index = (confirmationAttempts - 1) * judge.mostConfirmationBlocks + confirmationBlocks.length;
      const trial = { number, code, commit };
      const block = await measuring.block({ trial, phase: "confirmation", index });
      log.emit({ type: "block-measured", candidate, phase: "confirmation", block });
    }
  }

  /** Notes a failure of the finalist; a halt ends the task without a word. */
  async #trying(
    candidate: CandidateNumber,
    failed: Set<CandidateNumber>,
    task: () => Promise<void>,
  ): Promise<void> {
    const { log, halt } = this.#options;
    try {
      await task();
    } catch (error) {
      if (halt.isHalted) return;
      if (!(error instanceof CandidateFailure)) throw error;
      failed.add(candidate);
      log.emit({ type: "gate-failed", candidate, gate: "differential", ms: 0, reason: error.message });
      log.warn(`Candidate ${candidateLabel(candidate)} failed its confirmation: ${error.message}`);
    }
  }

  #tell(
    candidate: CandidateNumber,
    finding: Finding | null,
    failed: boolean,
    growth: GrowthPair | null,
  ): void {
    const { log } = this.#options;
    const gain = finding?.gain ?? (failed ? gainOf(this.#candidate(candidate)) : null);
    if (gain === null) return;
    const confirmed = finding?.confirmed ?? false;
    log.emit({ type: "candidate-confirmed", candidate, confirmed, gain, growth });
    warnOf(finding?.cautions ?? [], candidate, log);
    const warning = confirmed ? growthWarning(candidate, gain, growth) : null;
    if (warning !== null) log.warn(warning);
  }

  #candidate(number: CandidateNumber): CandidateView {
    const candidate = candidateOf(this.#options.log.view, number);
    if (candidate === null) throw new Error(`there is no candidate ${number} to confirm`);
    return candidate;
  }
}
