import type { ModelUsage } from "../languageModel.ts";
import type { CancelSignal } from "../ports.ts";

/** The agents that have a rule to fall back on. */
export const agentNames = ["summarizer", "navigator", "sampler", "rubric"] as const;
export type AgentName = (typeof agentNames)[number];

/** Who answered a call of an agent, for the journal. */
export interface AgentReport {
  readonly agent: AgentName;
  readonly by: "model" | "rule";
  /**
   * One sentence or two: why the rule answered in the model's place, or what of the model's answer was not used; null
   * when all of it was.
   */
  readonly reason: string | null;
  /** What the model's answer cost, used or not; null when no model was asked or nothing was counted. */
  readonly usage: ModelUsage | null;
}

/** What a call of an agent takes along from the run. */
export interface AgentCall {
  readonly signal: CancelSignal;
  /** Told once, before the call returns, unless it is cancelled. */
  readonly report: (report: AgentReport) => void;
}

/** A call that nothing cancels and whose report nobody wants. */
export const unattended: AgentCall = {
  signal: { aborted: false, addEventListener() {}, removeEventListener() {} },
  report() {},
};
