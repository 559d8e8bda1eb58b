import type { AgentAnswer, AgentTally } from "./agentAnswer.ts";

/** The tallies, in the order of the agents' first answers, with one answer more. */
export function withAnswer(
  tallies: readonly AgentTally[],
  { agent, by, reason }: AgentAnswer,
): readonly AgentTally[] {
  const before = tallies.find((tally) => tally.agent === agent) ?? { agent, model: 0, rule: 0, reason: null };
  const tally: AgentTally =
    by === "model" ? { ...before, model: before.model + 1 } : { ...before, rule: before.rule + 1, reason };
  return tallies.some((other) => other.agent === agent)
    ? tallies.map((other) => (other.agent === agent ? tally : other))
    : [...tallies, tally];
}
