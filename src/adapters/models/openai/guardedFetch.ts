import { wordsIn } from "./serverWords.ts";

/** Headers of a request that go on; everything else the SDK or the environment adds stays here. */
const headersSent = ["accept", "content-type"];
const mostErrorBytes = 64 * 1024;

/**
 * A `fetch` that sends what we decide and nothing else: no header out of the environment, nothing about the machine,
 * and no redirect followed, so that prompts reach the named host only. It holds the key, which so never reaches an
 * error of the SDK. The body of a failure becomes `{ error }` in one form, whatever the server's.
 */
export function guardedFetch(apiKey: string | null): typeof fetch {
  return async (input, init) => {
    const given = new Headers(init?.headers);
    const headers = new Headers({ "user-agent": "Evolvent" });
    for (const name of headersSent) {
      const value = given.get(name);
      if (value !== null) headers.set(name, value);
    }
    if (apiKey !== null) headers.set("authorization", `Bearer ${apiKey}`);
    const response = await fetch(input, { ...init, headers, redirect: "manual" });
    if (response.ok) return response;
    const words = wordsIn(await beginningOf(response));
    const kept = new Headers({ "content-type": "application/json" });
    for (const name of ["retry-after", "retry-after-ms", "location"]) {
      const value = response.headers.get(name);
      if (value !== null) kept.set(name, value);
    }
    return new Response(JSON.stringify({ error: words }), { status: response.status, headers: kept });
  };
}

async function beginningOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= mostErrorBytes) break;
  }
  return Buffer.concat(chunks).toString("utf8");
}
