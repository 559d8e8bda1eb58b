import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { errorCode, fileFailure } from "./fileFailure.ts";
import { type LockAttempt, lockOwner, type ProcessLock, takeLock } from "./processLock.ts";
import type { Repository } from "./repository.ts";

/**
 * Reserves a target for a run, in all processes, windows and working trees of the repository. The lock ends with
 * `release` or with the process.
 * @throws RunError `already-running` naming the run that has the target, `git-failed` or `disk-full`.
 */
export async function lockTarget(
  repository: Repository,
  options: {
    readonly run: RunId;
    /** Repository-relative POSIX path. */
    readonly file: string;
    readonly symbol: string;
  },
): Promise<ProcessLock> {
  const { run, file, symbol } = options;
  const path = join(locksFolder(repository), `${hash(`${file}:${symbol}`)}.lock`);
  let attempt: LockAttempt;
  try {
    attempt = await takeLock(path, run);
  } catch (error) {
    throw fileFailure(error, "git-failed", `write the lock ${path}`);
  }
  if (attempt.kind === "taken") return attempt.lock;
  const { owner } = attempt;
  throw new RunError(
    "already-running",
    `Run ${owner.note} is optimizing ${file}:${symbol} already, in process ${owner.pid} on ${owner.host}; stop it first, or delete ${path} if that process is gone.`,
  );
}

/** True while a living process holds the target of that run. */
export async function isActive(repository: Repository, run: RunId): Promise<boolean> {
  const folder = locksFolder(repository);
  const names = await readdir(folder).catch((error: unknown): string[] => {
    if (errorCode(error) === "ENOENT") return [];
    throw fileFailure(error, "git-failed", `read ${folder}`);
  });
  const locks = names.filter((name) => name.endsWith(".lock"));
  const owners = await Promise.all(locks.map((name) => lockOwner(join(folder, name))));
  return owners.some((owner) => owner?.note === run);
}

function locksFolder(repository: Repository): string {
  return join(repository.commonDir, "evolvent", "locks");
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
