import type { Direction } from "../../domain/candidate.ts";
import type { UserVoice } from "../../domain/userVoice.ts";
import type { Transition } from "../../search/transitions.ts";
import type { AgentCall } from "../agentCall.ts";

/** What the Navigator sees. */
export interface NavigatorInput {
  readonly transitions: readonly Transition[];
  /** The directions in force, whose ids stay with their ideas. */
  readonly directions: readonly Direction[];
  /** Directions of this run that are no longer in force, the latest last. */
  readonly earlier?: readonly Direction[];
  /** Every operator a proposer has offered in this run, tried or not. */
  readonly operators: readonly string[];
  /** Candidates judged since the last that brought the search forward, when that is a plateau; null when it is none. */
  readonly plateau?: number | null;
  /** What the user said in this run, beside the reasons for rejecting candidates, which those bear. */
  readonly voice?: UserVoice;
}

/** Most directions in force at once. */
export const mostDirections = 5;

/** Policy: says where to search next, as ideas and never as code. */
export interface Navigator {
  /**
   * Up to five directions, each with the credit its children earned so far; what the user pinned first, then the most
   * promising. An id belongs to one idea for the whole run.
   */
  navigate(input: NavigatorInput, call?: AgentCall): Promise<readonly Direction[]>;
}
