import { createHash } from "node:crypto";
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { vi } from "vitest";
import { openRepository, type Repository } from "../../../src/adapters/git/repository.ts";
import type { Baseline } from "../../../src/engine/domain/candidate.ts";
import type { Verdict } from "../../../src/engine/domain/verdict.ts";
import type { Holding } from "../../../src/engine/ports.ts";

// Every step is a process or ten, and the machine may be busy.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A fixed clock, for commits that come out the same every time. */
export const clock = { now: () => 1_700_000_000_000 };

export const improved: Verdict = {
  kind: "improved",
  gain: { estimate: 1.84, low: 1.8, high: 1.881, blocks: 12 },
};
export const rejected: Verdict = {
  kind: "rejected",
  gate: "differential",
  reason: "Input 3 gives 4\ninstead of 5.",
};

/** A real repository in a temporary folder, with configuration of its own. */
export class TestRepository {
  readonly root: string;
  readonly #home: string;
  private constructor(root: string, home: string) {
    this.root = root;
    this.#home = home;
  }

  /** @param options.name of the folder. @param options.init further arguments of `git init`. */
  static async create(
    options: { readonly name?: string; readonly init?: readonly string[]; readonly empty?: boolean } = {},
  ): Promise<TestRepository> {
    const home = await realpath(await mkdtemp(join(tmpdir(), "evolvent-test-")));
    const root = join(home, options.name ?? "project");
    await mkdir(root);
    await writeFile(join(home, "gitconfig"), "[user]\n\tname = Ada\n\temail = ada@example.org\n");
    const repository = new TestRepository(root, home);
    await repository.git("init", "-q", "-b", "main", ...(options.init ?? []));
    if (options.empty !== true) {
      await repository.write("src/deep/sum.js", source);
      await repository.write("README.md", "A project.\n");
      await repository.commit("Start");
    }
    return repository;
  }

  /** Folder beside the repository, for things of the test's. */
  get home(): string {
    return this.#home;
  }

  /** The environment of the user's git, free of the machine's own configuration. */
  get env(): Record<string, string> {
    return {
      GIT_CONFIG_GLOBAL: join(this.#home, "gitconfig"),
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_OPTIONAL_LOCKS: "0",
    };
  }

  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await execa("git", args, { cwd: this.root, env: this.env, stripFinalNewline: false });
    return stdout;
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    await mkdir(dirname(join(this.root, path)), { recursive: true });
    await writeFile(join(this.root, path), content);
  }

  async read(path: string): Promise<string> {
    return await readFile(join(this.root, path), "utf8");
  }

  async commit(message: string): Promise<string> {
    await this.git("add", "-A");
    await this.git("commit", "-q", "-m", message);
    return (await this.git("rev-parse", "HEAD")).trim();
  }

  async open(folder: string = this.root): Promise<Repository> {
    const before = { ...process.env };
    Object.assign(process.env, this.env);
    try {
      return await openRepository({ folder, gitPath: "git" });
    } finally {
      for (const name of Object.keys(this.env)) delete process.env[name];
      Object.assign(process.env, before);
    }
  }

  /** Hooks that would each leave a file in `hookMarks()`. */
  async installHooks(): Promise<void> {
    await mkdir(join(this.#home, "marks"));
    for (const hook of [
      "pre-commit",
      "post-commit",
      "commit-msg",
      "post-checkout",
      "post-index-change",
      "reference-transaction",
    ]) {
      const path = join(this.root, ".git/hooks", hook);
      await writeFile(path, `#!/bin/sh\ntouch '${join(this.#home, "marks", hook)}'\n`);
      await chmod(path, 0o755);
    }
  }

  async hookMarks(): Promise<readonly string[]> {
    return await readdir(join(this.#home, "marks"));
  }

  /** Everything of the user's that must never change, as one comparable value. */
  async fingerprint(): Promise<Readonly<Record<string, unknown>>> {
    const gitDir = (await this.git("rev-parse", "--absolute-git-dir")).trim();
    const commonDir = (await this.git("rev-parse", "--path-format=absolute", "--git-common-dir")).trim();
    const index = join(gitDir, "index");
    return {
      head: await readFile(join(gitDir, "HEAD"), "utf8"),
      index: createHash("sha256")
        .update(await readFile(index))
        .digest("hex"),
      indexTime: (await lstat(index)).mtimeMs,
      config: await readFile(join(commonDir, "config"), "utf8"),
      gitEntries: (await readdir(gitDir)).filter((name) => name !== "evolvent").toSorted(),
      stash: await this.git("stash", "list"),
      reflog: await this.git("reflog", "--all"),
      refs: await this.git("for-each-ref", "refs/heads/main", "refs/tags", "refs/remotes", "refs/stash"),
      worktrees: await this.git("worktree", "list", "--porcelain"),
      status: await this.git("status", "--porcelain=v2", "--branch", "--ignored"),
      tree: await describeTree(this.root),
    };
  }

  async remove(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }
}

export const source = "export function sum(list) {\n  return list.reduce((a, b) => a + b, 0);\n}\n";

/** The whole file as the target. */
export function baselineOf(file: string, text: string): Baseline {
  return { file, symbol: "sum", text, region: { start: 0, end: text.length }, helperOffset: 0 };
}

export function holding(
  number: number,
  parents: readonly string[],
  text: string,
  changes: Partial<Holding> = {},
): Holding {
  return {
    number,
    parents,
    code: { target: text, helpers: [] },
    operator: "loop-for-reduce",
    summary: `Version ${number}`,
    ...changes,
  };
}

/** Bytes, kind and modification time of everything outside `.git`. */
async function describeTree(root: string, folder = ""): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
    if (path === ".git") continue;
    const { mtimeMs, mode } = await lstat(join(root, path));
    const content = entry.isFile() ? (await readFile(join(root, path))).toString("base64") : "";
    lines.push(`${path} ${mode} ${mtimeMs} ${content}`);
    if (entry.isDirectory()) lines.push(...(await describeTree(root, path)));
  }
  return lines.toSorted();
}
