import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { openRepository, refuseOperation } from "../../../src/adapters/git/repository.ts";
import { TestRepository } from "./testRepository.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(cleanups.splice(0).map((cleanup) => cleanup()));
});

async function repositoryOf(options?: Parameters<typeof TestRepository.create>[0]): Promise<TestRepository> {
  const user = await TestRepository.create(options);
  cleanups.push(() => user.remove());
  return user;
}

test("a sub-folder opens the repository around it", async () => {
  const user = await repositoryOf({ name: "wörk späce" });
  const repository = await user.open(join(user.root, "src/deep"));
  expect(repository.root).toBe(user.root);
  expect(repository.commonDir).toBe(join(user.root, ".git"));
});

test("a detached HEAD is fine", async () => {
  const user = await repositoryOf();
  await user.git("checkout", "-q", "--detach");
  expect((await user.open()).root).toBe(user.root);
});

test("a folder without a repository is refused in one sentence", async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "evolvent-none-")));
  cleanups.push(() => rm(folder, { recursive: true }));
  await expect(openRepository({ folder, gitPath: "git" })).rejects.toMatchObject({
    reason: "not-a-repository",
    message: `${folder} is not in a git repository; run \`git init\` there first.`,
  });
  await expect(openRepository({ folder: join(folder, "gone"), gitPath: "git" })).rejects.toMatchObject({
    reason: "not-a-repository",
  });
});

test("a bare repository and the inside of .git are refused", async () => {
  const user = await repositoryOf();
  await user.git("clone", "-q", "--bare", ".", join(user.home, "bare.git"));
  for (const folder of [join(user.home, "bare.git"), join(user.root, ".git/refs")]) {
    await expect(user.open(folder)).rejects.toMatchObject({ reason: "not-a-repository" });
  }
});

test("a repository without a commit is refused", async () => {
  const user = await repositoryOf({ empty: true });
  await expect(user.open()).rejects.toMatchObject({
    reason: "no-commit",
    message: `The repository ${user.root} has no commit yet; commit something first.`,
  });
});

test.each([
  ["A merge", ["merge", "other"]],
  ["A rebase", ["rebase", "other"]],
  ["A cherry-pick", ["cherry-pick", "other"]],
])("%s that waits for the user is named and refused", async (name, command) => {
  const user = await repositoryOf();
  await user.git("checkout", "-q", "-b", "other");
  await user.write("src/deep/sum.js", "theirs\n");
  await user.commit("Theirs");
  await user.git("checkout", "-q", "main");
  await user.write("src/deep/sum.js", "ours\n");
  await user.commit("Ours");
  await user.git(...command).catch(() => "conflict, as wanted");
  await expect(refuseOperation(await user.open())).rejects.toMatchObject({
    reason: "operation-under-way",
    message: `${name} is under way in ${user.root}; finish or abort it first.`,
  });
});

test("a bisection is refused, but only in the worktree where it is under way", async () => {
  const user = await repositoryOf();
  const linked = join(user.home, "linked");
  await user.git("worktree", "add", "-q", "--detach", linked);
  await user.git("bisect", "start");
  await expect(refuseOperation(await user.open())).rejects.toMatchObject({ reason: "operation-under-way" });
  await refuseOperation(await user.open(linked));
});

test("a git that cannot be started is named", async () => {
  const user = await repositoryOf();
  await expect(openRepository({ folder: user.root, gitPath: "/nowhere/git" })).rejects.toMatchObject({
    reason: "git-failed",
    message: expect.stringContaining("/nowhere/git"),
  });
});

test("variables of a surrounding git hook do not lead to another repository", async () => {
  const user = await repositoryOf();
  const other = await repositoryOf();
  vi.stubEnv("GIT_DIR", join(other.root, ".git"));
  vi.stubEnv("GIT_INDEX_FILE", join(other.root, ".git/index"));
  try {
    const repository = await user.open();
    expect(repository.root).toBe(user.root);
    expect(repository.environment).not.toHaveProperty("GIT_INDEX_FILE");
  } finally {
    vi.unstubAllEnvs();
  }
});

test("hooks that are configured by name are switched off by name", async () => {
  const user = await repositoryOf();
  await user.git("config", "hook.my.linter.command", "touch /tmp/evil");
  await user.git("config", "hook.my.linter.event", "reference-transaction");
  expect((await user.open()).settings).toEqual(["hook.my.linter.enabled=false"]);
});

test("a link to the repository leads to its real folder", async () => {
  const user = await repositoryOf();
  await mkdir(join(user.home, "links"));
  await symlink(user.root, join(user.home, "links/project"));
  expect((await user.open(join(user.home, "links/project"))).root).toBe(user.root);
});
