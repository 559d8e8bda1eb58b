import { copyFile, mkdtemp, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RunId } from "../../engine/domain/runSpec.ts";
import type { Clock } from "../../engine/ports.ts";
import { baselineMessage } from "./commitMessage.ts";
import { diskFull, fileFailure, isDiskFull } from "./fileFailure.ts";
import { gitFailure } from "./gitCommand.ts";
import { identityOf } from "./identity.ts";
import { GitPlumbing, type ObjectId } from "./plumbing.ts";
import { gitIn, type Repository } from "./repository.ts";
import { storeText, storingOf } from "./storedText.ts";
import { readTreePath, writeTreePath } from "./treePath.ts";

/**
 * Commits the working tree as it is, uncommitted changes and untracked files included and excluded files left
 * out, on top of HEAD: commit 0 of a run. No ref points at it yet. Untracked folders that are repositories of
 * their own are left out. The user's index is read, never written.
 * @param captured the target's file, which is held with this text whatever the disk says: an editor may have
 * changes that are not saved, and the disk may change meanwhile.
 * @throws RunError `git-failed` or `disk-full`, and those of `readTreePath` and `storingOf`.
 */
export async function snapshotBase(
  repository: Repository,
  options: {
    readonly run: RunId;
    readonly captured: { readonly path: string; readonly text: string };
    readonly clock: Clock;
  },
): Promise<ObjectId> {
  const { run, captured, clock } = options;
  const plumbing = new GitPlumbing(repository);
  try {
    const head = await commitOfHead(repository);
    const snapshot = await treeOfWorkingTree(repository);
    const path = await readTreePath(plumbing, snapshot, captured.path);
    const stored = path.file === null ? null : await plumbing.readObject(path.file.id);
    const storing = await storingOf(repository, { ...captured, stored: stored?.content ?? null });
    const blob = await storeText({ repository, plumbing }, { ...captured, storing });
    return await plumbing.writeCommit({
      tree: await writeTreePath(plumbing, path, blob),
      parents: [head],
      ...(await identityOf(repository)),
      at: clock.now(),
      message: baselineMessage(run),
    });
  } finally {
    await plumbing.close();
  }
}

/** The commit HEAD is at. @throws RunError */
export async function commitOfHead(repository: Repository): Promise<ObjectId> {
  try {
    return (await repository.git.revparse(["--verify", "HEAD^{commit}"])).trim();
  } catch (error) {
    throw gitFailure(error, "find the commit of HEAD");
  }
}

async function treeOfWorkingTree(repository: Repository): Promise<ObjectId> {
  const scratch = await mkdtemp(join(tmpdir(), "evolvent-snapshot-")).catch((error: unknown) => {
    throw fileFailure(error, "git-failed", "make a temporary folder");
  });
  try {
    const environment = { GIT_INDEX_FILE: join(scratch, "index") };
    const git = gitIn(repository, { environment });
    await copyIndex(repository, environment.GIT_INDEX_FILE);
    await git.raw("add", "--update", "--", ".");
    const untracked = await git.raw("ls-files", "--others", "--exclude-standard", "-z");
    const files = untracked.split("\0").filter((path) => path !== "" && !path.endsWith("/"));
    if (files.length > 0) {
      const input = files.map((path) => `${path}\0`).join("");
      await gitIn(repository, { environment, input }).raw(
        "update-index",
        "--add",
        "--remove",
        "-z",
        "--stdin",
      );
    }
    return (await git.raw("write-tree", "--missing-ok")).trim();
  } catch (error) {
    const doing = "snapshot the working tree";
    throw (await isDiskFull(scratch)) ? diskFull(error, doing) : gitFailure(error, doing);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/**
 * Starts from a copy of the user's index rather than from HEAD: it knows which files have not changed, which
 * are forced in although excluded, and which are left out of a sparse checkout.
 */
async function copyIndex(repository: Repository, copy: string): Promise<void> {
  const index = join(repository.gitDir, "index");
  const found = await stat(index).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) {
    await gitIn(repository, { environment: { GIT_INDEX_FILE: copy } }).raw("read-tree", "HEAD");
    return;
  }
  await copyFile(index, copy);
  // Git compares the contents of files that are not older than the index; a newer copy would hide such changes.
  const seconds = Math.floor(found.mtimeMs / 1000);
  await utimes(copy, seconds, seconds);
}
