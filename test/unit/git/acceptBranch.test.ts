import { afterEach, expect, test } from "vitest";
import { commitOnBranch } from "../../../src/adapters/git/acceptBranch.ts";
import { committedText } from "../../../src/adapters/git/committedText.ts";
import { clock, source, TestRepository } from "./testRepository.ts";

const path = "src/deep/sum.js";
const repositories: TestRepository[] = [];
afterEach(async () => {
  await Promise.all(repositories.splice(0).map((repository) => repository.remove()));
});

async function repositoryOf(): Promise<TestRepository> {
  const user = await TestRepository.create();
  repositories.push(user);
  return user;
}

test("accepting to a branch makes one commit on top of HEAD and touches nothing else", async () => {
  const user = await repositoryOf();
  await user.write("README.md", "Not committed.\n");
  await user.installHooks();
  const repository = await user.open();
  const before = await user.fingerprint();
  const text = source.replace("0", "1");
  const commit = await commitOnBranch(repository, {
    branch: "faster/süm",
    path,
    text,
    message: "Make sum faster",
    clock,
  });
  expect(await user.fingerprint()).toEqual(before);
  expect(await user.hookMarks()).toEqual([]);
  expect((await user.git("rev-parse", "faster/süm")).trim()).toBe(commit);
  expect(await user.git("log", "--format=%s %an", "main..faster/süm")).toBe("Make sum faster Ada\n");
  expect(await user.git("diff", "--name-only", "main", "faster/süm")).toBe(`${path}\n`);
  expect(await committedText(repository, commit, path)).toBe(text);
});

test("an existing branch is refused and stays where it is", async () => {
  const user = await repositoryOf();
  await user.git("branch", "taken");
  const repository = await user.open();
  const before = await user.git("for-each-ref");
  await expect(
    commitOnBranch(repository, { branch: "taken", path, text: "1\n", message: "x", clock }),
  ).rejects.toMatchObject({
    reason: "conflict",
    message: "There is a branch taken already; choose another name.",
  });
  expect(await user.git("for-each-ref")).toBe(before);
});

test.each(["", "a..b", "with space", "-option", "HEAD", "@{-1}", "end.lock", "a\nb"])(
  "%j is refused as a name",
  async (branch) => {
    const user = await repositoryOf();
    const repository = await user.open();
    await expect(
      commitOnBranch(repository, { branch, path, text: "1\n", message: "x", clock }),
    ).rejects.toMatchObject({ reason: "bad-spec" });
  },
);

test("reading a file that a commit does not hold names both", async () => {
  const user = await repositoryOf();
  const repository = await user.open();
  await user.write("untracked.js", "1\n");
  for (const missing of ["nowhere.js", "untracked.js"]) {
    await expect(committedText(repository, "HEAD", missing)).rejects.toMatchObject({
      reason: "file-missing",
      message: `${missing} is not in commit HEAD.`,
    });
  }
});
