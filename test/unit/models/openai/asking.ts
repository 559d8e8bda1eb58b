import { OpenAiModel } from "../../../../src/adapters/models/openai/openAiModel.ts";
import type { OpenAiSettings } from "../../../../src/adapters/models/openai/settings.ts";
import type { Tokenizer } from "../../../../src/adapters/models/tokenizer.ts";
import { ModelFailure, type ModelRequest } from "../../../../src/engine/languageModel.ts";
import type { ModelServer } from "../../../support/modelServer.ts";

/** One token for a word, so that a reader can count along. */
const words: Tokenizer = { count: (text) => text.split(/\s+/).filter((word) => word !== "").length };

/** Never cancelled. */
export const never = new AbortController().signal;

/** A model that does not wait long before it tries again. */
export function modelAt(
  server: Pick<ModelServer, "baseUrl">,
  settings: Partial<OpenAiSettings> = {},
): OpenAiModel {
  return new OpenAiModel(
    {
      baseUrl: server.baseUrl,
      apiKey: null,
      roles: { generator: { model: "test-model" } },
      ...settings,
      retries: { backoffMs: 1, ...settings.retries },
    },
    words,
  );
}

export function question(of: Partial<ModelRequest> = {}): ModelRequest {
  return {
    role: "generator",
    messages: [
      { role: "system", content: "You improve code." },
      { role: "user", content: "Improve this function." },
    ],
    shape: null,
    maxTokens: 100,
    temperature: 0.7,
    answers: 1,
    ...of,
  };
}

export const shape: ModelRequest["shape"] = {
  name: "idea",
  schema: {
    type: "object",
    properties: { idea: { type: "string" } },
    required: ["idea"],
    additionalProperties: false,
  },
};

/** The failure that a call ends with. */
export async function failureOf(call: Promise<unknown>): Promise<ModelFailure> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ModelFailure) return error;
  throw new Error("There is no failure of a model.", { cause: error });
}
