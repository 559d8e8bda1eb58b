import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { type RunId, runIdPattern } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { errorCode, fileFailure } from "../git/fileFailure.ts";
import type { Repository } from "../git/repository.ts";

/** The folder that holds one folder per run, in the git directory that all working trees share. */
export function runsFolder(repository: Repository): string {
  return join(repository.commonDir, "evolvent", "runs");
}

/** The folder of a run, whether it exists or not. */
function runFolder(repository: Repository, run: RunId): string {
  return join(runsFolder(repository), run);
}

/** The journal of a run, whether it exists or not. */
export function journalFile(repository: Repository, run: RunId): string {
  return join(runFolder(repository, run), "journal.jsonl");
}

/** What a run asked its language model and what that answered, whether it exists or not. */
export function recordingFile(repository: Repository, run: RunId): string {
  return join(runFolder(repository, run), "models.jsonl");
}

/** The runs that have a folder, the most recently created first. @throws RunError `git-failed`. */
export async function listRunIds(repository: Repository): Promise<readonly RunId[]> {
  const folder = runsFolder(repository);
  try {
    const names = await unlessAbsent(readdir(folder), []);
    const runs = await Promise.all(
      names
        .filter((name) => runIdPattern.test(name))
        .map(async (run) => {
          // Another process may clean up the run meanwhile.
          const found = await unlessAbsent(stat(join(folder, run)), null);
          return found === null ? [] : [{ run, createdAt: found.birthtimeMs }];
        }),
    );
    return runs
      .flat()
      .toSorted((one, other) => other.createdAt - one.createdAt || (one.run < other.run ? -1 : 1))
      .map(({ run }) => run);
  } catch (error) {
    throw fileFailure(error, "git-failed", `read ${folder}`);
  }
}

/**
 * Makes the folder of a new run.
 * @returns its path, or null when the id is taken, so that another can be drawn.
 * @throws RunError `git-failed` or `disk-full`.
 */
export async function createRunFolder(repository: Repository, run: RunId): Promise<string | null> {
  const folder = runFolder(repository, run);
  try {
    await mkdir(runsFolder(repository), { recursive: true });
    await mkdir(folder);
    return folder;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return null;
    throw fileFailure(error, "git-failed", `make the folder ${folder}`);
  }
}

/**
 * Deletes everything a run wrote there; a run without a folder is no error.
 * @throws RunError `run-missing` when that is no run's id, `git-failed`.
 */
export async function removeRunFolder(repository: Repository, run: RunId): Promise<void> {
  if (!runIdPattern.test(run)) throw new RunError("run-missing", `"${run}" is not the id of a run.`);
  const folder = runFolder(repository, run);
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    throw fileFailure(error, "git-failed", `delete ${folder}`);
  });
}

async function unlessAbsent<Value, Absent>(pending: Promise<Value>, absent: Absent): Promise<Value | Absent> {
  try {
    return await pending;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return absent;
    throw error;
  }
}
