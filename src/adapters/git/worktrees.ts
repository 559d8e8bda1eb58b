import { createHash } from "node:crypto";
import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CancelSignal, RunError } from "../../engine/ports.ts";
import { type ChangedPath, changedPaths } from "./changedPaths.ts";
import { diskFull, errorCode, fileFailure, isDiskFull, isDiskFullError } from "./fileFailure.ts";
import { findFilteredFiles } from "./filteredFiles.ts";
import { gitFailure } from "./gitCommand.ts";
import type { ObjectId } from "./plumbing.ts";
import { type ProcessLock, takeLock } from "./processLock.ts";
import type { Repository } from "./repository.ts";
import { type CommittedPath, dependencyFolders, findSharedFolders } from "./sharedFolders.ts";
import { removeTree, type WorktreeContents, WorktreeSlot } from "./worktreeSlot.ts";

/** A folder with the files of one commit, for as long as it is not released. */
export interface Worktree {
  /** Absolute path; the repository's root is here. */
  readonly path: string;
  /** Gives the folder back to the pool. Processes that use it must be gone. Releasing twice is harmless. */
  release(): Promise<void>;
}

interface LockedSlot {
  readonly slot: WorktreeSlot;
  readonly lock: ProcessLock;
}

/** Worktrees that nobody has used for this long are deleted when a pool is first used. */
const idleMs = 7 * 24 * 60 * 60 * 1000;

/**
 * Folders outside the workspace in which candidates run, at `<cache>/worktrees/<repository>/<nn>/tree`, reused
 * from candidate to candidate and from run to run, each locked by the process that uses it.
 *
 * They are plain folders filled through a private index, not `git worktree`s: those would appear in the user's
 * `git worktree list` and Source Control. So there is no `.git` in them; tests that call git find no repository.
 */
export class WorktreePool {
  readonly #repository: Repository;
  readonly #cacheFolder: string;
  readonly #file: string;
  readonly #free: LockedSlot[] = [];
  readonly #all: LockedSlot[] = [];
  #contents: Promise<WorktreeContents> | null = null;

  constructor(options: {
    readonly repository: Repository;
    /** Created when missing. */
    readonly cacheFolder: string;
    /** The target's file, repository-relative: always taken from the commit, never from the user's tree. */
    readonly file: string;
  }) {
    this.#repository = options.repository;
    this.#cacheFolder = options.cacheFolder;
    this.#file = options.file;
  }

  /**
   * A folder that holds exactly the files of the commit, with installed dependencies linked from the user's
   * working tree. All commits of one pool differ in the target's file only.
   * @throws RunError `cache-unwritable`, `disk-full` or `git-failed`; the signal's reason when cancelled.
   */
  async acquire(commit: ObjectId, signal: CancelSignal): Promise<Worktree> {
    const abort = abortSignal(signal);
    abort.throwIfAborted();
    const contents = await this.#contentsOf(commit);
    const locked = this.#free.pop() ?? (await this.#lockSlot());
    try {
      await locked.slot.fill(commit, contents, abort);
    } catch (error) {
      this.#free.push(locked);
      abort.throwIfAborted();
      throw await this.#fillFailure(locked.slot, error);
    }
    let released = false;
    return {
      path: locked.slot.tree,
      release: async () => {
        if (!released) this.#free.push(locked);
        released = true;
      },
    };
  }

