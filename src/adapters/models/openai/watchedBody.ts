import type { Patience } from "./patience.ts";
import { RequestFailed } from "./problem.ts";

/** More than any answer takes. */
const mostBytes = 32 * 1024 * 1024;

/** The response, with its bytes reported to the patience as they arrive. Its body fails when it gets endless. */
export function watchedBody(response: Response, patience: Patience): Response {
  if (response.body === null) return response;
  let bytes = 0;
  const watching = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      patience.bytesArrived();
      bytes += chunk.length;
      if (bytes > mostBytes) throw new RequestFailed({ kind: "malformed", what: "too-long" });
      controller.enqueue(chunk);
    },
  });
  const { status, headers } = response;
  return new Response(response.body.pipeThrough(watching), { status, headers });
}
