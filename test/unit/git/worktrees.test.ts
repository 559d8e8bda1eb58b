import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  realpath,
  rm,
  symlink,
  unlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { GitCandidateStore } from "../../../src/adapters/git/candidateStore.ts";
import { takeLock } from "../../../src/adapters/git/processLock.ts";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { removeWorktrees, WorktreePool } from "../../../src/adapters/git/worktrees.ts";
import { baselineOf, clock, holding, source, TestRepository } from "./testRepository.ts";

const file = "src/deep/sum.js";
const run = "sum-12ab";
const never = new AbortController().signal;
const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function repositoryOf(options?: Parameters<typeof TestRepository.create>[0]): Promise<TestRepository> {
  const user = await TestRepository.create(options);
  cleanups.push(() => user.remove());
  return user;
}

async function poolOf(user: TestRepository) {
  const repository = await user.open();
  const cacheFolder = join(user.home, "the cache");
  const base = await snapshotBase(repository, { run, captured: { path: file, text: source }, clock });
  const store = await GitCandidateStore.open({
    repository,
    run,
    base,
    baseline: baselineOf(file, source),
    clock,
  });
  const newPool = (): WorktreePool => {
    const pool = new WorktreePool({ repository, cacheFolder, file });
    cleanups.push(() => pool.close());
    return pool;
  };
  cleanups.push(() => store.close());
  const candidate = (text: string): Promise<string> => store.hold(holding(1, [base], text));
  return { repository, cacheFolder, base, candidate, newPool, pool: newPool() };
}

test("a worktree holds the files of its commit, without a repository, and git knows nothing of it", async () => {
  const user = await repositoryOf({ name: "päth with späces" });
  await user.write("untracked.js", "1\n");
  const { candidate, pool } = await poolOf(user);
  const { path } = await pool.acquire(await candidate("one;\n"), never);
  expect(await readdir(path)).toEqual(["README.md", "src", "untracked.js"]);
  expect(await readFile(join(path, file), "utf8")).toBe("one;\n");
  expect((await user.git("worktree", "list")).trim().split("\n")).toHaveLength(1);
});

test("worktrees in use at once are different, released ones are used again", async () => {
  const { base, pool } = await poolOf(await repositoryOf());
  const [one, two] = await Promise.all([pool.acquire(base, never), pool.acquire(base, never)]);
  expect(one.path).not.toBe(two.path);
  await one.release();
  await one.release();
  const three = await pool.acquire(base, never);
  expect(three.path).toBe(one.path);
  const four = await pool.acquire(base, never);
  expect(new Set([one.path, two.path, four.path]).size).toBe(3);
});

test("whatever a candidate left, changed or deleted is put right for the next one", async () => {
  const user = await repositoryOf();
  await user.write(".gitignore", "*.log\n");
  await user.write("test/sum.test.js", "check();\n");
  await user.write("test/run.sh", "#!/bin/sh\n");
  await chmod(join(user.root, "test/run.sh"), 0o755);
  await user.commit("Tests");
  const { base, candidate, pool } = await poolOf(user);
  const first = await pool.acquire(await candidate("one;\n"), never);
  const inTree = (path: string): string => join(first.path, path);
  const { atime, mtime } = await lstat(inTree("test/sum.test.js"));
  await writeFile(inTree("test/sum.test.js"), "cheat();\n");
  await utimes(inTree("test/sum.test.js"), atime, mtime);
  await chmod(inTree("test/run.sh"), 0o644);
  await unlink(inTree("README.md"));
  await mkdir(inTree("README.md"));
  await writeFile(inTree("README.md/inside"), "x");
  await writeFile(inTree("debug.log"), "excluded");
  await mkdir(inTree("planted/.git"), { recursive: true });
  await writeFile(inTree("planted/.git/HEAD"), "ref: refs/heads/main\n");
  await mkdir(inTree(".git/hooks"), { recursive: true });
  await first.release();
  const second = await pool.acquire(base, never);
  expect(second.path).toBe(first.path);
  expect(await readFile(inTree("test/sum.test.js"), "utf8")).toBe("check();\n");
  expect((await lstat(inTree("test/run.sh"))).mode & 0o777).toBe(0o755);
  expect(await readdir(first.path)).not.toContain(".git");
  expect(await readFile(inTree("README.md"), "utf8")).toBe("A project.\n");
  expect(await readFile(inTree(file), "utf8")).toBe(source);
  expect((await readdir(first.path)).toSorted()).toEqual([".gitignore", "README.md", "src", "test"]);
});

