import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { afterEach, expect, test } from "vitest";
import { takeLock } from "../../../src/adapters/git/processLock.ts";
import { isActive, lockTarget } from "../../../src/adapters/git/runLock.ts";
import { TestRepository } from "./testRepository.ts";

const target = { file: "src/deep/sum.js", symbol: "sum" };
const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function repositoryOf(): Promise<TestRepository> {
  const user = await TestRepository.create();
  cleanups.push(() => user.remove());
  return user;
}

/** Another process that takes the lock when told to, and lets it go when told again. */
async function competitor(user: TestRepository, run: string) {
  const child = execa(
    process.execPath,
    [join(import.meta.dirname, "programs/holdTarget.ts"), user.root, run],
    {
      env: user.env,
      reject: false,
    },
  );
  cleanups.push(async () => {
    child.kill("SIGKILL");
    await child;
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = async (): Promise<string> => String((await lines.next()).value);
  const tell = (): void => {
    child.stdin.write("go\n");
  };
  expect(await line()).toBe("ready");
  return { child, line, tell };
}

/** The one lock file of a repository, with its owner changed. */
async function forgeOwner(user: TestRepository, changes: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(user.root, ".git/evolvent/locks");
  const [name] = await readdir(folder);
  const path = join(folder, name ?? "");
  await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), ...changes }));
}

test("a second run on the same target is refused, and told which one has it", async () => {
  const repository = await (await repositoryOf()).open();
  const lock = await lockTarget(repository, { run: "sum-0001", ...target });
  await expect(lockTarget(repository, { run: "sum-0002", ...target })).rejects.toMatchObject({
    reason: "already-running",
    message: expect.stringContaining(
      `Run sum-0001 is optimizing src/deep/sum.js:sum already, in process ${process.pid} on ${hostname()};`,
    ),
  });
  await lock.release();
  await (await lockTarget(repository, { run: "sum-0002", ...target })).release();
});

test("other targets can be optimized at the same time", async () => {
  const repository = await (await repositoryOf()).open();
  await lockTarget(repository, { run: "sum-0001", ...target });
  await expect(lockTarget(repository, { run: "max-0001", ...target, symbol: "max" })).resolves.toBeDefined();
});

test("the same target in a linked worktree counts as the same", async () => {
  const user = await repositoryOf();
  const linked = join(user.home, "linked");
  await user.git("worktree", "add", "-q", "--detach", linked);
  await lockTarget(await user.open(), { run: "sum-0001", ...target });
  await expect(lockTarget(await user.open(linked), { run: "sum-0002", ...target })).rejects.toMatchObject({
    reason: "already-running",
  });
});

test("a run is active for as long as it holds its target", async () => {
  const repository = await (await repositoryOf()).open();
  expect(await isActive(repository, "sum-0001")).toBe(false);
  const lock = await lockTarget(repository, { run: "sum-0001", ...target });
  expect(await isActive(repository, "sum-0001")).toBe(true);
  expect(await isActive(repository, "sum-0002")).toBe(false);
  await lock.release();
  expect(await isActive(repository, "sum-0001")).toBe(false);
});

test("of processes that compete for a target exactly one gets it", async () => {
  const user = await repositoryOf();
  const all = await Promise.all([1, 2, 3, 4].map((number) => competitor(user, `sum-000${number}`)));
  for (const { tell } of all) tell();
  const answers = await Promise.all(all.map(({ line }) => line()));
  expect(answers.toSorted()).toEqual(["already-running", "already-running", "already-running", "taken"]);
});

test("exactly one of them takes over what a killed process left", async () => {
  const user = await repositoryOf();
  const killed = await competitor(user, "sum-dead");
  killed.tell();
  expect(await killed.line()).toBe("taken");
  expect(await isActive(await user.open(), "sum-dead")).toBe(true);
  killed.child.kill("SIGKILL");
  await killed.child;
  expect(await isActive(await user.open(), "sum-dead")).toBe(false);
  const all = await Promise.all([1, 2, 3].map((number) => competitor(user, `sum-000${number}`)));
  for (const { tell } of all) tell();
  const answers = await Promise.all(all.map(({ line }) => line()));
  expect(answers.toSorted()).toEqual(["already-running", "already-running", "taken"]);
  expect(await readdir(join(user.root, ".git/evolvent/locks"))).toHaveLength(1);
});

test("a lock whose process id now belongs to another process is taken over", async () => {
  const user = await repositoryOf();
  const repository = await user.open();
  await lockTarget(repository, { run: "sum-0001", ...target });
  await forgeOwner(user, { startedAt: null, takenAt: 0 });
  await expect(lockTarget(repository, { run: "sum-0002", ...target })).resolves.toBeDefined();
  await forgeOwner(user, { startedAt: "1" });
  await expect(lockTarget(repository, { run: "sum-0003", ...target })).resolves.toBeDefined();
});

test("a lock from another host counts as held, and the file to delete is named", async () => {
  const user = await repositoryOf();
  const repository = await user.open();
  await lockTarget(repository, { run: "sum-0001", ...target });
  await forgeOwner(user, { host: "devcontainer", pid: 1 });
  await expect(lockTarget(repository, { run: "sum-0002", ...target })).rejects.toThrow(
    /on devcontainer; stop it first, or delete .*\.lock if that process is gone\./,
  );
});

test("a lock file that holds nothing sensible is taken over", async () => {
  const user = await repositoryOf();
  const file = join(user.home, "locks/a.lock");
  await mkdir(join(user.home, "locks"));
  await writeFile(file, "{");
  expect((await takeLock(file, "me")).kind).toBe("taken");
});

test("releasing after a takeover leaves the new holder's lock alone", async () => {
  const user = await repositoryOf();
  const repository = await user.open();
  const old = await lockTarget(repository, { run: "sum-0001", ...target });
  await forgeOwner(user, { pid: 2 ** 22 + 1, token: "gone" });
  await lockTarget(repository, { run: "sum-0002", ...target });
  await old.release();
  expect(await isActive(repository, "sum-0002")).toBe(true);
});
