import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import path from "node:path";
import type { FixtureRepository } from "./fixtureRepository.ts";

/** Everything of the user's that a run must leave as it was. */
export interface RepositoryState {
  readonly head: string;
  readonly headFile: string;
  readonly index: string;
  readonly stash: string;
  readonly status: string;
  readonly config: string;
  readonly hooks: readonly string[];
  readonly worktrees: string;
  readonly branches: string;
  /** Path, bytes and time of change of every file in the working tree. */
  readonly files: readonly string[];
}

export async function repositoryState({ folder, git }: FixtureRepository): Promise<RepositoryState> {
  const inGit = (file: string) => path.join(folder, ".git", file);
  return {
    head: await git("rev-parse", "HEAD"),
    headFile: await readFile(inGit("HEAD"), "utf8"),
    index: digest(await readFile(inGit("index"))),
    stash: await git("stash", "list"),
    status: await git("--no-optional-locks", "status", "--porcelain=v2", "--branch", "--ignored"),
    config: await readFile(inGit("config"), "utf8"),
    hooks: await filesIn(inGit("hooks"), () => true),
    worktrees: await git("worktree", "list", "--porcelain"),
    branches: (await git("for-each-ref", "refs/heads", "--format=%(refname) %(objectname)"))
      .split("\n")
      .filter((line) => !line.startsWith("refs/heads/evolvent/"))
      .join("\n"),
    files: await filesIn(folder, (name) => name !== ".git"),
  };
}

async function filesIn(folder: string, wanted: (name: string) => boolean): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const described = await Promise.all(
    entries
      .filter(({ name }) => wanted(name))
      .map(async (entry) => {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) return filesIn(file, wanted);
        return [`${file} ${digest(await readFile(file))} ${(await stat(file)).mtimeMs}`];
      }),
  );
  return described.flat().sort();
}

function digest(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
