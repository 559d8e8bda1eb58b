import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, readlink, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { bundleHarness } from "../../esbuild.mjs";
import type { FixtureRepository } from "../support/fixtureRepository.ts";
import { repositoryState } from "../support/repositoryState.ts";
import { callsIn, inputsIn, testsIn } from "./sources.ts";

/** The folder of the attacks in a language. */
export const attackFolder = (language: "JavaScript" | "Python"): string =>
  path.join(import.meta.dirname, "../fixtures/attacks", language.toLowerCase());

/** What is attacked: a repository, a home folder, a program that listens, and programs of ours. */
export interface Grounds {
  readonly fixture: FixtureRepository;
  /** Absolute path of a home folder with credentials in it. */
  readonly home: string;
  /** Begins every secret. */
  readonly secret: string;
  /** Absolute path of the folder with the programs that are built. */
  readonly built: string;
  /** Absolute path of the folder below which folders are made that candidates run in. */
  readonly cache: string;
  /** A module as the attacker would have it, who knows where he is. */
  told(text: string): string;
  /** A commit like another one with more changes; null deletes a file. */
  commitLike(commit: string, changes: Readonly<Record<string, Change>>): Promise<string>;
  /** Everything that must stay as it is; equal when it has. */
  state(): Promise<object>;
  /** What must stay as it is and can be seen at once. */
  signs(): Promise<Signs>;
  dispose(): Promise<void>;
}

/** A file's text, or more of it than that. */
export type Change = string | { readonly mode: "120000" | "100755"; readonly text: string };

export interface Signs {
  /** Digest of the home folder. */
  readonly home: string;
  /** How often somebody has connected to the program that listens. */
  readonly visits: number;
  /** Command lines of living processes that were started for candidates. */
  readonly processes: readonly string[];
}

export async function openGrounds(): Promise<Grounds> {
  const scratch = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-attacks-"));
  const secret = `secret-${scratch.slice(-6)}`;
  const home = path.join(scratch, "home");
  const built = path.join(scratch, "built");
  const workspace = path.join(scratch, "workspace");
  const cache = path.join(scratch, "cache");
  await mkdir(cache);
  await writeFiles(home, {
    ".npmrc": `//registry.example.com/:_authToken=${secret}-npm\n`,
    ".ssh/id_ed25519": `${secret}-ssh\n`,
    ".bashrc": "# nothing yet\n",
  });
  const harness = path.join(import.meta.dirname, "../../src/adapters/benchmarks/python/harness");
  await bundleHarness(path.join(built, "harness.js"));
  await cp(harness, path.join(built, "python"), {
    recursive: true,
    filter: (file) => !file.endsWith("__pycache__"),
  });
  const fixture = await makeRepository(workspace);
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const facts: Readonly<Record<string, string>> = {
    home,
    workspace,
    port: String(port),
    pid: String(process.pid),
  };
  return {
    fixture,
    home,
    secret,
    built,
    cache,
    told: (text) => text.replaceAll(/@(\w+)@/g, (all, name: string) => facts[name] ?? all),
    commitLike: (commit, changes) => commitLike(workspace, path.join(scratch, "index"), { commit, changes }),
    state: async () => ({
      repository: await repositoryState(fixture),
      home: await digestOf(home),
      built: await digestOf(built),
    }),
    signs: async () => ({ home: await digestOf(home), visits, processes: await processesIn(cache) }),
    dispose: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

/** The honest function in both languages, its inputs and its tests, with a package that is installed. */
async function makeRepository(folder: string): Promise<FixtureRepository> {
  for (const [language, ending] of [
    ["JavaScript", "js"],
    ["Python", "py"],
  ] as const) {
    await cp(
      path.join(attackFolder(language), `honest.${ending}`),
      path.join(folder, `src/smooth.${ending}`),
    );
  }
  await writeFiles(folder, {
    ...inputsIn,
    ...callsIn,
    ...testsIn,
    "package.json":
      '{ "name": "attacked", "type": "module", "private": true, "dependencies": { "steady": "1.0.0" } }\n',
    "package-lock.json": '{ "name": "attacked", "lockfileVersion": 3 }\n',
    "pyproject.toml": '[project]\nname = "attacked"\nversion = "1.0.0"\n',
    "README.md": "A repository that is attacked.\n",
    ".gitignore": "node_modules/\n",
    "node_modules/steady/package.json": '{ "name": "steady", "version": "1.0.0", "main": "index.js" }\n',
    "node_modules/steady/index.js": "module.exports = 1;\n",
  });
  const git = (...args: string[]) => gitIn(folder, args);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=Start");
  return { folder, git, dispose: () => Promise.resolve() };
}

async function commitLike(
  folder: string,
  index: string,
  { commit, changes }: { readonly commit: string; readonly changes: Readonly<Record<string, Change>> },
): Promise<string> {
  const git = (...args: string[]) => gitIn(folder, args, { GIT_INDEX_FILE: index });
  await git("read-tree", commit);
  for (const [name, change] of Object.entries(changes)) {
    const { mode, text } = typeof change === "string" ? { mode: "100644", text: change } : change;
    const file = `${index}-content`;
    await writeFile(file, text);
    const blob = (await git("hash-object", "-w", file)).trim();
    await git("update-index", "--add", "--cacheinfo", `${mode},${blob},${name}`);
  }
  const tree = (await git("write-tree")).trim();
  const made = await git("commit-tree", tree, "-p", `${commit}^`, "-m", "attack");
  return made.trim();
}

async function gitIn(folder: string, args: readonly string[], more: Readonly<Record<string, string>> = {}) {
  const identity = ["-c", "user.name=Fixture", "-c", "user.email=fixture@example.com"];
  // The user's own settings (signing, hooks, templates) would make every machine's repository another.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1", ...more };
  const { stdout } = await promisify(execFile)("git", [...identity, ...args], { cwd: folder, env });
  return stdout;
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Of names and contents. */
async function digestOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.join(entry.parentPath, entry.name));
  const digest = createHash("sha256");
  for (const file of files.toSorted())
    digest.update(`${file}\0`).update(await readFile(file).catch(() => "no file"));
  return digest.digest("hex");
}

/** Processes whose working folder lies in the given one. */
async function processesIn(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
      return cwd.startsWith(folder) ? readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") : "";
    }),
  );
  return found.filter((line) => line !== "").map((line) => line.replaceAll("\0", " "));
}