  /**
   * Absolute paths of the installed dependencies that the worktrees of the commit link to.
   * @throws RunError `cache-unwritable`, `disk-full` or `git-failed`
   */
  async dependencies(commit: ObjectId): Promise<readonly string[]> {
    const { shared } = await this.#contentsOf(commit);
    return dependencyFolders(this.#repository.root, shared);
  }

  /** What differs between the trees of two commits. @throws RunError `git-failed` */
  changes(from: ObjectId, to: ObjectId): Promise<readonly ChangedPath[]> {
    return changedPaths(this.#repository, { from, to });
  }

  /** Unlocks all folders, released or not; they stay on disk for the next run. */
  async close(): Promise<void> {
    this.#free.length = 0;
    await Promise.all(this.#all.splice(0).map(({ lock }) => lock.release()));
  }

  async #fillFailure(slot: WorktreeSlot, error: unknown): Promise<RunError> {
    const doing = `fill the worktree ${slot.tree}`;
    if (isDiskFullError(error) || (await isDiskFull(this.#cacheFolder))) {
      await slot.empty();
      return diskFull(error, doing);
    }
    return errorCode(error) === null
      ? gitFailure(error, doing)
      : fileFailure(error, "cache-unwritable", doing);
  }

  #contentsOf(commit: ObjectId): Promise<WorktreeContents> {
    this.#contents ??= this.#prepare(commit).catch((error: unknown) => {
      this.#contents = null;
      throw error;
    });
    return this.#contents;
  }

  async #prepare(commit: ObjectId): Promise<WorktreeContents> {
    const repository = this.#repository;
    await makeCache(this.#cacheFolder);
    await removeIdle(join(this.#cacheFolder, "worktrees"));
    try {
      const committed = await committedPaths(repository, commit);
      const [shared, filtered] = await Promise.all([
        findSharedFolders(repository.root, committed),
        findFilteredFiles(repository, committed, this.#file),
      ]);
      return { shared, filtered };
    } catch (error) {
      throw gitFailure(error, `list the files of ${commit.slice(0, 10)}`);
    }
  }

  async #lockSlot(): Promise<LockedSlot> {
    const pool = poolFolder(this.#repository, this.#cacheFolder);
    for (let number = 0; ; number += 1) {
      const folder = join(pool, String(number).padStart(2, "0"));
      const attempt = await takeLock(`${folder}.lock`, this.#repository.root).catch((error: unknown) => {
        throw fileFailure(error, "cache-unwritable", `lock the worktree ${folder}`);
      });
      if (attempt.kind === "held") continue;
      const locked = { slot: new WorktreeSlot(this.#repository, folder), lock: attempt.lock };
      this.#all.push(locked);
      return locked;
    }
  }
}

/** Deletes the worktrees of a repository that no living process uses. @throws RunError `cache-unwritable`. */
export async function removeWorktrees(repository: Repository, cacheFolder: string): Promise<void> {
  await removeSlots(poolFolder(repository, cacheFolder), Number.POSITIVE_INFINITY);
}

function poolFolder(repository: Repository, cacheFolder: string): string {
  const key = createHash("sha256").update(repository.root).digest("hex").slice(0, 12);
  return join(cacheFolder, "worktrees", key);
}

async function makeCache(folder: string): Promise<void> {
  try {
    await mkdir(join(folder, "worktrees"), { recursive: true });
  } catch (error) {
    throw fileFailure(error, "cache-unwritable", `make its cache folder ${folder}`);
  }
}

async function removeIdle(folder: string): Promise<void> {
  const pools = await readdir(folder);
  await Promise.all(pools.map((pool) => removeSlots(join(folder, pool), Date.now() - idleMs)));
}

/** @param before milliseconds since the Unix epoch: slots used since then stay. */
async function removeSlots(pool: string, before: number): Promise<void> {
  try {
    for (const name of await namesIn(pool)) {
      const folder = join(pool, name);
      if (!/^\d{2,}$/.test(name) || (await lastUse(folder)) >= before) continue;
      const attempt = await takeLock(`${folder}.lock`, pool);
      if (attempt.kind === "held") continue;
      await removeTree(folder).finally(() => attempt.lock.release());
    }
  } catch (error) {
    throw fileFailure(error, "cache-unwritable", `delete worktrees in ${pool}`);
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return await readdir(folder).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return [];
    throw error;
  });
}

/** Milliseconds since the Unix epoch. */
async function lastUse(slot: string): Promise<number> {
  const times = await Promise.all(
    [slot, join(slot, "index")].map((path) =>
      stat(path).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  );
  return Math.max(...times);
}

async function committedPaths(repository: Repository, commit: ObjectId): Promise<readonly CommittedPath[]> {
  const text = await repository.git.raw("ls-tree", "-r", "-z", "--full-tree", commit);
  return text.split("\0").flatMap((line) => {
    const tab = line.indexOf("\t");
    return tab === -1 ? [] : { path: line.slice(tab + 1), submodule: line.startsWith("160000") };
  });
}

function abortSignal(signal: CancelSignal): AbortSignal {
  if (signal instanceof AbortSignal) return signal;
  const controller = new AbortController();
  if (signal.aborted) controller.abort();
  else signal.addEventListener("abort", () => controller.abort(), { once: true });
  return controller.signal;
}
