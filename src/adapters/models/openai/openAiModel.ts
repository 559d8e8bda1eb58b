import { setTimeout as wait } from "node:timers/promises";
import OpenAI from "openai";
import { Stream } from "openai/streaming";
import {
  type LanguageModel,
  type ModelAnswer,
  ModelFailure,
  type ModelRequest,
  type ModelRole,
  type ModelUsage,
} from "../../../engine/languageModel.ts";
import type { CancelSignal } from "../../../engine/ports.ts";
import { abortSignalOf } from "../../evaluator/abortSignal.ts";
import { listModels } from "../modelList.ts";
import type { Tokenizer } from "../tokenizer.ts";
import { AnswerDraft } from "./answerDraft.ts";
import { afterRejection, type Dialect, firstDialect, structureFor } from "./dialect.ts";
import { failureOf, isMissingModel, isQuota } from "./failure.ts";
import { guardedFetch } from "./guardedFetch.ts";
import { defaultTimeouts, Patience, type Timeouts } from "./patience.ts";
import { type Problem, problemOf, RequestFailed } from "./problem.ts";
import { messagesOf, requestBody } from "./requestBody.ts";
import { wordsOf } from "./serverWords.ts";
import { checkedBaseUrl, checkedKey, type OpenAiSettings, type Retries, type RoleModel } from "./settings.ts";
import { watchedBody } from "./watchedBody.ts";

const defaultRetries: Retries = { most: 3, backoffMs: 500 };
const mostBackoffMs = 8_000;
/** Who is asked to wait longer than this had better do something else meanwhile. */
const mostWaitMs = 60_000;
const listingMs = 5_000;
/** What a message takes beside its text, and an answer's beginning. */
const tokensPerMessage = 4;
const tokensPerPrompt = 3;

interface Asking {
  readonly request: ModelRequest;
  readonly role: RoleModel;
  readonly dialect: Dialect;
  readonly cancel: AbortSignal;
  /** Milliseconds left of the whole time. */
  readonly leftMs: number;
}

type Outcome =
  | { readonly kind: "answered"; readonly draft: AnswerDraft; readonly usage: ModelUsage }
  | { readonly kind: "failed"; readonly problem: Problem; readonly usage: ModelUsage | null };

/**
 * Models behind any server that speaks OpenAI's protocol. Learns what a server does not understand and says it
 * otherwise. Repeats what failed by no fault of its own as long as that costs nothing: after the first byte of an
 * answer a repetition is the caller's to decide, for it has to be paid.
 */
export class OpenAiModel implements LanguageModel {
  readonly #roles: OpenAiSettings["roles"];
  readonly #rivals: readonly RoleModel[];
  readonly #baseUrl: URL;
  readonly #apiKey: string | null;
  readonly #timeouts: Timeouts;
  readonly #retries: Retries;
  readonly #client: OpenAI;
  readonly #tokenizer: Tokenizer;
  /** By the name of the model. */
  readonly #dialects = new Map<string, Dialect>();

