import type { Block, Verdict } from "../domain/verdict.ts";
import type { Decision, Judge } from "../judge/judge.ts";
import { termsOf } from "../judge/terms.ts";
import { CandidateFailure, type Clock, type Evaluator, type Trial } from "../ports.ts";
import type { Calibrating } from "./calibrating.ts";
import { warnOf } from "./cautions.ts";
import type { Halt } from "./halt.ts";
import type { Measuring } from "./measuring.ts";
import type { RunLog } from "./runLog.ts";

export interface JudgingOptions {
  readonly evaluator: Evaluator;
  readonly judge: Judge;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly halt: Halt;
  readonly measuring: Measuring;
  readonly calibrating: Calibrating;
  /** Asked before each step; true leaves the candidate without a verdict. */
  readonly mustStop: () => boolean;
}

/** Takes a candidate through the gates and the blocks of the search to its verdict. */
export class Judging {
  readonly #options: JudgingOptions;

  constructor(options: JudgingOptions) {
    this.#options = options;
  }

  /**
   * Runs the gates. Returns the rejection by the first that fails, "passed", or null when it had to stop.
   */
  async check(trial: Trial): Promise<Verdict | "passed" | null> {
    const { evaluator, log, halt, mustStop } = this.#options;
    if (mustStop()) return null;
    for await (const result of evaluator.check(trial, halt.signal)) {
      const { gate, ms } = result;
      if (!result.passed) {
        log.emit({ type: "gate-failed", candidate: trial.number, gate, ms, reason: result.reason });
        return { kind: "rejected", gate, reason: result.reason };
      }
      log.emit({ type: "gate-passed", candidate: trial.number, gate, ms, remarks: result.remarks });
    }
    log.emit({ type: "gates-passed", candidate: trial.number });
    return "passed";
  }

  /**
   * Measures until the judge has decided; null when it had to stop. After each look at its blocks a candidate lets
   * those that wait have their turn, so that one that is hard to tell does not use up the time of the others.
   */
  async judge(trial: Trial): Promise<Verdict | null> {
    const { log, measuring } = this.#options;
    const course: Course = { blocks: [], ms: 0 };
    try {
      for (;;) {
        const decision = await measuring.alone(() => this.#look(trial, course));
        if (decision === null) return null;
        if (decision.kind === "measure") continue;
        const { verdict, cautions } = decision;
        warnOf(cautions, trial.number, log);
        const { constraints = [] } = log.view.spec.objective ?? {};
        if (constraints.length > 0) this.#tellConstraints(trial, verdict, course.ms);
        return verdict;
      }
    } catch (error) {
      if (error instanceof CandidateFailure) {
        return { kind: "rejected", gate: "differential", reason: error.message };
      }
      throw error;
    }
  }

  /** Measures the blocks up to the next look, and looks; null when it had to stop. */
  async #look(trial: Trial, course: Course): Promise<Decision | null> {
    const { judge, log, clock, measuring, calibrating, mustStop } = this.#options;
    const { blocks } = course;
    if (mustStop()) return null;
    await calibrating.refresh();
    // Only a refreshed calibration changes them, and a replay takes those of the last block too.
    const terms = termsOf(log.view, trial.code);
    const began = clock.now();
    const before = judge.decide(blocks, terms);
    if (before.kind === "decided") return before;
    for (let more = before.blocks; more > 0; more--) {
      if (mustStop()) return null;
      const block = await measuring.block({ trial, phase: "search", index: blocks.length });
      log.emit({ type: "block-measured", candidate: trial.number, phase: "search", block });
      blocks.push(block);
    }
    course.ms += clock.now() - began;
    return judge.decide(blocks, terms);
  }

  /** The constraints are a gate too, but known to be passed only by those that improve. */
  #tellConstraints({ number: candidate }: Trial, verdict: Verdict, ms: number): void {
    const { log } = this.#options;
    if (verdict.kind === "rejected") {
      log.emit({ type: "gate-failed", candidate, gate: verdict.gate, ms, reason: verdict.reason });
    } else if (verdict.kind === "improved") {
      log.emit({ type: "gate-passed", candidate, gate: "constraints", ms, remarks: [] });
    }
  }
}

/** How far a candidate is. */
interface Course {
  readonly blocks: Block[];
  /** What measuring took so far. */
  ms: number;
}
