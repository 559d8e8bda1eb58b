import * as z from "zod";
import { guardedFetch } from "./openai/guardedFetch.ts";
import { type ServerWords, wordsOf } from "./openai/serverWords.ts";

/** A model that a server offers. */
export interface ListedModel {
  readonly id: string;
  /** Whom the server says it belongs to; local servers name themselves here. */
  readonly ownedBy: string | null;
}

/** That a server gives no list of its models. */
export class ListRefused extends Error {
  override readonly name = "ListRefused";
  /** Of HTTP. */
  readonly status: number;
  readonly words: ServerWords;

  constructor(status: number, words: ServerWords) {
    super(`The server gives no list of models (${status}).`);
    this.status = status;
    this.words = words;
  }
}

const listSchema = z.object({
  data: z.array(z.object({ id: z.string().min(1), owned_by: z.string().nullish().catch(null) })),
});

/** More than any server's list takes. */
const mostBytes = 4 * 1024 * 1024;

/**
 * The models of a server.
 * @param baseUrl such as `https://api.openai.com/v1`
 * @throws ListRefused when it says that it gives none, another error when it does not answer with a list, and the
 * signal's reason when cancelled.
 */
export async function listModels(
  { baseUrl, apiKey }: { readonly baseUrl: string; readonly apiKey: string | null },
  signal: AbortSignal,
): Promise<readonly ListedModel[]> {
  const response = await guardedFetch(apiKey)(`${baseUrl.replace(/\/+$/, "")}/models`, {
    headers: { accept: "application/json" },
    signal,
  });
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`The list of models at ${baseUrl} is too long.`);
  }
  const answer: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
  if (!response.ok) throw new ListRefused(response.status, wordsOf(answer));
  const { data } = listSchema.parse(answer);
  return data.map(({ id, owned_by }) => ({ id, ownedBy: owned_by ?? null }));
}
