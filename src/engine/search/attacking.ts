import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Adversary, Clock, Trial } from "../ports.ts";
import type { Halt } from "./halt.ts";
import { pipelineDepth } from "./horizon.ts";
import type { RunLog } from "./runLog.ts";

export interface AttackingOptions {
  /** Left out where there is none. */
  readonly adversary?: Adversary;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly halt: Halt;
}

/** Lets an adversary try each candidate that is about to lead. */
export class Attacking {
  readonly #options: AttackingOptions;

  constructor(options: AttackingOptions) {
    this.#options = options;
  }

  /** The verdict on a candidate once it has faced the adversary: the same, or its rejection. */
  async face(trial: Trial, verdict: Verdict): Promise<Verdict> {
    const { adversary, clock, log, halt } = this.#options;
    const { number: candidate } = trial;
    if (adversary === undefined || !leads(log.view, candidate, verdict)) return verdict;
    const began = clock.now();
    const attack = await adversary.attack(trial, halt.signal);
    if (attack === null) return verdict;
    const { tried, found: reason } = attack;
    log.emit({ type: "candidate-attacked", candidate, tried, found: reason });
    if (reason === null) return verdict;
    const gate = "differential";
    log.emit({ type: "gate-failed", candidate, gate, ms: clock.now() - began, reason });
    return { kind: "rejected", gate, reason };
  }
}

/**
 * Whether a candidate is the best so far: of those whose verdicts were known when it was chosen, and no others, so that
 * it does not depend on what is over first.
 */
function leads(view: RunView, number: CandidateNumber, verdict: Verdict): boolean {
  if (verdict.kind !== "improved") return false;
  const { low } = verdict.gain;
  return view.candidates
    .slice(0, Math.max(number - pipelineDepth, 0))
    .every(({ verdict: other }) => other?.kind !== "improved" || other.gain.low <= low);
}