  /** @throws RunError `bad-spec` for a base URL, `bad-key` for a key that cannot be one. */
  constructor(settings: OpenAiSettings, tokenizer: Tokenizer) {
    this.#roles = settings.roles;
    this.#rivals = settings.rivals ?? [];
    this.#baseUrl = checkedBaseUrl(settings.baseUrl, settings.apiKey);
    this.#apiKey = checkedKey(settings.apiKey, this.#baseUrl.host);
    this.#timeouts = { ...defaultTimeouts, ...settings.timeouts };
    this.#retries = { ...defaultRetries, ...settings.retries };
    this.#tokenizer = tokenizer;
    // All that the SDK would otherwise look up in the environment is given; the headers it takes from there, and the
    // ones that describe the machine, end at `guardedFetch`, which alone holds the key.
    this.#client = new OpenAI({
      baseURL: this.#baseUrl.href.replace(/\/$/, ""),
      apiKey: "held-by-fetch",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      logLevel: "off",
      maxRetries: 0,
      timeout: 2 ** 31 - 1,
      fetch: guardedFetch(this.#apiKey),
    });
  }

  nameFor(role: ModelRole): string | null {
    const found = this.#roles[role];
    return found === undefined ? null : `${found.model} at ${this.#baseUrl.host}`;
  }

  tokensOf(_role: ModelRole, text: string): number {
    return this.#tokenizer.count(text);
  }

  async complete(request: ModelRequest, signal: CancelSignal): Promise<ModelAnswer> {
    const role = this.#asked(request);
    if (role === undefined) {
      throw new ModelFailure("model-missing", `No language model is set for the ${request.role}; set one.`);
    }
    const cancel = abortSignalOf(signal);
    const started = performance.now();
    for (let retries = 0; ; ) {
      cancel.throwIfAborted();
      const dialect = this.#dialects.get(role.model) ?? firstDialect(this.#baseUrl.hostname);
      const leftMs = this.#timeouts.wholeMs - (performance.now() - started);
      const outcome = await this.#ask({ request, role, dialect, cancel, leftMs });
      if (outcome.kind === "answered") {
        const { draft, usage } = outcome;
        const ms = performance.now() - started;
        return { texts: draft.texts, usage, model: draft.model ?? role.model, ms };
      }
      cancel.throwIfAborted();
      const { problem } = outcome;
      if (this.#learns({ problem, dialect, role, request })) continue;
      const waitMs =
        isWorthRetrying(outcome) && retries < this.#retries.most ? this.#waitMs(problem, retries) : null;
      if (waitMs === null || waitMs > mostWaitMs || waitMs >= leftMs)
        throw await this.#failure(outcome, role, cancel);
      retries += 1;
      // A cancelled wait ends at once, and the loop at its next line.
      await wait(waitMs, undefined, { signal: cancel }).catch(() => undefined);
    }
  }

  #asked({ role, model }: ModelRequest): RoleModel | undefined {
    const own = this.#roles[role];
    return model === undefined || model === own?.model
      ? own
      : this.#rivals.find((rival) => rival.model === model);
  }

  async #ask({ request, role, dialect, cancel, leftMs }: Asking): Promise<Outcome> {
    const draft = new AnswerDraft();
    const patience = new Patience(this.#timeouts, leftMs, cancel);
    const used = (): ModelUsage => draft.usage ?? this.#counted(request, dialect, draft);
    try {
      const body = requestBody(request, role, dialect);
      await this.#read(draft, body, patience);
      return { kind: "answered", draft, usage: used() };
    } catch (error) {
      const { expired, begun } = patience;
      const problem: Problem = expired === null ? problemOf(error, begun) : { kind: "expired", expired };
      return { kind: "failed", problem, usage: draft.isEmpty && draft.usage === null ? null : used() };
    } finally {
      patience.end();
    }
  }

  /** @throws RequestFailed, or an error of the SDK or of `fetch`. */
  async #read(draft: AnswerDraft, body: ReturnType<typeof requestBody>, patience: Patience): Promise<void> {
    const { signal } = patience;
    const response = watchedBody(
      await this.#client.chat.completions.create(body, { signal }).asResponse(),
      patience,
    );
    const type = response.headers.get("content-type") ?? "";
    if (type.includes("text/html")) throw new RequestFailed({ kind: "malformed", what: "web-page" });
    if (type.includes("text/event-stream")) {
      for await (const event of Stream.fromSSEResponse<unknown>(
        response,
        new AbortController(),
        this.#client,
      )) {
        if (!draft.take(event)) throw new RequestFailed({ kind: "malformed", what: "no-answer" });
      }
      // The SDK ends a stream that is aborted as if it were complete.
      signal.throwIfAborted();
      if (!draft.isEmpty && !draft.isComplete) {
        throw new RequestFailed({ kind: "connection", code: null, begun: true });
      }
    } else {
      const value: unknown = JSON.parse(await response.text());
      const isAnswer = draft.take(value);
      const words = wordsOf(value);
      // Some servers send a failure under the status of success.
      if (draft.isEmpty && words.message !== null) {
        throw new RequestFailed({ kind: "status", status: 0, words, retryAfterMs: null });
      }
      if (!isAnswer) throw new RequestFailed({ kind: "malformed", what: "no-answer" });
    }
    if (draft.isEmpty) throw new RequestFailed({ kind: "malformed", what: "no-answer" });
  }

  #counted(request: ModelRequest, dialect: Dialect, draft: AnswerDraft): ModelUsage {
    const count = (text: string): number => this.#tokenizer.count(text);
    const { shape } = request;
    const asksBySchema = shape !== null && structureFor(dialect, shape) === "json_schema";
    const asked = messagesOf(request, dialect).map(({ content }) => tokensPerMessage + count(content));
    const promptTokens =
      tokensPerPrompt + sum(asked) + (asksBySchema ? count(JSON.stringify(shape.schema)) : 0);
    const completionTokens = sum(draft.written.map(count));
    return { promptTokens, completionTokens, cachedTokens: 0, source: "counted" };
  }

  /** Whether the request can be said otherwise, now that the server has rejected how it was said. */
  #learns(rejected: {
    readonly problem: Problem;
    readonly dialect: Dialect;
    readonly role: RoleModel;
    readonly request: ModelRequest;
  }): boolean {
    const { problem, dialect, role, request } = rejected;
    if (problem.kind !== "status" || isMissingModel(problem)) return false;
    const learned = afterRejection(dialect, { ...problem, shape: request.shape });
    if (learned === null) return false;
    // Another call may have learned the same or more meanwhile; then that is tried first.
    const known = this.#dialects.get(role.model);
    if (known === undefined || known === dialect) this.#dialects.set(role.model, learned);
    return true;
  }

  #waitMs(problem: Problem, retries: number): number {
    if (problem.kind === "status" && problem.retryAfterMs !== null) return problem.retryAfterMs;
    const backoffMs = Math.min(this.#retries.backoffMs * 2 ** retries, mostBackoffMs);
    // Spread out, so that calls that failed together do not come back together.
    return backoffMs * (0.75 + Math.random() / 2);
  }

  async #failure(
    { problem, usage }: Extract<Outcome, { kind: "failed" }>,
    { model }: RoleModel,
    cancel: AbortSignal,
  ): Promise<ModelFailure> {
    const isMissing = problem.kind === "status" && isMissingModel(problem);
    const models = isMissing ? await this.#models(cancel) : [];
    cancel.throwIfAborted();
    return failureOf(problem, {
      host: this.#baseUrl.host,
      path: this.#baseUrl.pathname,
      apiKey: this.#apiKey,
      timeouts: this.#timeouts,
      model,
      usage,
      models,
    });
  }

  /** What could have been chosen instead; empty when the server does not say. */
  async #models(cancel: AbortSignal): Promise<readonly string[]> {
    const signal = AbortSignal.any([cancel, AbortSignal.timeout(listingMs)]);
    const server = { baseUrl: this.#baseUrl.href, apiKey: this.#apiKey };
    return listModels(server, signal).then(
      (models) => models.map(({ id }) => id),
      () => [],
    );
  }
}

/** Whether it may go better a little later, and has cost nothing yet. */
function isWorthRetrying({ problem, usage }: Extract<Outcome, { kind: "failed" }>): boolean {
  if (usage !== null) return false;
  switch (problem.kind) {
    case "status":
      return (
        (problem.status === 429 && !isQuota(problem)) ||
        problem.status === 408 ||
        problem.status === 409 ||
        (problem.status >= 500 && problem.status !== 501)
      );
    case "connection":
      return !problem.begun;
    case "expired":
    case "malformed":
      return false;
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
