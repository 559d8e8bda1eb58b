import type { ModelsSpec } from "../domain/modelsSpec.ts";
import { modelOfRole, proposingModels, termsOfProposer, termsOfRole } from "../domain/roleModels.ts";
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
 * Where each proposal is a candidate; duplicates, which are not, cost a call without one. Of models that compete each is
 * taken to be asked equally often, as nobody knows yet which pays.
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
    {
      role: "rubric",
      callsPerCandidate: 0,
      // Three finalists, two comparisons, each in both orders.
      callsAtEnd: 4,
      promptTokens: 500 + Math.min(1200, 2 * codeTokens),
      completionTokens: 40,
    },
  ];
  return plans.flatMap(({ completionTokens, callsPerCandidate, ...plan }) => {
    const isProposing = plan.role === "generator";
    const asked = isProposing ? proposingModels(models) : [modelOfRole(models, plan.role)];
    const answers = isProposing ? proposalsPerCall : 1;
    return asked.map((model) => {
      const terms = isProposing ? termsOfProposer(models, model) : termsOfRole(models, plan.role);
      const { answerTokens = Number.POSITIVE_INFINITY } = terms;
      return {
        ...plan,
        model,
        callsPerCandidate: callsPerCandidate / asked.length,
        completionTokens: Math.min(completionTokens, answers * answerTokens),
      };
    });
  });
}
