import { statfs } from "node:fs/promises";
import { RunError, type RunErrorReason } from "../../engine/ports.ts";

const fullDisk = /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/i;

/** True when the system, or git, says that there is no space. */
export function isDiskFullError(error: unknown): boolean {
  return error instanceof Error && (fullDisk.test(errorCode(error) ?? "") || fullDisk.test(error.message));
}

/**
 * The failure of a file operation, for the user: `disk-full` when there is no space, else the given reason.
 * @param doing continues "Evolvent could not …".
 */
export function fileFailure(error: unknown, reason: RunErrorReason, doing: string): RunError {
  if (error instanceof RunError) return error;
  if (isDiskFullError(error)) return diskFull(error, doing);
  const text = error instanceof Error ? error.message : String(error);
  return new RunError(reason, `Evolvent could not ${doing}: ${text.replace(/\.$/, "")}.`, { cause: error });
}

/** `ENOENT` and the like; null when the error is not one of the system's. */
export function errorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** The RunError `disk-full`. @param doing continues "Evolvent could not …". */
export function diskFull(cause: unknown, doing: string): RunError {
  return new RunError(
    "disk-full",
    `The disk is full: Evolvent could not ${doing}. Free some space and try again.`,
    { cause },
  );
}

/** Less than this is no space: the file that did not fit may have been small, but not smaller than a block. */
const leastFreeBytes = 1024 * 1024;

/**
 * True when the disk of a folder has no space or no room for another file. For failures of git, which does not
 * always say why it could not write.
 */
export async function isDiskFull(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  if (disk === null) return false;
  return disk.bavail * disk.bsize < leastFreeBytes || (disk.files > 0 && disk.ffree === 0);
}