test("a folder swapped for a link does not lead out of the worktree", async () => {
  const user = await repositoryOf();
  const { base, candidate, pool } = await poolOf(user);
  const { tree: before } = await user.fingerprint();
  const first = await pool.acquire(base, never);
  await rm(join(first.path, "src"), { recursive: true });
  await symlink(join(user.root, "src"), join(first.path, "src"));
  await first.release();
  const second = await pool.acquire(await candidate("one;\n"), never);
  expect((await lstat(join(second.path, "src"))).isDirectory()).toBe(true);
  expect(await readFile(join(second.path, file), "utf8")).toBe("one;\n");
  const { tree: after } = await user.fingerprint();
  expect(after).toEqual(before);
});

test("from one candidate to the next only the changed file is written", async () => {
  const { candidate, pool } = await poolOf(await repositoryOf());
  const first = await pool.acquire(await candidate("one;\n"), never);
  const before = await lstat(join(first.path, "README.md"));
  await first.release();
  const second = await pool.acquire(await candidate("two;\n"), never);
  const after = await lstat(join(second.path, "README.md"));
  expect(await readFile(join(second.path, file), "utf8")).toBe("two;\n");
  expect([after.ino, after.mtimeMs, after.ctimeMs]).toEqual([before.ino, before.mtimeMs, before.ctimeMs]);
});

test("installed packages are linked, at the root and in nested packages, without copying", async () => {
  const user = await repositoryOf();
  await user.write(".gitignore", "node_modules/\n.venv/\n");
  await user.write("package.json", "{}\n");
  await user.write("packages/app/package.json", "{}\n");
  await user.write("tools/pyproject.toml", "\n");
  await user.commit("Packages");
  await user.write("node_modules/lodash/index.js", "lodash\n");
  await user.write("node_modules/@scope/kit/index.js", "kit\n");
  await user.write("node_modules/.bin/tool", "tool\n");
  await user.write("node_modules/.cache/tool/data", "cached\n");
  await user.write("packages/app/node_modules/left/index.js", "left\n");
  await user.write("tools/.venv/bin/python", "python\n");
  const { base, pool } = await poolOf(user);
  const { path } = await pool.acquire(base, never);
  for (const shared of [
    "node_modules/lodash/index.js",
    "node_modules/@scope/kit/index.js",
    "node_modules/.bin/tool",
    "packages/app/node_modules/left/index.js",
    "tools/.venv/bin/python",
  ]) {
    expect(await realpath(join(path, shared))).toBe(join(user.root, shared));
  }
  expect(await readdir(join(path, "node_modules"))).not.toContain(".cache");
});

test("a package of the repository itself is the worktree's, not the user's", async () => {
  const user = await repositoryOf();
  await user.write(".gitignore", "node_modules/\n");
  await user.write("package.json", "{}\n");
  await user.write("packages/core/package.json", "{}\n");
  await user.commit("Workspace");
  await mkdir(join(user.root, "node_modules/@us"), { recursive: true });
  await symlink("../../packages/core", join(user.root, "node_modules/@us/core"));
  await user.write("node_modules/@us/other/index.js", "other\n");
  const { base, pool } = await poolOf(user);
  const { path } = await pool.acquire(base, never);
  expect(await realpath(join(path, "node_modules/@us/core"))).toBe(join(path, "packages/core"));
  expect(await realpath(join(path, "node_modules/@us/other"))).toBe(
    join(user.root, "node_modules/@us/other"),
  );
});

