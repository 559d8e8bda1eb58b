import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { ChatBody } from "./chatBody.ts";
import type { Saying } from "./replies.ts";

const defaultPieceLength = 12;

export interface CompletionOptions {
  readonly body: ChatBody;
  readonly countTokens: (text: string) => number;
  readonly withoutUsage: boolean;
}

/** One answer as it goes over the wire. */
interface Choice {
  readonly index: number;
  readonly text: string;
  readonly finish: string | null;
}

/** Sends an answer as a stream of events. */
export async function streamAnswer(
  response: ServerResponse,
  saying: Saying,
  options: CompletionOptions,
): Promise<void> {
  const { body } = options;
  response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
  const events = eventsOf(saying, options);
  for (const [index, event] of events.entries()) {
    if (response.destroyed) return;
    if (index === saying.cutAfter) return void response.destroy();
    if (index === saying.stallAfter) return;
    await sent(
      response,
      `data: ${JSON.stringify({ ...envelope("chat.completion.chunk", body.model), ...event })}\n\n`,
    );
    if (saying.pauseMs !== undefined) await wait(saying.pauseMs);
  }
  if (saying.finish !== null) response.write("data: [DONE]\n\n");
  response.end();
}

/** Resolves when the bytes have left this process, or can no longer. */
function sent(response: ServerResponse, bytes: string): Promise<void> {
  return new Promise((resolve) => response.write(bytes, () => resolve()));
}

/** Sends an answer in one piece. */
export function sendAnswer(response: ServerResponse, saying: Saying, options: CompletionOptions): void {
  const { body } = options;
  const choices = choicesOf(saying, options).map(({ index, text, finish }) => ({
    index,
    message: {
      role: "assistant",
      content: saying.refusal === undefined ? text : null,
      ...(saying.reasoning === undefined ? {} : { reasoning_content: saying.reasoning }),
      refusal: saying.refusal ?? null,
    },
    finish_reason: finish,
  }));
  response.writeHead(200, { "content-type": "application/json" });
  const usage = options.withoutUsage ? {} : { usage: usageOf(saying, options) };
  response.end(JSON.stringify({ ...envelope("chat.completion", body.model), choices, ...usage }));
}

function eventsOf(saying: Saying, options: CompletionOptions): readonly object[] {
  const { pieceLength = defaultPieceLength, reasoning, refusal } = saying;
  const choices = choicesOf(saying, options);
  const deltas = choices.flatMap(({ index, text, finish }) => {
    const said =
      refusal === undefined ? pieces(text, pieceLength).map((content) => ({ content })) : [{ refusal }];
    const thought = reasoning === undefined ? [] : [{ reasoning_content: reasoning }];
    return [
      ...[{ role: "assistant", content: "" }, ...thought, ...said].map((delta) => ({
        choices: [{ index, delta, finish_reason: null }],
      })),
      ...(finish === null ? [] : [{ choices: [{ index, delta: {}, finish_reason: finish }] }]),
    ];
  });
  const wanted = options.body.stream_options?.include_usage === true;
  return wanted && !options.withoutUsage && saying.finish !== null
    ? [...deltas, { choices: [], usage: usageOf(saying, options) }]
    : deltas;
}

function choicesOf(saying: Saying, { body, countTokens }: CompletionOptions): readonly Choice[] {
  const most = body.max_completion_tokens ?? body.max_tokens ?? Number.POSITIVE_INFINITY;
  return Array.from({ length: body.n ?? 1 }, (_, index) => {
    const whole = saying.texts[Math.min(index, saying.texts.length - 1)] ?? "";
    const text = upTo(whole, most, countTokens);
    const finish = saying.finish === undefined ? (text === whole ? "stop" : "length") : saying.finish;
    return { index, text, finish };
  });
}

/** The longest beginning of at most so many tokens. */
function upTo(text: string, most: number, countTokens: (text: string) => number): string {
  if (countTokens(text) <= most) return text;
  let [low, high] = [0, text.length];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (countTokens(text.slice(0, middle)) <= most) low = middle;
    else high = middle - 1;
  }
  return text.slice(0, low);
}

function usageOf(saying: Saying, options: CompletionOptions): object {
  const { body, countTokens } = options;
  const said = choicesOf(saying, options).map(
    ({ text }) => countTokens(text) + countTokens(saying.reasoning ?? ""),
  );
  const asked = body.messages.map(({ content }) => countTokens(content));
  const { prompt, completion, cached } = saying.usage ?? { prompt: sum(asked), completion: sum(said) };
  return {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
    prompt_tokens_details: { cached_tokens: cached ?? 0 },
  };
}

function envelope(object: string, model: string): object {
  return { id: "chatcmpl-1", object, created: 1, model };
}

function pieces(text: string, length: number): readonly string[] {
  return text.match(new RegExp(`[^]{1,${length}}`, "g")) ?? [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
