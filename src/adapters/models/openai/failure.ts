import { ModelFailure, type ModelFailureReason, type ModelUsage } from "../../../engine/languageModel.ts";
import type { Timeouts } from "./patience.ts";
import type { Problem } from "./problem.ts";
import type { ServerWords } from "./serverWords.ts";

/** What a sentence about a failure needs to know. */
export interface FailureContext {
  /** With its port, when it is an unusual one. */
  readonly host: string;
  readonly path: string;
  readonly model: string;
  readonly apiKey: string | null;
  readonly timeouts: Timeouts;
  /** What the call cost all the same. */
  readonly usage: ModelUsage | null;
  /** What the server has in the place of a missing model; empty when it does not say. */
  readonly models: readonly string[];
}

const mostWords = 160;
const mostModels = 6;

/** A problem as one sentence for the user. */
export function failureOf(problem: Problem, context: FailureContext): ModelFailure {
  const [reason, message] = sentenceOf(problem, context);
  return new ModelFailure(reason, message, { usage: context.usage });
}

type Sentence = readonly [reason: ModelFailureReason, message: string];

function sentenceOf(problem: Problem, context: FailureContext): Sentence {
  const { host, model } = context;
  switch (problem.kind) {
    case "status":
      return ofStatus(problem, context);
    case "expired":
      return ["timed-out", expiredSentence(problem.expired, context)];
    case "connection":
      return ["unreachable", connectionSentence(problem, context)];
    case "malformed":
      switch (problem.what) {
        case "web-page":
          return [
            "malformed",
            `${host} sends a web page in the place of an answer of ${model}; check the base URL, which usually ends in /v1.`,
          ];
        case "not-json":
          return [
            "malformed",
            `${host} sends an answer of ${model} that is broken JSON; try again or check the server.`,
          ];
        case "no-answer":
          return [
            "malformed",
            `${host} sends a response without an answer of ${model}; check that it speaks the OpenAI protocol.`,
          ];
        case "too-long":
          return ["malformed", `${host} sends an answer of ${model} that does not end; check the server.`];
      }
  }
}

/** Whether a server means that the money, not the patience, is used up. */
export function isQuota({
  status,
  words,
}: {
  readonly status: number;
  readonly words: ServerWords;
}): boolean {
  const quota = /insufficient_quota|billing|credit balance|exceeded your current quota/i;
  return status === 402 || (status === 429 && quota.test(`${words.code} ${words.type} ${words.message}`));
}

/** Whether a server means the model, not the address, is missing. */
export function isMissingModel({
  status,
  words,
}: {
  readonly status: number;
  readonly words: ServerWords;
}): boolean {
  if (status !== 404 && status !== 400) return false;
  if (/model_not_found|invalid_model/i.test(`${words.code} ${words.type}`)) return true;
  return /\bmodel\b.{0,120}(not (exist|found)|does not exist|unknown|not loaded|is not a valid)|no model|invalid model/is.test(
    words.message ?? "",
  );
}

const tooLong =
  /context[_ ]?(length|window|size)|maximum context|prompt is too long|too many (input |prompt )?tokens|exceed_context/i;
const filter = /content_filter|content management policy|content_policy|responsible ?ai|moderation/i;

