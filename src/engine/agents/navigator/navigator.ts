import type { Direction } from "../../domain/candidate.ts";
import type { Transition } from "../../search/transitions.ts";

/** What the Navigator sees. */
export interface NavigatorInput {
  readonly transitions: readonly Transition[];
  /** The directions in force, whose ids stay with their ideas. */
  readonly directions: readonly Direction[];
  /** Every operator a proposer has offered in this run, tried or not. */
  readonly operators: readonly string[];
}

/** Policy: says where to search next, as ideas and never as code. */
export interface Navigator {
  /** One to five directions, each with the credit its children earned so far; the most promising first. */
  navigate(input: NavigatorInput): Promise<readonly Direction[]>;
}
