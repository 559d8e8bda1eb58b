import type { Block, Gain, Verdict } from "../domain/verdict.ts";

/** What the judge makes of the blocks so far. */
export type Decision =
  /** Measure this many more blocks and ask again. */
  | { readonly kind: "measure"; readonly blocks: number }
  | { readonly kind: "decided"; readonly verdict: Exclude<Verdict, { kind: "rejected" }> };

/** What a confirmation makes of its fresh blocks so far. */
export type ConfirmationDecision =
  | { readonly kind: "measure"; readonly blocks: number }
  | { readonly kind: "decided"; readonly confirmed: boolean; readonly gain: Gain };

/** Turns blocks into verdicts. Pure: the same blocks give the same decision, so that a journal can be replayed. */
export interface Judge {
  /** Decides about a candidate from the blocks of its search phase, in order. */
  decide(blocks: readonly Block[]): Decision;
  /**
   * Decides about a finalist from fresh blocks only, in order.
   * @param rank 0 for the first finalist that is confirmed, 1 for the next, …
   */
  confirm(blocks: readonly Block[], rank: number): ConfirmationDecision;
  /** Most finalists that may be tried. */
  readonly finalists: number;
}
