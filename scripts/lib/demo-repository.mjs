import { cp, mkdir, mkdtemp, readFile, realpath, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { repositoryRoot } from "./node.mjs";
import { run } from "./process.mjs";

/**
 * A function of a published package, and how the demo measures it.
 * @typedef {object} DemoTarget
 * @property {string} name of the package
 * @property {string} file inside the package
 * @property {string} symbol
 * @property {string} inputs module in examples/demo
 * @property {string | null} tests shell command run at the repository's root; null when none are run
 * @property {string | null} testsLeftOut why none are run; null when they are
 * @property {number} minutes most minutes for it
 */

/** Packages whose sources are as published; none of them is ours, and the rewrites know none of them. */
export const demoTargets = /** @type {readonly DemoTarget[]} */ (
  JSON.parse(await readFile(path.join(repositoryRoot, "examples/demo/targets.json"), "utf8"))
);

/**
 * Makes a scratch git repository with the packages' own files, licences and tests, and one commit.
 * @returns {Promise<string>} its absolute path
 */
export async function makeDemoRepository() {
  const folder = await mkdtemp(path.join(await realpath(tmpdir()), "evolvent-demo-"));
  await mkdir(path.join(folder, "packages"));
  for (const { name } of demoTargets) {
    await cp(path.join(repositoryRoot, "node_modules", name), path.join(folder, "packages", name), {
      recursive: true,
      filter: (source) =>
        !path.relative(repositoryRoot, source).slice("node_modules/".length).includes("node_modules"),
    });
  }
  await cp(path.join(repositoryRoot, "examples/demo"), path.join(folder, "bench"), { recursive: true });
  await symlink(path.join(repositoryRoot, "node_modules"), path.join(folder, "node_modules"));
  await writeFile(path.join(folder, ".gitignore"), "node_modules\n");
  const identity = [
    "-c",
    "user.name=Evolvent demo",
    "-c",
    "user.email=demo@localhost",
    "-c",
    "commit.gpgSign=false",
  ];
  await git(folder, ["init", "--quiet", "--initial-branch=main"]);
  await git(folder, ["add", "--all"]);
  await git(folder, [...identity, "commit", "--quiet", "--message", "Packages as published"]);
  return folder;
}

/** @param {string} folder @param {readonly string[]} args */
async function git(folder, args) {
  const { code, output } = await run("git", args, { cwd: folder });
  if (code !== 0) throw new Error(`git ${args[0]} failed in ${folder}: ${output.trim()}`);
}
