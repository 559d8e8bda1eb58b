import type { Direction } from "../../domain/candidate.ts";
import type { AgentCall } from "../agentCall.ts";
import { Asker, type ModelAgentOptions } from "../asker.ts";
import { directionsOf, navigatorForm } from "./answer.ts";
import type { Navigator, NavigatorInput } from "./navigator.ts";
import { navigatorPrompt } from "./prompt.ts";
import { navigatorQuestion } from "./question.ts";

/** Most tokens of one answer, hidden reasoning included. */
const answerTokens = 3_000;

export interface ModelNavigatorOptions extends ModelAgentOptions {
  /** What is optimized, in one sentence. */
  readonly task: string;
  readonly rule: Navigator;
}

/** Has a language model give directions; where it fails, the rule does. */
export class ModelNavigator implements Navigator {
  readonly #options: ModelNavigatorOptions;
  readonly #asker: Asker;

  constructor(options: ModelNavigatorOptions) {
    this.#options = options;
    this.#asker = new Asker("navigator", options.model);
  }

  navigate(input: NavigatorInput, call?: AgentCall): Promise<readonly Direction[]> {
    const { task, rule } = this.#options;
    return this.#asker.ask(
      {
        prompt: () => navigatorPrompt(navigatorQuestion(input, task), this.#options),
        form: navigatorForm,
        maxTokens: answerTokens,
        temperature: 0.7,
        accept: async (answer) => directionsOf(answer, input, await rule.navigate(input)),
        rule: () => rule.navigate(input),
      },
      call,
    );
  }
}
