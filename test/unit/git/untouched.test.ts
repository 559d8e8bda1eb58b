import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { GitCandidateStore } from "../../../src/adapters/git/candidateStore.ts";
import { removeRun, settleBranches } from "../../../src/adapters/git/runBranches.ts";
import { lockTarget } from "../../../src/adapters/git/runLock.ts";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { removeWorktrees, WorktreePool } from "../../../src/adapters/git/worktrees.ts";
import { createRunFolder, removeRunFolder } from "../../../src/adapters/journal/runFolders.ts";
import { baselineOf, clock, holding, improved, rejected, source, TestRepository } from "./testRepository.ts";

const file = "src/deep/sum.js";
const run = "sum-12ab";
const never = new AbortController().signal;
const repositories: TestRepository[] = [];
afterEach(async () => {
  await Promise.all(repositories.splice(0).map((repository) => repository.remove()));
});

/** A repository in the middle of somebody's work. */
async function busyRepository(): Promise<TestRepository> {
  const user = await TestRepository.create({ name: "päth with späces" });
  repositories.push(user);
  await user.write(".gitignore", "node_modules/\n*.log\n");
  await user.write("package.json", "{}\n");
  await user.commit("Second");
  await user.write("README.md", "Stashed.\n");
  await user.git("stash");
  await user.write("README.md", "Staged.\n");
  await user.git("add", "README.md");
  await user.write("README.md", "Staged and edited.\n");
  await user.write("new file.js", "untracked\n");
  await user.write("debug.log", "ignored\n");
  await user.write("node_modules/lib/index.js", "module.exports = 1;\n");
  await user.installHooks();
  return user;
}

/** Everything Evolvent does with git in the life of a run. @param ended is called before it is cleaned up. */
async function wholeRun(
  user: TestRepository,
  folder = user.root,
  ended: () => Promise<void> = async () => undefined,
): Promise<void> {
  const repository = await user.open(folder);
  const cacheFolder = join(user.home, "cache");
  const lock = await lockTarget(repository, { run, file, symbol: "sum" });
  await createRunFolder(repository, run);
  const base = await snapshotBase(repository, { run, captured: { path: file, text: source }, clock });
  const store = await GitCandidateStore.open({
    repository,
    run,
    base,
    baseline: baselineOf(file, source),
    clock,
  });
  const pool = new WorktreePool({ repository, cacheFolder, file });
  await store.holdBaseline();
  for (const number of [1, 2, 3]) {
    const candidate = holding(number, [base], source.replace("0", String(number)));
    const worktree = await pool.acquire(await store.hold(candidate), never);
    await writeFile(join(worktree.path, "left-behind.txt"), "by a test");
    await worktree.release();
    await store.settle(candidate, number === 2 ? rejected : improved);
  }
  await store.close();
  await pool.close();
  await settleBranches(repository, run, [1]);
  await lock.release();
  await ended();
  await removeRun(repository, run);
  await removeRunFolder(repository, run);
  await removeWorktrees(repository, cacheFolder);
}

test("a whole run leaves HEAD, index, stash, status, configuration, worktrees and files as they were", async () => {
  const user = await busyRepository();
  const before = await user.fingerprint();
  await wholeRun(user, user.root, async () => {
    expect(await user.fingerprint()).toEqual(before);
  });
  expect(await user.fingerprint()).toEqual(before);
});

test("no hook of the user's runs during a whole run", async () => {
  const user = await busyRepository();
  await wholeRun(user);
  expect(await user.hookMarks()).toEqual([]);
  await user.git("update-ref", "refs/heads/other", "HEAD");
  expect(await user.hookMarks()).toEqual(["reference-transaction"]);
});

test("after cleaning up nothing of the run is left in refs, git directory or cache", async () => {
  const user = await busyRepository();
  await wholeRun(user);
  expect(await user.git("for-each-ref", "--format=%(refname)", "refs/heads/evolvent", "refs/evolvent")).toBe(
    "",
  );
  expect(await readdir(join(user.root, ".git/evolvent/runs"))).toEqual([]);
  expect(await readdir(join(user.root, ".git/evolvent/locks"))).toEqual([]);
  const [pool] = await readdir(join(user.home, "cache/worktrees"));
  expect(await readdir(join(user.home, "cache/worktrees", pool ?? ""))).toEqual([]);
});

test("a run in a linked worktree, from a sub-folder, leaves it and the main one as they were", async () => {
  const user = await busyRepository();
  const linked = join(user.home, "linked tree");
  await user.git("worktree", "add", "-q", "--detach", linked);
  const before = await user.fingerprint();
  const repository = await user.open(join(linked, "src"));
  expect(repository.root).toBe(linked);
  expect(repository.gitDir).not.toBe(repository.commonDir);
  await wholeRun(user, join(linked, "src"));
  expect(await user.fingerprint()).toEqual(before);
  expect(await repository.git.raw("status", "--porcelain", "--ignored")).toBe("");
});

test("git's own housekeeping and checks accept a repository with runs in it", async () => {
  const user = await busyRepository();
  const repository = await user.open();
  await createRunFolder(repository, run);
  const base = await snapshotBase(repository, { run, captured: { path: file, text: source }, clock });
  const store = await GitCandidateStore.open({
    repository,
    run,
    base,
    baseline: baselineOf(file, source),
    clock,
  });
  await store.holdBaseline();
  const candidate = holding(1, [base], "export const sum = 1;\n");
  const commit = await store.settle(candidate, rejected);
  await store.close();
  await user.git("gc", "-q", "--prune=now");
  expect(await user.git("fsck", "--strict", "--no-dangling")).toBe("");
  expect((await user.git("cat-file", "-t", commit)).trim()).toBe("commit");
});
