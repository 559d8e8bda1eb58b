import type { Baseline, Code } from "../domain/candidate.ts";
import type { Proposal, ProposalRequest, Proposer } from "../ports.ts";
import { grammarOf } from "./text/grammar.ts";
import { tunings } from "./text/tunings.ts";

/** Offsets in a candidate's target at which its language has a number; null when it does not parse. */
export type NumbersIn = (baseline: Baseline, code: Code) => ReadonlySet<number> | null;

/**
 * Tuned constants for a language that has a parser, which tells what is a number and what a pattern, a type or a piece of
 * text. Merging two parents is left to the language's rules.
 */
export class LiteralTuner implements Proposer {
  readonly #numbersIn: NumbersIn;

  constructor(numbersIn: NumbersIn) {
    this.#numbersIn = numbersIn;
  }

  async propose({ baseline, parents }: ProposalRequest): Promise<readonly Proposal[]> {
    const [parent, second] = parents;
    if (!parent || second) return [];
    const numbers = this.#numbersIn(baseline, parent.code);
    return numbers ? tunings(parent, grammarOf(baseline.file), (start) => numbers.has(start)) : [];
  }
}
