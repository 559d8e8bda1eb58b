import { abortSignalOf } from "../../adapters/evaluator/abortSignal.ts";
import type { Dialect } from "../../adapters/models/openai/dialect.ts";
import { defaultTimeouts, Patience, type Timeouts } from "../../adapters/models/openai/patience.ts";
import { messagesOf } from "../../adapters/models/openai/requestBody.ts";
import type { Tokenizer } from "../../adapters/models/tokenizer.ts";
import {
  type LanguageModel,
  type ModelAnswer,
  ModelFailure,
  type ModelMessage,
  type ModelRequest,
  type ModelRole,
  type ModelUsage,
} from "../../engine/languageModel.ts";
import type { CancelSignal } from "../../engine/ports.ts";
import { chatFailure } from "./chatFailure.ts";

/** What we need of a language model of VS Code. */
export interface EditorChat {
  /** Most tokens of a prompt. */
  readonly maxInputTokens: number;
  /** Asks; gives the answer piece by piece. Messages are of the user and the assistant. */
  ask(messages: readonly ModelMessage[], signal: AbortSignal): AsyncIterable<string>;
  countTokens(text: string, signal: AbortSignal): Promise<number>;
}

export interface EditorModelParts {
  readonly chat: EditorChat;
  /** For people and for the price list. */
  readonly name: string;
  /** Counts where VS Code cannot be waited for. */
  readonly tokenizer: Tokenizer;
  readonly timeouts?: Partial<Timeouts>;
}

/** VS Code has no instructions of the system and no structured output: both go into words. */
const inWords: Dialect = {
  structures: ["words"],
  unfitShapes: [],
  limits: ["max_tokens"],
  without: ["system"],
};

/** What a message takes beside its text. */
const tokensPerMessage = 4;

/**
 * A language model that VS Code has from another extension. It takes neither temperature nor a number of answers, so it
 * gives one answer as it is by itself. It takes no limit either: an answer that reaches the most tokens is stopped there,
 * to the piece. VS Code reports no usage, so tokens are counted, of thinking that is not shown none.
 */
export class EditorModel implements LanguageModel {
  readonly #chat: EditorChat;
  readonly #name: string;
  readonly #tokenizer: Tokenizer;
  readonly #timeouts: Timeouts;

  constructor({ chat, name, tokenizer, timeouts }: EditorModelParts) {
    this.#chat = chat;
    this.#name = name;
    this.#tokenizer = tokenizer;
    this.#timeouts = { ...defaultTimeouts, ...timeouts };
  }

  nameFor(_role: ModelRole): string {
    return `${this.#name} in VS Code`;
  }

  tokensOf(_role: ModelRole, text: string): number {
    return this.#tokenizer.count(text);
  }

  async complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    const cancel = abortSignalOf(signal);
    cancel.throwIfAborted();
    const started = performance.now();
    const messages = messagesOf(request, inWords);
    const patience = new Patience(this.#timeouts, this.#timeouts.wholeMs, cancel);
    let promptTokens = 0;
    let text = "";
    try {
      promptTokens = await this.#promptTokens(messages, patience.signal);
      this.#refuseTooLong(promptTokens);
      let finish: "stop" | "length" = "stop";
      let tokens = 0;
      for await (const piece of untilAborted(this.#chat.ask(messages, patience.signal), patience.signal)) {
        patience.bytesArrived();
        text += piece;
        tokens += this.#tokenizer.count(piece);
        // Pieces are more tokens apart than together.
        if (tokens >= request.maxTokens) tokens = this.#tokenizer.count(text);
        if (tokens < request.maxTokens) continue;
        finish = "length";
        break;
      }
      patience.signal.throwIfAborted();
      if (text === "") {
        throw new ModelFailure(
          "malformed",
          `${this.#name} in VS Code gave an empty answer; try again or choose another model.`,
        );
      }
      const completionTokens = await this.#count(text, patience.signal);
      return {
        texts: [{ text, finish }],
        usage: counted(promptTokens, completionTokens),
        model: this.#name,
        ms: performance.now() - started,
      };
    } catch (error) {
      cancel.throwIfAborted();
      if (error instanceof ModelFailure) throw error;
      const usage = text === "" ? null : counted(promptTokens, this.#tokenizer.count(text));
      const { expired } = patience;
      throw chatFailure({ error, expired, timeouts: this.#timeouts, model: this.#name, usage });
    } finally {
      patience.end();
    }
  }

  #refuseTooLong(promptTokens: number): void {
    const { maxInputTokens } = this.#chat;
    if (promptTokens <= maxInputTokens) return;
    throw new ModelFailure(
      "context-too-long",
      `The prompt has ${promptTokens} tokens and ${this.#name} in VS Code reads ${maxInputTokens}; choose a model with a larger context.`,
    );
  }

  async #promptTokens(messages: readonly ModelMessage[], signal: AbortSignal): Promise<number> {
    const counts = await Promise.all(messages.map(({ content }) => this.#count(content, signal)));
    return counts.reduce((total, count) => total + count + tokensPerMessage, 0);
  }

  /** By VS Code, or nearly so where it cannot tell. */
  async #count(text: string, signal: AbortSignal): Promise<number> {
    const count = await abortable(this.#chat.countTokens(text, signal), signal).catch((error: unknown) => {
      if (signal.aborted) throw error;
      return null;
    });
    return count !== null && Number.isSafeInteger(count) && count >= 0 ? count : this.#tokenizer.count(text);
  }
}

function counted(promptTokens: number, completionTokens: number): ModelUsage {
  return { promptTokens, completionTokens, cachedTokens: 0, source: "counted" };
}

/** What comes until the signal aborts; then it throws, also where the source does not heed the signal. */
async function* untilAborted<Value>(
  source: AsyncIterable<Value>,
  signal: AbortSignal,
): AsyncGenerator<Value, void> {
  const values = source[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await abortable(values.next(), signal);
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    // Not awaited: a source that hangs does not end either.
    void values.return?.().catch(() => undefined);
  }
}

/** The promise's outcome, or the signal's reason as soon as it aborts. */
async function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener("abort", abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
