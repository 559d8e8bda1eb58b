import { execFile } from "node:child_process";
import { cp, mkdtemp, realpath, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** A small real git repository in a temporary folder. */
export interface FixtureRepository {
  /** The absolute path of its root, free of links. */
  folder: string;
  /** Runs git in it, apart from the user's own configuration, and gives back what git printed. */
  git(...args: string[]): Promise<string>;
  dispose(): Promise<void>;
}

/** Every folder of test/fixtures that is meant to become a repository, and where the others are. */
const places = {
  "list-tools": "../fixtures/list-tools",
  "python-tools": "../fixtures/python-tools",
  "shell-tools": "../fixtures/shell-tools",
  evaluator: "../../examples/languages/evaluator",
} as const;

export type FixtureName = keyof typeof places;

const identity = ["-c", "user.name=Fixture", "-c", "user.email=fixture@example.com"];

/** Copies its folder to a fresh place and makes it a repository with one commit on `main`. */
export async function makeFixtureRepository(name: FixtureName): Promise<FixtureRepository> {
  const parent = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-repository-"));
  const folder = path.join(parent, name);
  await cp(path.join(import.meta.dirname, places[name]), folder, { recursive: true });
  const git = (...args: string[]): Promise<string> => runGit(folder, args);
  await git("init", "--quiet", "--initial-branch=main");
  await git("add", "--all");
  await git("commit", "--quiet", "--message=Start");
  return { folder, git, dispose: () => rm(parent, { recursive: true, force: true }) };
}

async function runGit(folder: string, args: string[]): Promise<string> {
  // The user's own settings (signing, hooks, templates) would make every machine's repository another.
  const env = { ...process.env, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" };
  const { stdout } = await promisify(execFile)("git", [...identity, ...args], { cwd: folder, env });
  return stdout;
}
