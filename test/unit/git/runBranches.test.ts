import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { GitCandidateStore } from "../../../src/adapters/git/candidateStore.ts";
import { removeRun, resolveCandidate, settleBranches } from "../../../src/adapters/git/runBranches.ts";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { baselineOf, clock, holding, improved, rejected, source, TestRepository } from "./testRepository.ts";

const file = "src/deep/sum.js";
const run = "sum-12ab";
const repositories: TestRepository[] = [];
afterEach(async () => {
  await Promise.all(repositories.splice(0).map((repository) => repository.remove()));
});

/** Candidates 1, 2 and 4 judged, 3 rejected, 5 still being judged. */
async function endedRun() {
  const user = await TestRepository.create();
  repositories.push(user);
  const repository = await user.open();
  const base = await snapshotBase(repository, { run, captured: { path: file, text: source }, clock });
  const store = await GitCandidateStore.open({
    repository,
    run,
    base,
    baseline: baselineOf(file, source),
    clock,
  });
  await store.holdBaseline();
  const commits = new Map([[0, base]]);
  for (const number of [1, 2, 3, 4]) {
    const verdict = number === 3 ? rejected : improved;
    commits.set(number, await store.settle(holding(number, [base], `${number};\n`), verdict));
  }
  commits.set(5, await store.hold(holding(5, [base], "5;\n")));
  await store.close();
  return { user, repository, commits };
}

async function visible(user: TestRepository): Promise<string> {
  return await user.git("branch", "--list", "--format=%(refname:lstrip=-1)", "evolvent/*");
}

test("when a run ends only the kept branches and the baseline stay visible, and nothing is lost", async () => {
  const { user, repository, commits } = await endedRun();
  await settleBranches(repository, run, [2, 3]);
  expect(await visible(user)).toBe("0000\n0002\n");
  for (const [number, commit] of commits) {
    expect(await resolveCandidate(repository, run, number)).toBe(commit);
  }
});

test("a branch that the user has checked out stays when the run ends", async () => {
  const { user, repository } = await endedRun();
  await user.git("checkout", "-q", `evolvent/${run}/0004`);
  await settleBranches(repository, run, []);
  expect(await visible(user)).toBe("0000\n0004\n");
  expect(await user.git("status", "--porcelain")).toBe("");
});

test("branches that the user deleted stay deleted, and the rest is cleaned up", async () => {
  const { user, repository } = await endedRun();
  await user.git("branch", "-q", "-D", `evolvent/${run}/0001`, `evolvent/${run}/0002`);
  await settleBranches(repository, run, [1]);
  expect(await visible(user)).toBe("0000\n");
  await expect(resolveCandidate(repository, run, 1)).rejects.toMatchObject({ reason: "candidate-missing" });
  await removeRun(repository, run);
  await removeRun(repository, run);
  expect(await user.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\n");
});

test("cleaning up leaves other runs alone", async () => {
  const { user, repository, commits } = await endedRun();
  await user.git("branch", "evolvent/sum-12ab-3/0001", commits.get(1) ?? "");
  await user.git("branch", "evolvent/sum-12ac/0001", commits.get(1) ?? "");
  await removeRun(repository, run);
  expect(await user.git("branch", "--list", "--format=%(refname:short)")).toBe(
    "evolvent/sum-12ab-3/0001\nevolvent/sum-12ac/0001\nmain\n",
  );
});

test("cleaning up also finds refs that git has packed", async () => {
  const { user, repository } = await endedRun();
  await user.git("pack-refs", "--all");
  await settleBranches(repository, run, [1]);
  expect(await visible(user)).toBe("0000\n0001\n");
  await removeRun(repository, run);
  expect(await user.git("for-each-ref", "--format=%(refname)")).toBe("refs/heads/main\n");
});

test("cleaning up is refused, and deletes nothing, while a branch of the run is checked out in a worktree", async () => {
  const { user, repository } = await endedRun();
  const linked = join(user.home, "linked");
  await user.git("worktree", "add", "-q", linked, `evolvent/${run}/0002`);
  const before = await user.git("for-each-ref");
  await expect(removeRun(repository, run)).rejects.toMatchObject({
    reason: "conflict",
    message: `Branch evolvent/${run}/0002 is checked out in ${linked}; switch to another branch there first.`,
  });
  expect(await user.git("for-each-ref")).toBe(before);
});
