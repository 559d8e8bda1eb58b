/** Tokens as a server reports them. */
export interface WireUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly cached?: number;
}

/** An answer of the model. */
export interface Saying {
  readonly kind: "say";
  /** One for each answer asked for; the last one is repeated. */
  readonly texts: readonly string[];
  /** Null: a stream that ends without saying why. By default `stop`, or `length` when the most tokens are reached. */
  readonly finish?: string | null;
  /** By default what the server counts. */
  readonly usage?: WireUsage;
  /** Sent apart from the text, as servers of reasoning models do. */
  readonly reasoning?: string;
  /** Sent instead of the text, as the model's own refusal. */
  readonly refusal?: string;
  /** Characters of one event of a stream. */
  readonly pieceLength?: number;
  /** Milliseconds between two events of a stream. */
  readonly pauseMs?: number;
  /** How many events are sent before the connection is cut. */
  readonly cutAfter?: number;
  /** How many events are sent before silence. */
  readonly stallAfter?: number;
}

/** What a server sends in the place of an answer. */
export type Fault =
  /** Any status and body; an object is sent as JSON. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly body: string | object;
      readonly contentType?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The data of the events of a stream, as they are; then the end. */
  | { readonly kind: "events"; readonly events: readonly string[] }
  /** Not one byte. */
  | { readonly kind: "stall" }
  /** The connection is cut before the first byte. */
  | { readonly kind: "cut" };

export type Reply = Saying | Fault;

/** The model answers with a text, or with several when several are asked for. */
export function says(text: string | readonly string[], how: Omit<Saying, "kind" | "texts"> = {}): Saying {
  return { kind: "say", texts: typeof text === "string" ? [text] : text, ...how };
}

function failure(
  status: number,
  error: {
    readonly message: string;
    readonly type: string;
    readonly code: string | null;
    readonly param?: string;
  },
  headers: Readonly<Record<string, string>> = {},
): Fault {
  return { kind: "status", status, headers, body: { error: { param: null, ...error } } };
}

/** The failures of real servers, in their own words. */
export const faults = {
  unauthorized: (key = "sk-...") =>
    failure(401, {
      message: `Incorrect API key provided: ${key}. You can find your API key in your account settings.`,
      type: "invalid_request_error",
      code: "invalid_api_key",
    }),
  modelMissing: (model: string) =>
    failure(404, {
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      type: "invalid_request_error",
      code: "model_not_found",
    }),
  /** @param wait headers such as `{ "retry-after": "2" }` */
  rateLimited: (wait: Readonly<Record<string, string>> = {}) =>
    failure(
      429,
      { message: "Rate limit reached for requests.", type: "requests", code: "rate_limit_exceeded" },
      wait,
    ),
  quotaUsedUp: () =>
    failure(429, {
      message: "You exceeded your current quota, please check your plan and billing details.",
      type: "insufficient_quota",
      code: "insufficient_quota",
    }),
  serverError: (status = 500) =>
    failure(status, {
      message: "The server had an error while processing your request.",
      type: "server_error",
      code: null,
    }),
  contextTooLong: () =>
    failure(400, {
      message:
        "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.",
      type: "invalid_request_error",
      code: "context_length_exceeded",
      param: "messages",
    }),
  filtered: () =>
    failure(400, {
      message: "The response was filtered due to the prompt triggering the content management policy.",
      type: "invalid_request_error",
      code: "content_filter",
      param: "prompt",
    }),
  webPage: (): Fault => ({
    kind: "status",
    status: 200,
    contentType: "text/html; charset=utf-8",
    body: "<!doctype html><title>Welcome</title><p>It works!</p>",
  }),
  brokenJson: (): Fault => ({
    kind: "status",
    status: 200,
    contentType: "application/json",
    body: '{"choices": [{"mess',
  }),
  redirect: (to: string): Fault => ({ kind: "status", status: 307, body: "", headers: { location: to } }),
} as const;
