import * as z from "zod";
import { agentNames } from "../agents/agentCall.ts";

/** Who answered for an agent that could ask a model. */
export const agentAnswerShape = {
  agent: z.enum(agentNames),
  by: z.enum(["model", "rule"]),
  /** Why the rule answered, or what of the model's answer was not used; null when all of it was. */
  reason: z.string().nullable(),
};
export const agentAnswerSchema = z.strictObject(agentAnswerShape);
export type AgentAnswer = Readonly<z.infer<typeof agentAnswerSchema>>;

export const agentTallySchema = z.strictObject({
  agent: z.enum(agentNames),
  /** Answers of the model, and answers of the rule in its place. */
  model: z.int().min(0),
  rule: z.int().min(0),
  /** Why the rule answered last; null when it never did. */
  reason: z.string().nullable(),
});
/** How often an agent of a run was answered by whom. */
export type AgentTally = Readonly<z.infer<typeof agentTallySchema>>;
