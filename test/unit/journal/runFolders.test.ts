import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import {
  createRunFolder,
  journalFile,
  listRunIds,
  removeRunFolder,
  runsFolder,
} from "../../../src/adapters/journal/runFolders.ts";
import { TestRepository } from "../git/testRepository.ts";

const repositories: TestRepository[] = [];
afterEach(async () => {
  await Promise.all(repositories.splice(0).map((repository) => repository.remove()));
});

async function repositoryOf() {
  const user = await TestRepository.create();
  repositories.push(user);
  return { user, repository: await user.open() };
}

test("a repository in which nothing was ever optimized has no runs", async () => {
  expect(await listRunIds((await repositoryOf()).repository)).toEqual([]);
});

test("runs are listed newest first, other things in the folder are not runs", async () => {
  const { repository } = await repositoryOf();
  await createRunFolder(repository, "sum-0001");
  await new Promise((resolve) => setTimeout(resolve, 20));
  await createRunFolder(repository, "max-0002");
  await mkdir(join(runsFolder(repository), "Not a run"));
  expect(await listRunIds(repository)).toEqual(["max-0002", "sum-0001"]);
});

test("an id is given once, however many ask for it at the same time", async () => {
  const { repository } = await repositoryOf();
  const folders = await Promise.all([1, 2, 3].map(() => createRunFolder(repository, "sum-0001")));
  expect(folders.filter((folder) => folder !== null)).toEqual([join(runsFolder(repository), "sum-0001")]);
});

test("all worktrees of a repository see the same runs, and git sees none of it", async () => {
  const { user, repository } = await repositoryOf();
  const linked = join(user.home, "linked");
  await user.git("worktree", "add", "-q", "--detach", linked);
  await createRunFolder(await user.open(linked), "sum-0001");
  await writeFile(journalFile(repository, "sum-0001"), "");
  expect(await listRunIds(repository)).toEqual(["sum-0001"]);
  expect(await user.git("status", "--porcelain", "--ignored")).toBe("");
});

test("removing a run's folder spares the others and accepts no other path", async () => {
  const { repository } = await repositoryOf();
  await createRunFolder(repository, "sum-0001");
  await createRunFolder(repository, "sum-0002");
  await removeRunFolder(repository, "sum-0001");
  await removeRunFolder(repository, "sum-0001");
  await expect(removeRunFolder(repository, "../..")).rejects.toMatchObject({ reason: "run-missing" });
  expect(await readdir(runsFolder(repository))).toEqual(["sum-0002"]);
});
