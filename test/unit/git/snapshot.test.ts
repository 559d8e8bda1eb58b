import { chmod, readFile, symlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { clock, source, TestRepository } from "./testRepository.ts";

const file = "src/deep/sum.js";
const run = "sum-12ab";
const repositories: TestRepository[] = [];
afterEach(async () => {
  await Promise.all(repositories.splice(0).map((repository) => repository.remove()));
});

async function repositoryOf(options?: Parameters<typeof TestRepository.create>[0]): Promise<TestRepository> {
  const user = await TestRepository.create(options);
  repositories.push(user);
  return user;
}

async function snapshot(user: TestRepository, text: string = source, path: string = file): Promise<string> {
  return await snapshotBase(await user.open(), { run, captured: { path, text }, clock });
}

async function files(user: TestRepository, commit: string): Promise<readonly string[]> {
  return (await user.git("ls-tree", "-r", "--name-only", "-z", commit)).split("\0").slice(0, -1);
}

test("uncommitted edits, deletions and untracked files are in the base, excluded files are not", async () => {
  const user = await repositoryOf({ name: "späce d" });
  await user.write(".gitignore", "*.log\n");
  await user.write("gone.js", "1\n");
  await user.write("forced.log", "kept although excluded\n");
  await user.git("add", "-f", "forced.log");
  await user.commit("More");
  await user.write("README.md", "Edited.\n");
  await user.write('nëw "file".js', "untracked\n");
  await user.write("debug.log", "excluded\n");
  await user.git("rm", "-q", "gone.js");
  const base = await snapshot(user);
  expect(await files(user, base)).toEqual(
    [".gitignore", "README.md", "forced.log", 'nëw "file".js', file].toSorted(),
  );
  expect(await user.git("show", `${base}:README.md`)).toBe("Edited.\n");
});

test("the base is a commit of its own on top of HEAD, also when nothing has changed", async () => {
  const user = await repositoryOf();
  const base = await snapshot(user);
  expect(await user.git("log", "-1", "--format=%P %an %s", base)).toBe(
    `${(await user.git("rev-parse", "HEAD")).trim()} Ada Evolvent baseline of ${run}\n`,
  );
  expect(await user.git("diff", "HEAD", base)).toBe("");
});

test("the captured text is held, whether or not the editor has saved it", async () => {
  const user = await repositoryOf();
  const base = await snapshot(user, "export const unsaved = true;\n");
  expect(await user.git("show", `${base}:${file}`)).toBe("export const unsaved = true;\n");
  expect(await user.read(file)).toBe(source);
});

test("a target that git excludes is held all the same", async () => {
  const user = await repositoryOf();
  await user.write(".gitignore", "build/\n");
  await user.write("build/out.js", source);
  const base = await snapshot(user, source, "build/out.js");
  expect(await files(user, base)).toContain("build/out.js");
});

test("an edit of the same size in the same second as the index is not missed", async () => {
  const user = await repositoryOf();
  const index = join(user.root, ".git/index");
  const second = 1_600_000_000;
  await utimes(join(user.root, "README.md"), second, second);
  await user.git("add", "README.md");
  await user.git("update-index", "--refresh");
  await user.write("README.md", "B project.\n");
  await utimes(join(user.root, "README.md"), second, second);
  await utimes(index, second, second);
  expect(await user.git("show", `${await snapshot(user)}:README.md`)).toBe("B project.\n");
});

test("a broken signing program and a missing identity do not matter", async () => {
  const user = await repositoryOf();
  await user.git("config", "commit.gpgSign", "true");
  await user.git("config", "gpg.program", "/bin/false");
  await user.git("config", "--global", "--remove-section", "user");
  const base = await snapshot(user);
  expect(await user.git("log", "-1", "--format=%an <%ae>|%cn", base)).toBe(
    "Evolvent <noreply@evolvent.invalid>|Evolvent\n",
  );
});

test("a clean filter that fails but is not required leaves the file as it is", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.bin filter=broken\n");
  await user.git("config", "filter.broken.clean", "false");
  await user.git("config", "filter.broken.smudge", "false");
  await user.write("data.bin", "bytes\n");
  expect(await user.git("show", `${await snapshot(user)}:data.bin`)).toBe("bytes\n");
});

test("a required clean filter that fails is named, and nothing is left behind", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.bin filter=broken\n");
  await user.git("config", "filter.broken.clean", "false");
  await user.git("config", "filter.broken.required", "true");
  await user.write("data.bin", "bytes\n");
  await expect(snapshot(user)).rejects.toMatchObject({
    reason: "git-failed",
    message: "Git could not snapshot the working tree: data.bin: clean filter 'broken' failed.",
  });
});

test("an unchanged file under a failing filter is not even looked at", async () => {
  const user = await repositoryOf();
  await user.write(".gitattributes", "*.bin filter=broken\n");
  await user.write("data.bin", "bytes\n");
  await user.commit("Data");
  const index = join(user.root, ".git/index");
  const later = Date.now() / 1000 + 5;
  await utimes(index, later, later);
  await user.git("config", "filter.broken.clean", "false");
  await user.git("config", "filter.broken.required", "true");
  expect(await files(user, await snapshot(user))).toContain("data.bin");
});

test("an untracked repository inside the repository is left out", async () => {
  const user = await repositoryOf();
  await user.write("vendor/other/a.js", "1\n");
  await user.git("init", "-q", "vendor/other");
  expect(await files(user, await snapshot(user))).toEqual(["README.md", file]);
});

test("executable files and symbolic links stay what they are", async () => {
  const user = await repositoryOf();
  await chmod(join(user.root, file), 0o755);
  await symlink("README.md", join(user.root, "link"));
  const base = await snapshot(user);
  const modes = await user.git("ls-tree", "-r", base);
  expect(modes).toMatch(/^100755 .*sum\.js$/m);
  expect(modes).toMatch(/^120000 .*link$/m);
});

test("files that a sparse checkout leaves out are still in the base", async () => {
  const user = await repositoryOf();
  await user.write("far/away.js", "1\n");
  await user.commit("Far");
  await user.git("sparse-checkout", "set", "--cone", "src");
  expect(await files(user, await snapshot(user))).toContain("far/away.js");
});

test("a target that is a symbolic link, in a submodule or not in UTF-8 is refused", async () => {
  const user = await repositoryOf();
  const library = await repositoryOf();
  await user.git("-c", "protocol.file.allow=always", "submodule", "add", "-q", library.root, "lib");
  await symlink("README.md", join(user.root, "link.js"));
  await user.write("latin.js", Buffer.from([0x2f, 0x2f, 0xe9, 0x0a]));
  await user.commit("Odd");
  await expect(snapshot(user, "x", "link.js")).rejects.toMatchObject({ reason: "target-unsupported" });
  await expect(snapshot(user, "x", `lib/${file}`)).rejects.toMatchObject({ reason: "outside-repository" });
  const text = await readFile(join(user.root, "latin.js"), "utf8");
  await expect(snapshot(user, text, "latin.js")).rejects.toMatchObject({ reason: "target-unsupported" });
});
