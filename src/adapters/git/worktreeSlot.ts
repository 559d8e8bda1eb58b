import { chmod, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { SimpleGit } from "simple-git";
import { errorCode, isDiskFullError } from "./fileFailure.ts";
import { FilteredCopies, type FilteredFiles } from "./filteredFiles.ts";
import type { ObjectId } from "./plumbing.ts";
import { gitIn, type Repository } from "./repository.ts";
import { linkSharedFolders, type SharedFolders, sharedPaths } from "./sharedFolders.ts";

/** What all worktrees of a run have in common. */
export interface WorktreeContents {
  readonly shared: SharedFolders;
  readonly filtered: FilteredFiles;
}

/** One folder of the pool: a plain tree of files and, beside it, the private index that describes it. */
export class WorktreeSlot {
  /** The tree's absolute path. */
  readonly tree: string;
  readonly #repository: Repository;
  readonly #index: string;
  readonly #copies = new FilteredCopies();

  constructor(repository: Repository, folder: string) {
    this.#repository = repository;
    this.tree = join(folder, "tree");
    this.#index = join(folder, "index");
  }

  /**
   * Makes the tree equal to a commit with the shared folders in place, and nothing else in it. Only files that
   * differ are written, so going from one candidate to the next writes one.
   * @throws Error of git or of the file system; the slot can be filled again afterwards.
   */
  async fill(commit: ObjectId, contents: WorktreeContents, signal: AbortSignal): Promise<void> {
    try {
      await this.#fillOnce(commit, contents, signal);
    } catch (error) {
      if (signal.aborted || isDiskFullError(error)) throw error;
      // A candidate may have left what git cannot clean, such as folders without write permission.
      await this.empty();
      await this.#fillOnce(commit, contents, signal);
    }
  }

  /** Deletes the files, so that they take no space; the slot can be filled again. */
  async empty(): Promise<void> {
    await removeTree(this.tree);
    await rm(this.#index, { force: true });
  }

  async #fillOnce(commit: ObjectId, contents: WorktreeContents, signal: AbortSignal): Promise<void> {
    const { shared, filtered } = contents;
    // Left by a process that was killed; the slot is locked, so nobody is writing the index.
    await rm(`${this.#index}.lock`, { force: true });
    const isNew = !((await kindOf(this.#index)) === "file" && (await kindOf(this.tree)) === "folder");
    if (isNew) {
      await this.empty();
      await mkdir(this.tree, { recursive: true });
    }
    const git = this.#git(filtered, signal);
    if (!isNew) {
      // Git never cleans that one, and a candidate may have made it.
      await removeTree(join(this.tree, ".git"));
      const spared = sharedPaths(shared).flatMap((path) => ["-e", `/${escapePattern(path)}`]);
      await git.raw("clean", "-ffdxq", ...spared);
    }
    await git.raw("read-tree", "--reset", "-u", "--no-recurse-submodules", commit);
    if (filtered.paths.length > 0) {
      const input = filtered.paths.map((path) => `${path}\0`).join("");
      // Else git would put back its own version of them every time.
      await this.#git(filtered, signal, input).raw("update-index", "--skip-worktree", "-z", "--stdin");
      await this.#copies.restore(this.#repository.root, this.tree, filtered.paths);
    }
    await linkSharedFolders(this.tree, shared);
  }

  /** Git on this tree and index: in the user's repository, whose own tree and index it does not see. */
  #git(filtered: FilteredFiles, signal: AbortSignal, input?: string): SimpleGit {
    return gitIn(this.#repository, {
      folder: this.tree,
      settings: ["index.sparse=false", ...filtered.settings],
      environment: {
        GIT_DIR: this.#repository.gitDir,
        GIT_WORK_TREE: this.tree,
        GIT_INDEX_FILE: this.#index,
      },
      signal,
      ...(input === undefined ? {} : { input }),
    });
  }
}

/** Deletes a folder, also when folders in it were made read-only. */
export async function removeTree(path: string): Promise<void> {
  try {
    await rm(path, { recursive: true, force: true });
  } catch (error) {
    const code = errorCode(error);
    if (code !== "EACCES" && code !== "EPERM" && code !== "ENOTEMPTY") throw error;
    await makeWritable(path);
    await rm(path, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function makeWritable(folder: string): Promise<void> {
  await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

async function kindOf(path: string): Promise<"file" | "folder" | "other" | "absent"> {
  try {
    const found = await lstat(path);
    if (found.isDirectory()) return "folder";
    return found.isFile() ? "file" : "other";
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "absent";
    throw error;
  }
}

/** A path as a pattern of gitignore that matches only itself. */
function escapePattern(path: string): string {
  return path.replaceAll(/[\\*?[\]!# ]/g, "\\$&");
}
