import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Worktree, Worktrees } from "../../src/adapters/evaluator/worktree.ts";
import type { ChangedPath } from "../../src/adapters/git/changedPaths.ts";

/** Worktrees without git: each "commit" is a copy of some files with one of them changed. */
export class FolderWorktrees implements Worktrees {
  readonly #root: string;
  readonly #commits = new Map<string, string>();
  #made = 0;
  /** Folders that were handed out and have not come back. */
  inUse = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  static async create(): Promise<FolderWorktrees> {
    return new FolderWorktrees(await mkdtemp(path.join(os.tmpdir(), "evolvent-folders-")));
  }

  /** An empty folder that goes with the rest. */
  async folder(): Promise<string> {
    this.#made += 1;
    const folder = path.join(this.#root, `folder-${this.#made}`);
    await mkdir(folder);
    return folder;
  }

  async commit(files: Readonly<Record<string, string>>): Promise<string> {
    const folder = await this.folder();
    const commit = path.basename(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    this.#commits.set(commit, folder);
    return commit;
  }

  async acquire(commit: string): Promise<Worktree> {
    const from = this.#commits.get(commit);
    if (from === undefined) throw new Error(`no ${commit}`);
    const folder = await this.folder();
    await cp(from, folder, { recursive: true });
    this.inUse += 1;
    return {
      path: folder,
      release: async () => {
        this.inUse -= 1;
        await rm(folder, { recursive: true, force: true });
      },
    };
  }

  async changes(from: string, to: string): Promise<readonly ChangedPath[]> {
    const [before, after] = [await this.#files(from), await this.#files(to)];
    const paths = new Set([...before.keys(), ...after.keys()]);
    return [...paths].flatMap((name) => {
      const [old, young] = [before.get(name), after.get(name)];
      return old === young ? [] : { path: name, onlyContent: old !== undefined && young !== undefined };
    });
  }

  async #files(commit: string): Promise<ReadonlyMap<string, string>> {
    const folder = this.#commits.get(commit) ?? "";
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => path.join(entry.parentPath, entry.name));
    return new Map(
      await Promise.all(
        files.map(async (file) => [path.relative(folder, file), await readFile(file, "latin1")] as const),
      ),
    );
  }

  async dependencies(): Promise<readonly string[]> {
    return [];
  }

  async dispose(): Promise<void> {
    await rm(this.#root, { recursive: true, force: true });
  }
}
