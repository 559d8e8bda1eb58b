import * as z from "zod";
import { type Abstract, abstractSchema, changeSchema, codeSchema } from "../../domain/candidate.ts";
import { verdictSchema } from "../../domain/verdict.ts";
import type { AgentCall } from "../agentCall.ts";

/** What the Summarizer sees of a judged candidate. */
export const summarizerInputSchema = z.strictObject({
  operator: z.string(),
  summary: z.string(),
  /** Its changes when there are several, in the order in which they were made. */
  changes: z.array(changeSchema).readonly().optional(),
  code: codeSchema,
  /** Code and abstract of each parent; an empty abstract for the baseline. */
  parents: z.array(z.strictObject({ code: codeSchema, abstract: abstractSchema })).readonly(),
  verdict: verdictSchema,
});
export type SummarizerInput = Readonly<z.infer<typeof summarizerInputSchema>>;

/** State representation: says in a few phrases what a candidate is. */
export interface Summarizer {
  /** Both inherited and new traits, each a phrase of at most 8 words; the failure when there is one. */
  summarize(input: SummarizerInput, call?: AgentCall): Promise<Abstract>;
}

/** The abstract of a version nothing is known about yet, such as the baseline. */
export const emptyAbstract: Abstract = { inherits: [], introduces: [], failure: null };
