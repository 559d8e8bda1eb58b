import type { Summarizer } from "../../src/engine/agents/summarizer/summarizer.ts";
import type { Baseline, Code } from "../../src/engine/domain/candidate.ts";
import type { RunView } from "../../src/engine/domain/runView.ts";
import type { Proposer, Random } from "../../src/engine/ports.ts";

/** A version that was evaluated. */
export interface Tried {
  readonly code: Code;
  /** ln of the gain as measured; null when it was rejected. */
  readonly measured: number | null;
}

/** How many rewrites a child may have. */
export interface Length {
  readonly most: number;
  /** The chance that one is followed by another. */
  readonly another: number;
}

/** Something to search: what versions are worth, and what makes them. */
export interface World {
  readonly name: string;
  readonly baseline: Baseline;
  /** ln of the gain of the best known version. */
  readonly best: number;
  /** Width of the noise on ln(gain). */
  readonly noise: number;
  /** Most evaluations. */
  readonly budget: number;
  /** ln of the gain; null for what is wrong. */
  worth(code: Code): number | null;
  fingerprint(code: Code): string;
  /**
   * Makes one new version, or the parent again when there is nothing to do to it.
   * @param length of it in rewrites; the synthetic mutator decides by itself.
   */
  child(parent: Code, shown: readonly Tried[], random: Random, length: Length): Promise<Code>;
  /** Whether `length` matters. */
  readonly isByRules: boolean;
  /** What our search proposes with; `thought` gives the next stream of chance for a proposal. */
  proposer(view: () => RunView, thought: () => Random): Proposer;
  readonly summarizer: Summarizer;
}
