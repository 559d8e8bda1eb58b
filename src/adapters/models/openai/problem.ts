import { APIError } from "openai";
import { errorCode } from "../../git/fileFailure.ts";
import type { Expired } from "./patience.ts";
import { type ServerWords, wordsOf } from "./serverWords.ts";

/** Why a request came to nothing. */
export type Problem =
  /** The server said so. Status 0: in the middle of a stream. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly words: ServerWords;
      /** Null when it names no time. */
      readonly retryAfterMs: number | null;
    }
  | { readonly kind: "expired"; readonly expired: Expired }
  /** No connection, or one that was cut. `code` is the system's, such as `ECONNREFUSED`. */
  | { readonly kind: "connection"; readonly code: string | null; readonly begun: boolean }
  | { readonly kind: "malformed"; readonly what: "web-page" | "not-json" | "no-answer" | "too-long" };

/** A request that came to nothing, within this folder. */
export class RequestFailed extends Error {
  override readonly name = "RequestFailed";
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.kind);
    this.problem = problem;
  }
}

/** What an error of the SDK or of `fetch` means. @param begun whether a byte of the answer had arrived */
export function problemOf(error: unknown, begun: boolean): Problem {
  if (error instanceof RequestFailed) return error.problem;
  if (error instanceof APIError && (error.status !== undefined || error.error !== undefined)) {
    return {
      kind: "status",
      status: error.status ?? 0,
      words: wordsOf(error.error),
      retryAfterMs: error.headers === undefined ? null : retryAfterMs(error.headers),
    };
  }
  if (error instanceof SyntaxError) return { kind: "malformed", what: "not-json" };
  return { kind: "connection", code: systemCode(error), begun };
}

/** The system's code, which is some causes deep. */
function systemCode(error: unknown): string | null {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const code = errorCode(at);
    if (code !== null) return code;
    if (at instanceof AggregateError) return systemCode(at.errors[0]);
  }
  return null;
}

/** How long the server asks to wait: in its own header, in seconds, or until a date. */
function retryAfterMs(headers: Headers): number | null {
  const ms = Number.parseFloat(headers.get("retry-after-ms") ?? "");
  if (ms >= 0) return ms;
  const after = headers.get("retry-after");
  if (after === null) return null;
  if (/^\s*\d+(\.\d+)?\s*$/.test(after)) return Number.parseFloat(after) * 1000;
  const until = Date.parse(after) - Date.now();
  return Number.isNaN(until) ? null : Math.max(0, until);
}
