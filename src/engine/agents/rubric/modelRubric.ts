import * as z from "zod";
import { type AgentCall, unattended } from "../agentCall.ts";
import { answerForm } from "../answerForm.ts";
import { Asker, type ModelAgentOptions } from "../asker.ts";
import { shortened, tidy } from "../phrases.ts";
import { rubricPrompt } from "./prompt.ts";
import type { Pair, Preference, Rubric } from "./rubric.ts";
import { compareByRubric } from "./ruleRubric.ts";

const answerSchema = z.object({ better: z.enum(["first", "second", "neither"]), because: z.string() });
type RubricAnswer = z.infer<typeof answerSchema>;

const form = answerForm("preference", answerSchema);

/** Most tokens of one answer, hidden reasoning included. */
const answerTokens = 1_500;
const mostReasonWords = 20;
const mostReasonCharacters = 200;

/**
 * Has a language model compare, in both orders, for models prefer whatever comes at a certain place. Where the two
 * answers contradict each other, or one of them fails, the rule decides.
 */
export class ModelRubric implements Rubric {
  readonly #options: ModelAgentOptions;
  readonly #asker: Asker;

  constructor(options: ModelAgentOptions) {
    this.#options = options;
    this.#asker = new Asker("rubric", options.model);
  }

  async prefer(pair: Pair, call: AgentCall = unattended): Promise<Preference> {
    const straight = await this.#ask(pair, call);
    if (straight === null) return compareByRubric(pair);
    const turned = await this.#ask({ ...pair, one: pair.other, other: pair.one }, call);
    const isFirst = straight.better === "first" && turned?.better === "second";
    const isSecond = straight.better === "second" && turned?.better === "first";
    if (!isFirst && !isSecond) return compareByRubric(pair);
    const because = shortened(tidy(straight.because).slice(0, mostReasonCharacters), mostReasonWords);
    return {
      order: isFirst ? -1 : 1,
      because: because === "" ? "the model prefers it" : `the model finds: ${because}`,
    };
  }

  #ask(pair: Pair, call: AgentCall): Promise<RubricAnswer | null> {
    return this.#asker.ask<RubricAnswer, RubricAnswer | null, ReturnType<typeof rubricPrompt>>(
      {
        prompt: () => rubricPrompt(pair, this.#options),
        form,
        maxTokens: answerTokens,
        temperature: 0,
        accept: async (value) => ({ value, remark: null }),
        rule: async () => null,
      },
      call,
    );
  }
}
