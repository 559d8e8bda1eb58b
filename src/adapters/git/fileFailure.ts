import { RunError, type RunErrorReason } from "../../engine/ports.ts";

const fullDisk = new Set(["ENOSPC", "EDQUOT"]);

/**
 * The failure of a file operation, for the user: `disk-full` when there is no space, else the given reason.
 * @param doing continues "Evolvent could not …".
 */
export function fileFailure(error: unknown, reason: RunErrorReason, doing: string): RunError {
  if (error instanceof RunError) return error;
  const code = errorCode(error);
  if (code !== null && fullDisk.has(code)) {
    return new RunError(
      "disk-full",
      `The disk is full: Evolvent could not ${doing}. Free some space and try again.`,
      {
        cause: error,
      },
    );
  }
  const text = error instanceof Error ? error.message : String(error);
  return new RunError(reason, `Evolvent could not ${doing}: ${text.replace(/\.$/, "")}.`, { cause: error });
}

/** `ENOENT` and the like; null when the error is not one of the system's. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}
