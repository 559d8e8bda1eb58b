import type { Abstract, Code } from "../../domain/candidate.ts";
import type { Verdict } from "../../domain/verdict.ts";

/** What the Summarizer sees of a judged candidate. */
export interface SummarizerInput {
  readonly operator: string;
  readonly summary: string;
  readonly code: Code;
  /** Code and abstract of each parent; an empty abstract for the baseline. */
  readonly parents: readonly { readonly code: Code; readonly abstract: Abstract }[];
  readonly verdict: Verdict;
}

/** State representation: says in a few phrases what a candidate is. */
export interface Summarizer {
  /** Both inherited and new traits, each a phrase of at most 8 words; the failure when there is one. */
  summarize(input: SummarizerInput): Promise<Abstract>;
}

/** The abstract of a version nothing is known about yet, such as the baseline. */
export const emptyAbstract: Abstract = { inherits: [], introduces: [], failure: null };
