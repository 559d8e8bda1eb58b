import type { ChatBody } from "./chatBody.ts";
import type { Fault } from "./replies.ts";

/** What a server may not know, or refuse. */
export type Rejected =
  | "json_schema"
  | "json_object"
  | "max_completion_tokens"
  | "max_tokens"
  | "temperature"
  | "n"
  | "stream_options"
  | "reasoning_effort"
  | "system";

interface Rejection {
  readonly applies: (body: ChatBody) => boolean;
  readonly param: string;
  readonly message: string;
}

/** In the words of servers that are in use. */
const rejections: Readonly<Record<Rejected, Rejection>> = {
  json_schema: {
    applies: (body) => body.response_format?.type === "json_schema",
    param: "response_format",
    message: "Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.",
  },
  json_object: {
    applies: (body) => body.response_format?.type === "json_object",
    param: "response_format",
    message: "'response_format.type' must be 'text'.",
  },
  max_completion_tokens: {
    applies: (body) => body.max_completion_tokens !== undefined,
    param: "max_completion_tokens",
    message: "Unrecognized request argument supplied: max_completion_tokens",
  },
  max_tokens: {
    applies: (body) => body.max_tokens !== undefined,
    param: "max_tokens",
    message:
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
  },
  temperature: {
    applies: (body) => body.temperature !== undefined,
    param: "temperature",
    message:
      "Unsupported value: 'temperature' does not support 0.7 with this model. Only the default is supported.",
  },
  n: {
    applies: (body) => (body.n ?? 1) > 1,
    param: "n",
    message: "'n' : number must be at most 1",
  },
  stream_options: {
    applies: (body) => body.stream_options !== undefined,
    param: "stream_options",
    message: "Unrecognized request argument supplied: stream_options",
  },
  reasoning_effort: {
    applies: (body) => body.reasoning_effort !== undefined,
    param: "reasoning_effort",
    message: "Unrecognized request argument supplied: reasoning_effort",
  },
  system: {
    applies: (body) => body.messages.some(({ role }) => role === "system"),
    param: "messages",
    message: "System role not supported",
  },
};

/**
 * What a server that rejects these says to a request; null when it takes it.
 * @param style `fastapi` words it as servers in Python do that check a request against a schema
 */
export function rejectionOf(
  body: ChatBody,
  rejected: readonly Rejected[],
  style: "openai" | "fastapi",
): Fault | null {
  const found = rejected.map((each) => rejections[each]).find(({ applies }) => applies(body));
  if (found === undefined) return null;
  const { param, message } = found;
  if (style === "fastapi") {
    const detail = [{ type: "extra_forbidden", loc: ["body", param], msg: "Extra inputs are not permitted" }];
    return { kind: "status", status: 422, body: { detail } };
  }
  const error = { message, type: "invalid_request_error", param, code: "unsupported_parameter" };
  return { kind: "status", status: 400, body: { error } };
}
