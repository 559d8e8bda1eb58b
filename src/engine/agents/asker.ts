import { type LanguageModel, type ModelAnswer, ModelFailure, type ModelUsage } from "../languageModel.ts";
import { type CancelSignal, RunError } from "../ports.ts";
import { type AgentCall, type AgentName, type AgentReport, unattended } from "./agentCall.ts";
import { type AnswerForm, answerIn, UnusableAnswer } from "./answerForm.ts";

/** What every agent with a language model needs. */
export interface ModelAgentOptions {
  readonly model: LanguageModel;
  /** Takes what is private out of a text. Every text of the run passes it before it is cut or put into a prompt. */
  readonly redact: (text: string) => string;
}

/** The two messages of a prompt. */
export interface Prompt {
  readonly system: string;
  readonly user: string;
}

/** How an answer is asked for. */
interface Terms<Answer> {
  readonly form: AnswerForm<Answer>;
  readonly maxTokens: number;
  readonly temperature: number;
}

/** One question to the model, and the rule that answers in its place. */
export interface Question<Answer, Value, Sent extends Prompt> extends Terms<Answer> {
  readonly prompt: () => Sent;
  /**
   * Makes the agent's result of an answer that has the form; `remark` is what of it was not used.
   * @throws UnusableAnswer
   */
  readonly accept: (
    answer: Answer,
    prompt: Sent,
  ) => Promise<{ readonly value: Value; readonly remark: string | null }>;
  readonly rule: () => Promise<Value>;
}

/** Asks the model once for an agent and, on any failure, has the rule answer. Cancelling is no failure. */
export class Asker {
  readonly #agent: AgentName;
  readonly #model: LanguageModel;
  #lasting: ModelFailure | null = null;

  constructor(agent: AgentName, model: LanguageModel) {
    this.#agent = agent;
    this.#model = model;
  }

  /**
   * The model's result or the rule's; which, and why, is reported.
   * @throws the signal's reason when cancelled.
   * @throws RunError when the exchange cannot be recorded, or is not in the recording that is replayed.
   */
  async ask<Answer, Value, Sent extends Prompt>(
    question: Question<Answer, Value, Sent>,
    call: AgentCall = unattended,
  ): Promise<Value> {
    const attempt = await this.#attempt(question, call.signal);
    const { agent, value, ...told } =
      attempt.by === "model" ? attempt : { ...attempt, value: await question.rule() };
    call.report({ agent, ...told });
    return value;
  }

  async #attempt<Answer, Value, Sent extends Prompt>(
    question: Question<Answer, Value, Sent>,
    signal: CancelSignal,
  ): Promise<Attempt<Value>> {
    const agent = this.#agent;
    if (this.#lasting !== null) return { agent, by: "rule", reason: this.#lasting.message, usage: null };
    if (this.#model.nameFor(agent) === null) {
      return { agent, by: "rule", reason: `No model is set for the ${agent}.`, usage: null };
    }
    let usage: ModelUsage | null = null;
    try {
      const prompt = question.prompt();
      const answer = await this.#complete(prompt, question, signal);
      usage = answer.usage;
      const { value, remark } = await question.accept(answerIn(textOf(answer), question.form), prompt);
      return { agent, by: "model", reason: remark, usage, value };
    } catch (error) {
      // A recording that cannot be written, or that another run is in, is nothing a rule could stand in for.
      if (signal.aborted || error instanceof RunError) throw error;
      if (error instanceof ModelFailure) {
        if (error.isLasting) this.#lasting = error;
        usage = error.usage;
      }
      return { agent, by: "rule", reason: error instanceof Error ? error.message : String(error), usage };
    }
  }

  #complete<Answer>(
    { system, user }: Prompt,
    { form, maxTokens, temperature }: Terms<Answer>,
    signal: CancelSignal,
  ): Promise<ModelAnswer> {
    return this.#model.complete(
      {
        role: this.#agent,
        messages: [
          { role: "system", content: system },
          { role: "user", content: user },
        ],
        shape: form.shape,
        maxTokens,
        temperature,
        answers: 1,
      },
      signal,
    );
  }
}

type Attempt<Value> =
  | (AgentReport & { readonly by: "model"; readonly value: Value })
  | (AgentReport & { readonly by: "rule" });

/** @throws UnusableAnswer */
function textOf({ texts }: ModelAnswer): string {
  const [answer] = texts;
  switch (answer?.finish) {
    case undefined:
      throw new UnusableAnswer("The model gave no answer.");
    case "length":
      throw new UnusableAnswer("The model's answer was cut off at its most tokens.");
    case "filtered":
      throw new UnusableAnswer("The server withheld the model's answer.");
    case "stop":
      return answer.text;
  }
}