test("links that a candidate replaced are put right, and the user's packages stay", async () => {
  const user = await repositoryOf();
  await user.write(".gitignore", "node_modules/\nvenv/\n");
  await user.write("package.json", "{}\n");
  await user.commit("Packages");
  await user.write("node_modules/lodash/index.js", "lodash\n");
  await user.write("node_modules/@scope/kit/index.js", "kit\n");
  await user.write("venv/bin/python", "python\n");
  const { base, pool } = await poolOf(user);
  const { path, release } = await pool.acquire(base, never);
  await unlink(join(path, "node_modules/lodash"));
  await mkdir(join(path, "node_modules/lodash"));
  await writeFile(join(path, "node_modules/lodash/index.js"), "cheat\n");
  await writeFile(join(path, "node_modules/extra.js"), "cheat\n");
  await rm(join(path, "node_modules/@scope"), { recursive: true });
  await symlink(user.root, join(path, "node_modules/@scope"));
  await unlink(join(path, "venv"));
  await symlink("/", join(path, "venv"));
  await release();
  await pool.acquire(base, never);
  expect((await readdir(join(path, "node_modules"))).toSorted()).toEqual(["@scope", "lodash"]);
  expect(await readFile(join(path, "node_modules/lodash/index.js"), "utf8")).toBe("lodash\n");
  expect(await readlink(join(path, "node_modules/@scope/kit"))).toBe(
    join(user.root, "node_modules/@scope/kit"),
  );
  expect(await readlink(join(path, "venv"))).toBe(join(user.root, "venv"));
  expect(await user.read("node_modules/@scope/kit/index.js")).toBe("kit\n");
});

test("dependencies that are committed come from the commit", async () => {
  const user = await repositoryOf();
  await user.write("package.json", "{}\n");
  await user.write("node_modules/lib/index.js", "committed\n");
  await user.commit("Vendored");
  const { base, pool } = await poolOf(user);
  const { path } = await pool.acquire(base, never);
  expect((await lstat(join(path, "node_modules/lib"))).isDirectory()).toBe(true);
});

test("a submodule that is checked out is shared, time and again", async () => {
  const user = await repositoryOf();
  const library = await repositoryOf();
  await user.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", library.root, "lib");
  await user.commit("Library");
  const { base, candidate, pool } = await poolOf(user);
  for (const commit of [base, await candidate("one;\n"), base]) {
    const { path, release } = await pool.acquire(commit, never);
    expect(await readFile(join(path, "lib", file), "utf8")).toBe(source);
    await release();
  }
  expect(await user.git("status", "--porcelain")).toBe("");
});

test("files under filters are the user's own, and no filter runs", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.bin filter=big\n");
  await user.git("config", "filter.big.clean", "echo pointer");
  await user.write("data.bin", "the real bytes\n");
  await user.commit("Data");
  await user.git("config", "filter.big.smudge", "touch ran; false");
  await user.git("config", "filter.big.required", "true");
  expect(await user.git("show", "HEAD:data.bin")).toBe("pointer\n");
  const { base, candidate, pool } = await poolOf(user);
  const { path, release } = await pool.acquire(base, never);
  expect(await readFile(join(path, "data.bin"), "utf8")).toBe("the real bytes\n");
  const { ino } = await lstat(join(path, "data.bin"));
  await release();
  await (await pool.acquire(await candidate("one;\n"), never)).release();
  expect((await lstat(join(path, "data.bin"))).ino).toBe(ino);
  await writeFile(join(path, "data.bin"), "cheated bytes!\n");
  await pool.acquire(base, never);
  expect(await readFile(join(path, "data.bin"), "utf8")).toBe("the real bytes\n");
  expect((await readdir(path)).toSorted()).toEqual([".gitattributes", "README.md", "data.bin", "src"]);
});

test("a sparse checkout gives sparse worktrees", async () => {
  const user = await repositoryOf();
  await user.write("far/away.js", "1\n");
  await user.commit("Far");
  await user.git("sparse-checkout", "set", "--cone", "src");
  const { base, pool } = await poolOf(user);
  const { path } = await pool.acquire(base, never);
  expect(await readdir(path)).toEqual(["README.md", "src"]);
});

