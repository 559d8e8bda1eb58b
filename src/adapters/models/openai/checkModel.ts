import * as z from "zod";
import type { ModelFailure } from "../../../engine/languageModel.ts";
import { ListRefused, listModels } from "../modelList.ts";
import { failureOf } from "./failure.ts";
import { defaultTimeouts } from "./patience.ts";
import { type Problem, problemOf } from "./problem.ts";
import { checkedBaseUrl, checkedKey } from "./settings.ts";

/** A model on a server, as it is about to be asked. */
export interface AskedModel {
  /** Such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null for a server that wants none. */
  readonly apiKey: string | null;
  /** As the server names it. */
  readonly model: string;
}

const listingMs = 10_000;

/**
 * What will keep a model from answering, as far as the server's list of models tells: no server, a key that is missing
 * or wrong, no such model. Null when nothing does, or when the server gives no list. Nothing of the user's is sent but
 * the key, and no token is used.
 * @throws RunError `bad-spec` for a base URL, `bad-key` for a key that cannot be one.
 * @throws the signal's reason when cancelled.
 */
export async function checkModel(asked: AskedModel, signal: AbortSignal): Promise<ModelFailure | null> {
  const url = checkedBaseUrl(asked.baseUrl, asked.apiKey);
  const apiKey = checkedKey(asked.apiKey, url.host);
  const context = {
    host: url.host,
    path: url.pathname,
    model: asked.model,
    apiKey,
    timeouts: { ...defaultTimeouts, firstByteMs: listingMs },
    usage: null,
  };
  const timeout = AbortSignal.timeout(listingMs);
  try {
    const listed = await listModels({ baseUrl: url.href, apiKey }, AbortSignal.any([signal, timeout]));
    const models = listed.map(({ id }) => id);
    return isAmong(models, asked.model) ? null : failureOf(missing, { ...context, models });
  } catch (error) {
    signal.throwIfAborted();
    const problem: Problem | null = timeout.aborted
      ? { kind: "expired", expired: "first-byte" }
      : problemIn(error);
    return problem === null ? null : failureOf(problem, { ...context, models: [] });
  }
}

const missing: Problem = {
  kind: "status",
  status: 404,
  words: { message: null, code: "model_not_found", type: null, param: null },
  retryAfterMs: null,
};

/** Null for what says nothing of whether the model can be asked. */
function problemIn(error: unknown): Problem | null {
  if (error instanceof ListRefused) {
    const { status, words } = error;
    return status === 401 ? { kind: "status", status, words, retryAfterMs: null } : null;
  }
  return error instanceof SyntaxError || error instanceof z.ZodError ? null : problemOf(error, false);
}

/** Servers know a model without its tag or folder too, and one that lists a pattern or nothing knows more than it lists. */
function isAmong(models: readonly string[], model: string): boolean {
  return (
    models.length === 0 ||
    models.some(
      (id) => id === model || id === `${model}:latest` || id.endsWith(`/${model}`) || id.includes("*"),
    )
  );
}
