import type { Clock } from "../../engine/ports.ts";
import { RunError } from "../../engine/ports.ts";
import { identityOf } from "./identity.ts";
import { GitPlumbing, type ObjectId } from "./plumbing.ts";
import type { Repository } from "./repository.ts";
import { commitOfHead } from "./snapshot.ts";
import { storeText, storingOf } from "./storedText.ts";
import { readTreePath, writeTreePath } from "./treePath.ts";

/**
 * Puts one file as one commit on top of HEAD's commit, on a new branch, without checking anything out.
 * @returns the commit.
 * @throws RunError `bad-spec` when the name is none for a branch, `conflict` when the branch exists, `git-failed`.
 */
export async function commitOnBranch(
  repository: Repository,
  options: {
    readonly branch: string;
    /** Repository-relative POSIX path. */
    readonly path: string;
    /** The file's text as the working tree would have it. */
    readonly text: string;
    readonly message: string;
    readonly clock: Clock;
  },
): Promise<ObjectId> {
  const { branch, path, text, message, clock } = options;
  const ref = `refs/heads/${branch}`;
  await refuseBranch(repository, branch, ref);
  const plumbing = new GitPlumbing(repository);
  try {
    const head = await commitOfHead(repository);
    const treePath = await readTreePath(plumbing, head, path);
    const stored = treePath.file === null ? null : await plumbing.readObject(treePath.file.id);
    const storing = await storingOf(repository, { path, text, stored: stored?.content ?? null });
    const blob = await storeText({ repository, plumbing }, { path, text, storing });
    const commit = await plumbing.writeCommit({
      tree: await writeTreePath(plumbing, treePath, blob),
      parents: [head],
      ...(await identityOf(repository)),
      at: clock.now(),
      message: message.endsWith("\n") ? message : `${message}\n`,
    });
    await plumbing.changeRefs([{ ref, id: commit, mustBeNew: true }]);
    return commit;
  } finally {
    await plumbing.close();
  }
}

async function refuseBranch(repository: Repository, branch: string, ref: string): Promise<void> {
  const valid = await repository.git.raw("check-ref-format", ref).then(
    () => !branch.startsWith("-") && branch !== "HEAD",
    () => false,
  );
  if (!valid) throw new RunError("bad-spec", `"${branch}" cannot be the name of a branch; choose another.`);
  const existing = await repository.git.raw("for-each-ref", "--format=%(refname)", ref);
  if (existing.split("\n").includes(ref)) {
    throw new RunError("conflict", `There is a branch ${branch} already; choose another name.`);
  }
}