test("line ends are those of the user's working tree", async () => {
  const user = await repositoryOf();
  await user.git("config", "core.autocrlf", "true");
  const { base, pool } = await poolOf(user);
  const { path } = await pool.acquire(base, never);
  expect(await readFile(join(path, file), "utf8")).toBe(source.replaceAll("\n", "\r\n"));
});

test("folders of a run that was killed are taken over, those of a living one are not", async () => {
  const user = await repositoryOf();
  const { base, cacheFolder, newPool } = await poolOf(user);
  const one = await newPool().acquire(base, never);
  const lock = join(one.path, "../../00.lock");
  const living = await newPool().acquire(base, never);
  expect(living.path).not.toBe(one.path);
  const owner = JSON.parse(await readFile(lock, "utf8"));
  await writeFile(lock, JSON.stringify({ ...owner, pid: 2 ** 22 + 1 }));
  await writeFile(join(one.path, "../index.lock"), "");
  await writeFile(join(one.path, "../index"), "half written");
  const again = await newPool().acquire(base, never);
  expect(again.path).toBe(one.path);
  expect(await readFile(join(again.path, file), "utf8")).toBe(source);
  expect(await readdir(join(cacheFolder, "worktrees"))).toHaveLength(1);
});

test("deleting a repository's worktrees spares those in use", async () => {
  const user = await repositoryOf();
  const { base, cacheFolder, newPool, repository } = await poolOf(user);
  const [closed, open] = [newPool(), newPool()];
  const one = await closed.acquire(base, never);
  const two = await open.acquire(base, never);
  await closed.close();
  await removeWorktrees(repository, cacheFolder);
  await expect(lstat(one.path)).rejects.toThrow("ENOENT");
  expect((await lstat(two.path)).isDirectory()).toBe(true);
});

test("worktrees that nobody used for weeks are deleted by the next run of any repository", async () => {
  const user = await repositoryOf();
  const { base, cacheFolder, newPool } = await poolOf(user);
  const old = join(cacheFolder, "worktrees/0123456789ab/00");
  await mkdir(join(old, "tree/locked"), { recursive: true });
  await writeFile(join(old, "tree/locked/file"), "x");
  await chmod(join(old, "tree/locked"), 0o500);
  await writeFile(join(old, "index"), "");
  const long = Date.now() / 1000 - 30 * 24 * 3600;
  await utimes(join(old, "index"), long, long);
  await utimes(old, long, long);
  await newPool().acquire(base, never);
  await expect(lstat(old)).rejects.toThrow("ENOENT");
});

test("a cancelled acquire rejects with the signal's reason, and the folder can be used again", async () => {
  const { base, pool } = await poolOf(await repositoryOf());
  const controller = new AbortController();
  const reason = new Error("stopped by the user");
  const pending = pool.acquire(base, controller.signal);
  controller.abort(reason);
  await expect(pending).rejects.toBe(reason);
  await expect(pool.acquire(base, controller.signal)).rejects.toBe(reason);
  expect((await pool.acquire(base, never)).path).toMatch(/00[\\/]tree$/);
});

test("a cache that cannot be written is named in one sentence", async () => {
  const user = await repositoryOf();
  const repository = await user.open();
  const cacheFolder = join(user.home, "gitconfig", "cache");
  const pool = new WorktreePool({ repository, cacheFolder, file });
  await expect(pool.acquire("HEAD", never)).rejects.toMatchObject({
    reason: "cache-unwritable",
    message: expect.stringContaining(`Evolvent could not make its cache folder ${cacheFolder}`),
  });
});

test("a lock of another process on the folder is respected", async () => {
  const user = await repositoryOf();
  const { base, newPool, cacheFolder } = await poolOf(user);
  const probe = newPool();
  const { path } = await probe.acquire(base, never);
  await probe.close();
  const held = await takeLock(join(path, "../../00.lock"), "another");
  expect(held.kind).toBe("taken");
  expect((await newPool().acquire(base, never)).path).not.toBe(path);
  expect(path.startsWith(cacheFolder)).toBe(true);
});
