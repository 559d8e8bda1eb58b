import pLimit from "p-limit";
import type { Block } from "../domain/verdict.ts";
import type { BlockRequest, Clock, Evaluator } from "../ports.ts";
import type { Halt } from "./halt.ts";
import { demandedMetrics, refuseIncomplete } from "./measured.ts";
import type { RunLog } from "./runLog.ts";

export interface MeasuringOptions {
  readonly evaluator: Evaluator;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly halt: Halt;
}

/** Measures blocks, one at a time, and knows what they cost. */
export class Measuring {
  /** Runs a task that measures once those that asked before are through. */
  readonly alone = pLimit(1);
  readonly #options: MeasuringOptions;
  #blocks = 0;
  #ms = 0;

  constructor(options: MeasuringOptions) {
    this.#options = options;
  }

  /**
   * One block, with rounds as long as the calibration asks for unless the request says otherwise.
   * @throws CandidateFailure when the candidate fails or does not measure what is demanded.
   * @throws RunError when the baseline or the sandbox fails.
   */
  async block(request: Omit<BlockRequest, "effort"> & { readonly effort?: number }): Promise<Block> {
    const { evaluator, clock, log, halt } = this.#options;
    const { facts, calibration, spec } = log.view;
    const effort = request.effort ?? calibration?.effort ?? 1;
    const before = clock.now();
    const block = await evaluator.block({ ...request, effort }, halt.signal);
    this.#blocks++;
    this.#ms += clock.now() - before;
    if (facts !== null) refuseIncomplete(block, demandedMetrics(facts.metric, spec));
    return block;
  }

  /** Milliseconds that so many blocks take, by those before; 0 before the first. */
  expectedMs(blocks: number): number {
    return (blocks * this.#ms) / Math.max(this.#blocks, 1);
  }
}
