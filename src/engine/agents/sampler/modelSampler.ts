import type { Exemplar } from "../../domain/candidate.ts";
import { type AgentCall, unattended } from "../agentCall.ts";
import { Asker, type ModelAgentOptions } from "../asker.ts";
import { choicesOf, samplerForm } from "./answer.ts";
import { poolOf } from "./pool.ts";
import { samplerPrompt } from "./prompt.ts";
import { samplerQuestion } from "./question.ts";
import type { Sampler, SamplerInput } from "./sampler.ts";

/** Most tokens of one answer, hidden reasoning included. */
const answerTokens = 1_500;

/** Has a language model choose out of a pool that a rule has built; where it fails, the rule chooses. */
export class ModelSampler implements Sampler {
  readonly #options: ModelAgentOptions;
  readonly #asker: Asker;
  readonly #rule: Sampler;

  constructor(options: ModelAgentOptions & { readonly rule: Sampler }) {
    this.#options = options;
    this.#asker = new Asker("sampler", options.model);
    this.#rule = options.rule;
  }

  async sample(input: SamplerInput, call: AgentCall = unattended): Promise<readonly Exemplar[]> {
    const pool = poolOf(input);
    if (pool.length <= input.count || input.count < 1) {
      const exemplars = await this.#rule.sample(input);
      call.report({
        agent: "sampler",
        by: "rule",
        reason: "There is nothing to choose: the pool holds no more than is wanted.",
        usage: null,
      });
      return exemplars;
    }
    return this.#asker.ask(
      {
        prompt: () => samplerPrompt(samplerQuestion(input, pool), this.#options),
        form: samplerForm,
        maxTokens: answerTokens,
        temperature: 0.2,
        accept: async (answer, { shown }) => choicesOf(answer, pool.slice(0, shown), input.count),
        rule: () => this.#rule.sample(input),
      },
      call,
    );
  }
}