function ofStatus(problem: Extract<Problem, { kind: "status" }>, context: FailureContext): Sentence {
  const { host, path, model, apiKey, models } = context;
  const { status, words, retryAfterMs } = problem;
  const all = `${words.code} ${words.type} ${words.message}`;
  const said = inBrackets(status, words, apiKey);
  if (status === 401) {
    return apiKey === null
      ? ["unauthorized", `${host} wants an API key for ${model}; set one.`]
      : ["unauthorized", `${host} does not accept the API key for ${model}; set one that is valid there.`];
  }
  if (status === 403) {
    return [
      "unauthorized",
      `${host} does not allow the use of ${model} with this API key${said}; check its rights.`,
    ];
  }
  if (isQuota(problem)) {
    return [
      "quota",
      `The quota at ${host} is used up, so ${model} does not answer; add credit there or choose another model.`,
    ];
  }
  if (status === 429) {
    const wait = retryAfterMs === null ? "" : ` and asks to wait ${seconds(retryAfterMs)}`;
    return ["rate-limited", `${host} gets too many requests for ${model}${wait}; try again later.`];
  }
  if (isMissingModel(problem)) {
    const list = models.slice(0, mostModels).join(", ");
    const more = models.length > mostModels ? ` and ${models.length - mostModels} more` : "";
    const choice = list === "" ? "choose one that it has" : `choose one that it has: ${list}${more}`;
    return ["model-missing", `${host} has no model ${model}; ${choice}.`];
  }
  if (status === 404 || status === 405 || (status >= 300 && status < 400)) {
    return [
      "model-missing",
      `${host} has no language models at ${path}, so ${model} cannot be asked; check the base URL, which usually ends in /v1.`,
    ];
  }
  if (status === 413 || tooLong.test(all)) {
    return [
      "context-too-long",
      `The prompt is longer than ${model} at ${host} can read; choose a model with a larger context.`,
    ];
  }
  if (filter.test(all)) {
    return [
      "refused",
      `The content filter of ${host} refuses the prompt for ${model}; choose another model.`,
    ];
  }
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) {
    return ["refused", `${host} does not take the request for ${model}${said}; choose another model.`];
  }
  return ["server-error", `${host} failed while ${model} was to answer${said}; try again later.`];
}

function expiredSentence(
  expired: Extract<Problem, { kind: "expired" }>["expired"],
  context: FailureContext,
): string {
  const { host, model, timeouts } = context;
  const advice = "check the server or choose a faster model";
  switch (expired) {
    case "first-byte":
      return `${model} at ${host} did not begin to answer within ${seconds(timeouts.firstByteMs)}; ${advice}.`;
    case "between-bytes":
      return `${model} at ${host} fell silent for ${seconds(timeouts.betweenBytesMs)} in the middle of an answer; ${advice}.`;
    case "whole":
      return `${model} at ${host} did not finish its answer within ${seconds(timeouts.wholeMs)}; ${advice}.`;
  }
}

function connectionSentence(
  { code, begun }: Extract<Problem, { kind: "connection" }>,
  { host, model }: FailureContext,
): string {
  if (begun) {
    return `The connection to ${host} was cut in the middle of an answer of ${model}; check the network and the server.`;
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") {
    return `There is no server called ${host} to ask ${model}; check the base URL and the network.`;
  }
  if (code === "ECONNREFUSED") {
    return `Nothing answers at ${host}, so ${model} cannot be asked; start the server or check the base URL.`;
  }
  if (code !== null && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|SSL|TLS/.test(code)) {
    return `The connection to ${host} is not safe (${code}), so ${model} was not asked; check its certificate.`;
  }
  const why = code === null ? "" : ` (${code})`;
  return `The connection to ${host} failed before ${model} answered${why}; check the network and the server.`;
}

/** What the server says, as far as it can be shown: no key, one line, and not too long. */
function inBrackets(status: number, { message }: ServerWords, apiKey: string | null): string {
  const number = status === 0 ? "" : String(status);
  const text = shown(message ?? "", apiKey);
  const parts = [number, text].filter((part) => part !== "");
  return parts.length === 0 ? "" : ` (${parts.join(": ")})`;
}

function shown(message: string, apiKey: string | null): string {
  const secretless = apiKey === null ? message : message.replaceAll(apiKey, "[key]");
  const line = secretless
    .replace(/\b(sk|key|Bearer)[-_ ][\w*.-]{6,}/gi, "[key]")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim()
    .replace(/\.$/, "");
  return line.length > mostWords ? `${line.slice(0, mostWords)}…` : line;
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toPrecision(ms < 100_000 ? 2 : 3))} s`;
}
