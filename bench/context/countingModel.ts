import type { Tokenizer } from "../../src/adapters/models/tokenizer.ts";
import type {
  LanguageModel,
  ModelAnswer,
  ModelMessage,
  ModelRequest,
  ModelRole,
} from "../../src/engine/languageModel.ts";

/** Tokens of one call. */
export interface CallTokens {
  readonly role: ModelRole;
  readonly input: number;
  /** Of one answer. */
  readonly output: number;
}

/** Tokens that a message takes beside its text; counted alike in both ways of prompting. */
export const tokensPerMessage = 4;

type Answers = Readonly<Partial<Record<ModelRole, (messages: readonly ModelMessage[]) => string>>>;

/** Stands in for a model: counts what it is sent, schemas included, and gives the answers that were laid ready. */
export class CountingModel implements LanguageModel {
  readonly calls: CallTokens[] = [];
  readonly #tokenizer: Tokenizer;
  readonly #answers: Answers;

  /** @param answers what each role answers to the messages of a call. */
  constructor(tokenizer: Tokenizer, answers: Answers) {
    this.#tokenizer = tokenizer;
    this.#answers = answers;
  }

  nameFor(): string {
    return "counting";
  }

  tokensOf(_role: ModelRole, text: string): number {
    return this.#tokenizer.count(text);
  }

  async complete({ role, messages, shape, answers }: ModelRequest): Promise<ModelAnswer> {
    const answer = this.#answers[role]?.(messages);
    if (answer === undefined) throw new Error(`nothing is laid ready for the ${role}`);
    const texts = messages.map(({ content }) => this.#tokenizer.count(content) + tokensPerMessage);
    const schema = shape === null ? 0 : this.#tokenizer.count(JSON.stringify(shape.schema));
    const input = texts.reduce((total, tokens) => total + tokens, schema);
    const output = this.#tokenizer.count(answer);
    this.calls.push({ role, input, output });
    return {
      texts: Array.from({ length: answers }, () => ({ text: answer, finish: "stop" as const })),
      usage: { promptTokens: input, completionTokens: answers * output, cachedTokens: 0, source: "counted" },
      model: "counting",
      ms: 0,
    };
  }
}
