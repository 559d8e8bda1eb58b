import { constants } from "node:fs";
import { copyFile, lstat, mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "./fileFailure.ts";
import { configNames, gitIn, type Repository } from "./repository.ts";
import type { CommittedPath } from "./sharedFolders.ts";

/** Files that git stores otherwise than the working tree has them, such as those of Git LFS or git-crypt. */
export interface FilteredFiles {
  /** Settings that switch the filters off. */
  readonly settings: readonly string[];
  /** Repository-relative POSIX paths. */
  readonly paths: readonly string[];
}

/**
 * Finds the files under a clean or smudge filter. In a worktree no filter runs: it could be a program that a
 * candidate has rewritten, need a network, or fail. The user's own copies are taken instead.
 * @param except the target, which comes from the commit.
 */
export async function findFilteredFiles(
  repository: Repository,
  committed: readonly CommittedPath[],
  except: string,
): Promise<FilteredFiles> {
  const names = await configNames(repository.git);
  const drivers = new Set(
    names.flatMap((name) => /^filter\.(.+)\.(?:clean|smudge|process|required)$/s.exec(name)?.[1] ?? []),
  );
  if (drivers.size === 0) return { settings: [], paths: [] };
  const settings = [...drivers].flatMap((driver) => [
    `filter.${driver}.clean=`,
    `filter.${driver}.smudge=`,
    `filter.${driver}.process=`,
    `filter.${driver}.required=false`,
  ]);
  const files = committed.filter(({ path, submodule }) => !submodule && path !== except);
  const input = files.map(({ path }) => `${path}\0`).join("");
  if (input === "") return { settings, paths: [] };
  const answers = (await gitIn(repository, { input }).raw("check-attr", "-z", "--stdin", "filter")).split(
    "\0",
  );
  // Triples of path, attribute and value.
  const paths = answers.filter((_, index) => index % 3 === 0 && drivers.has(answers[index + 2] ?? ""));
  return { settings, paths };
}

/**
 * Copies the user's versions of filtered files into a worktree, and again those that a candidate changed. On
 * file systems that can, a copy shares its blocks with the original.
 */
export class FilteredCopies {
  /** By path: what the copy looked like to `lstat` when it was made. */
  readonly #made = new Map<string, string>();

  async restore(root: string, tree: string, paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const place = join(tree, path);
      if (this.#made.has(path) && this.#made.get(path) === (await appearance(place))) continue;
      const source = await lstat(join(root, path)).catch(() => null);
      if (!source?.isFile()) continue;
      await rm(place, { recursive: true, force: true });
      await mkdir(dirname(place), { recursive: true });
      await copyFile(join(root, path), place, constants.COPYFILE_FICLONE);
      this.#made.set(path, await appearance(place));
    }
  }
}

async function appearance(path: string): Promise<string> {
  try {
    const { ino, size, mtimeMs, ctimeMs } = await lstat(path);
    return [ino, size, mtimeMs, ctimeMs].join(" ");
  } catch (error) {
    if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return "absent";
    throw error;
  }
}
