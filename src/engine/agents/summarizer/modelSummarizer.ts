import type { Abstract } from "../../domain/candidate.ts";
import type { AgentCall } from "../agentCall.ts";
import { Asker, type ModelAgentOptions } from "../asker.ts";
import { abstractOf, summarizerForm } from "./answer.ts";
import { summarizerPrompt } from "./prompt.ts";
import { type Summarizer, type SummarizerInput, summarizerInputSchema } from "./summarizer.ts";

/** Most tokens of one answer, hidden reasoning included. */
const answerTokens = 1_500;

/** Has a language model write abstracts; what it leaves out, or gets wrong, the rule writes. */
export class ModelSummarizer implements Summarizer {
  readonly #options: ModelAgentOptions;
  readonly #asker: Asker;
  readonly #rule: Summarizer;

  constructor(options: ModelAgentOptions & { readonly rule: Summarizer }) {
    this.#options = options;
    this.#asker = new Asker("summarizer", options.model);
    this.#rule = options.rule;
  }

  summarize(input: SummarizerInput, call?: AgentCall): Promise<Abstract> {
    return this.#asker.ask(
      {
        prompt: () => summarizerPrompt(summarizerInputSchema.parse(input), this.#options),
        form: summarizerForm,
        maxTokens: answerTokens,
        temperature: 0.2,
        accept: async (answer) => abstractOf(answer, await this.#rule.summarize(input)),
        rule: () => this.#rule.summarize(input),
      },
      call,
    );
  }
}
