import type { Expired, Timeouts } from "../../adapters/models/openai/patience.ts";
import { ModelFailure, type ModelFailureReason, type ModelUsage } from "../../engine/languageModel.ts";

/** What is known of a call that came to nothing. */
interface FailedChat {
  /** What VS Code threw; its `code` says what it is, where it is VS Code's own. */
  readonly error: unknown;
  /** Null when nothing took too long. */
  readonly expired: Expired | null;
  readonly timeouts: Timeouts;
  readonly model: string;
  readonly usage: ModelUsage | null;
}

const mostWords = 160;

/** Failures that VS Code has no code for, by what is said of them. */
const told: readonly (readonly [RegExp, ModelFailureReason, string])[] = [
  [
    /quota|billing|premium requests/i,
    "quota",
    "has no quota left: wait until it is renewed, or choose another model",
  ],
  [/rate.?limit|too many requests|\b429\b/i, "rate-limited", "gets too many requests: try again later"],
  [
    /ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|ERR_INTERNET|ERR_NETWORK|ERR_NAME|fetch failed|offline|network/i,
    "unreachable",
    "cannot be reached: check the network",
  ],
  [
    /context.{0,12}(length|window)|(prompt|message|request) (is )?too (long|large)|too many tokens|token limit|max_prompt_tokens/i,
    "context-too-long",
    "cannot read a prompt of this length: choose a model with a larger context",
  ],
  [
    /filtered|content.?(filter|policy|management)|responsible ?ai|off.?topic/i,
    "refused",
    "refuses the prompt by its content filter: choose another model",
  ],
];

/** A call to a model of VS Code that came to nothing, as one sentence. */
export function chatFailure({ error, expired, timeouts, model, usage }: FailedChat): ModelFailure {
  const failure = (reason: ModelFailureReason, what: string): ModelFailure =>
    new ModelFailure(reason, `${model} in VS Code ${what}.`, { usage, cause: error });
  switch (expired) {
    case "first-byte":
      return failure("timed-out", `did not begin to answer within ${timeouts.firstByteMs / 1000} s`);
    case "between-bytes":
      return failure(
        "timed-out",
        `fell silent for ${timeouts.betweenBytesMs / 1000} s in the middle of an answer`,
      );
    case "whole":
      return failure("timed-out", `did not finish its answer within ${timeouts.wholeMs / 1000} s`);
    case null:
      break;
  }
  switch (codeOf(error)) {
    case "NoPermissions":
      return failure(
        "unauthorized",
        'may not be used by Evolvent: allow it with "Manage Language Model Access" in the menu of accounts, or choose another model',
      );
    case "Blocked":
      return failure(
        "quota",
        "is blocked, or its quota is used up: wait until it is renewed, or choose another model",
      );
    case "NotFound":
      return failure("model-missing", "is gone: sign in where it comes from, or choose another model");
    default: {
      const words = wordsOf(error);
      const [, reason, what] = told.find(([pattern]) => pattern.test(words)) ?? [];
      if (reason !== undefined && what !== undefined) return failure(reason, what);
      const said =
        words === "" ? "" : ` (${words.length > mostWords ? `${words.slice(0, mostWords)}…` : words})`;
      return failure("server-error", `failed to answer${said}: try again later`);
    }
  }
}

function codeOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** What the error and its causes say, in one line. */
function wordsOf(error: unknown): string {
  const said: string[] = [];
  for (let at = error, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    said.push(at.message);
  }
  return [...new Set(said)]
    .join(": ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
}
