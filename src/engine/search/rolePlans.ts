import type { ModelsSpec } from "../domain/runSpec.ts";
import type { RolePlan } from "./runEstimate.ts";
import { navigateEvery } from "./steering.ts";

/** Proposals that are asked for in one call. */
const proposalsPerCall = 2;
/** Tokens of instructions, task, direction and exemplars around the code in a prompt for proposals. */
const aroundCode = 1000;
/** A parent, and now and then the code of an exemplar or of the file around. */
const codesPerPrompt = 1.5;

/**
 * What the agents of a run are expected to use, for a target of so many tokens, with a model that does not think aloud.
 * Where each proposal is a candidate; duplicates, which are not, cost a call without one.
 */
export function rolePlans({ model }: ModelsSpec, codeTokens: number): readonly RolePlan[] {
  return [
    {
      role: "generator",
      model,
      callsPerCandidate: 1 / proposalsPerCall,
      promptTokens: aroundCode + codesPerPrompt * codeTokens,
      completionTokens: proposalsPerCall * (60 + codeTokens),
    },
    {
      role: "summarizer",
      model,
      callsPerCandidate: 1,
      promptTokens: 700 + Math.min(1000, codeTokens),
      completionTokens: 80,
    },
    {
      role: "navigator",
      model,
      callsPerCandidate: 1 / navigateEvery,
      promptTokens: 2000,
      completionTokens: 300,
    },
    {
      role: "sampler",
      model,
      callsPerCandidate: 1 / proposalsPerCall,
      promptTokens: 900,
      completionTokens: 120,
    },
  ];
}
