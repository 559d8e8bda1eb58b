import * as z from "zod";
import type { AnswerText, ModelUsage } from "../../../engine/languageModel.ts";

const textSchema = z.string().nullish().catch(null);
const wordsSchema = z.object({
  content: textSchema,
  refusal: textSchema,
  /** Thinking aloud, under either name. */
  reasoning_content: textSchema,
  reasoning: textSchema,
});
const countSchema = z.number().int().min(0);
const usageSchema = z.object({
  prompt_tokens: countSchema,
  completion_tokens: countSchema,
  prompt_tokens_details: z.object({ cached_tokens: countSchema.nullish() }).nullish().catch(null),
});

/** A whole answer or one event of a stream: they differ in one name. */
const partSchema = z.object({
  model: textSchema,
  choices: z
    .array(
      z.object({
        index: countSchema.max(1000).default(0),
        delta: wordsSchema.nullish(),
        message: wordsSchema.nullish(),
        finish_reason: textSchema,
      }),
    )
    .nullish(),
  usage: usageSchema.nullish().catch(null),
});

interface Choice {
  text: string;
  refusal: string;
  hidden: string;
  finish: string | null;
}

/** An answer as far as it has arrived. */
export class AnswerDraft {
  readonly #choices = new Map<number, Choice>();
  #model: string | null = null;
  #usage: ModelUsage | null = null;

  /** Takes a whole answer or an event of a stream. False when it is neither. */
  take(value: unknown): boolean {
    const part = partSchema.safeParse(value);
    if (!part.success) return false;
    const { model, choices, usage } = part.data;
    this.#model ??= model || null;
    if (usage) {
      const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = usage;
      const cachedTokens = Math.min(usage.prompt_tokens_details?.cached_tokens ?? 0, promptTokens);
      this.#usage = { promptTokens, completionTokens, cachedTokens, source: "reported" };
    }
    for (const { index, delta, message, finish_reason } of choices ?? []) {
      const choice = this.#choice(index);
      const words = delta ?? message;
      choice.text += words?.content ?? "";
      choice.refusal += words?.refusal ?? "";
      choice.hidden += words?.reasoning_content ?? words?.reasoning ?? "";
      choice.finish ??= finish_reason || null;
    }
    return true;
  }

  /** What answered, as the server names it. */
  get model(): string | null {
    return this.#model;
  }

  /** What the server reported; null for nothing, or for none at all although there is an answer. */
  get usage(): ModelUsage | null {
    return this.#usage !== null && this.#usage.promptTokens + this.#usage.completionTokens > 0
      ? this.#usage
      : null;
  }

  get isEmpty(): boolean {
    return this.#choices.size === 0;
  }

  /** Whether the server said of each answer why it ends. */
  get isComplete(): boolean {
    return !this.isEmpty && [...this.#choices.values()].every(({ finish }) => finish !== null);
  }

  /** The answers, by their number. */
  get texts(): readonly AnswerText[] {
    return [...this.#choices]
      .toSorted(([one], [other]) => one - other)
      .map(([, { text, refusal, finish }]) => {
        if (refusal !== "") return { text: refusal, finish: "filtered" };
        return { text, finish: finishOf(finish) };
      });
  }

  /** All that the model wrote, to be counted. */
  get written(): readonly string[] {
    return [...this.#choices.values()].flatMap(({ text, refusal, hidden }) => [hidden, text, refusal]);
  }

  #choice(index: number): Choice {
    const known = this.#choices.get(index);
    if (known !== undefined) return known;
    const choice: Choice = { text: "", refusal: "", hidden: "", finish: null };
    this.#choices.set(index, choice);
    return choice;
  }
}

const ends = new Set([
  "stop",
  "eos",
  "eos_token",
  "end_turn",
  "stop_sequence",
  "tool_calls",
  "function_call",
]);

/** What ends for a reason that is not known may not be whole, and counts as cut off. */
function finishOf(finish: string | null): AnswerText["finish"] {
  if (finish === "content_filter") return "filtered";
  return finish !== null && ends.has(finish) ? "stop" : "length";
}
