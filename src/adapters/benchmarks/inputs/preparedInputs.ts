import type { HarnessInputs } from "../harness/messages.ts";
import type { Arrangement } from "./arrangement.ts";

/** The inputs of a run, ready to be sent to a harness. */
export interface PreparedInputs {
  /** What gates and search use; others for every seed where the source makes them, else always the same. */
  readonly shown: (seed: number) => HarnessInputs;
  /** What only confirmations use; null when the source has too few to keep any back. */
  readonly heldOut: {
    readonly at: (seed: number) => HarnessInputs;
    /** How many; null when as many as are shown. */
    readonly count: number | null;
  } | null;
  /** The size that `shown` makes; null where the source has no size. */
  readonly size: number | null;
  /** Inputs of another size; null where the source has no size. */
  readonly sized: ((seed: number, size: number) => HarnessInputs) | null;
  /** The same with their elements in an order that may be the worst; null where nothing is known of their shapes. */
  readonly arranged: ((seed: number, size: number, arrangement: Arrangement) => HarnessInputs) | null;
  /** Calls that were recorded but cannot be kept, with the reason. */
  readonly skipped: readonly { readonly reason: string; readonly calls: number }[];
  /** What the user should know of them, each a sentence. */
  readonly remarks: readonly string[];
}
