import type { ModelsSpec } from "../domain/modelsSpec.ts";
import { modelOfRole, termsOfRole } from "../domain/roleModels.ts";
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
export function rolePlans(models: ModelsSpec, codeTokens: number): readonly RolePlan[] {
  const plans: readonly Omit<RolePlan, "model">[] = [
    {
      role: "generator",
      callsPerCandidate: 1 / proposalsPerCall,
      promptTokens: aroundCode + codesPerPrompt * codeTokens,
      completionTokens: proposalsPerCall * (60 + codeTokens),
    },
    {
      role: "summarizer",
      callsPerCandidate: 1,
      promptTokens: 700 + Math.min(1000, codeTokens),
      completionTokens: 80,
    },
    {
      role: "navigator",
      callsPerCandidate: 1 / navigateEvery,
      promptTokens: 2000,
      completionTokens: 300,
    },
    {
      role: "sampler",
      callsPerCandidate: 1 / proposalsPerCall,
      promptTokens: 900,
      completionTokens: 120,
    },
  ];
  return plans.map(({ completionTokens, ...plan }) => {
    const { answerTokens = Number.POSITIVE_INFINITY } = termsOfRole(models, plan.role);
    const answers = plan.role === "generator" ? proposalsPerCall : 1;
    return {
      ...plan,
      model: modelOfRole(models, plan.role),
      completionTokens: Math.min(completionTokens, answers * answerTokens),
    };
  });
}
