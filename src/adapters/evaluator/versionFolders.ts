import { CandidateFailure, type Trial } from "../../engine/ports.ts";
import type { Benchmark, Version } from "../benchmarks/benchmark.ts";
import type { Worktree, Worktrees } from "./worktree.ts";

/** How many built candidates are kept at most, so that their next block need not build them again. */
const mostKept = 8;

interface Kept {
  readonly worktree: Worktree;
  /** Uses under way; a folder in use is never given back. */
  users: number;
}

/**
 * Lays versions out in folders. The baseline has one folder for the whole run and, for blocks against itself, a
 * second one. A candidate gets a fresh folder every time, so that nothing it leaves behind is there the next time;
 * where versions are built, which may take minutes, its folder is kept from block to block.
 */
export class VersionFolders {
  readonly #worktrees: Worktrees;
  readonly #base: string;
  readonly #build: Benchmark["build"];
  /** The most recently used last. */
  readonly #kept = new Map<string, Kept>();
  #baseline: Promise<Worktree> | null = null;
  #twin: Promise<Worktree> | null = null;

  /** @param options.base the commit of the baseline */
  constructor(options: {
    readonly worktrees: Worktrees;
    readonly base: string;
    readonly build: Benchmark["build"];
  }) {
    this.#worktrees = options.worktrees;
    this.#base = options.base;
    this.#build = options.build;
  }

  /** The baseline; built, where versions are built, by whoever prepares it. */
  async baseline(signal: AbortSignal): Promise<Version> {
    this.#baseline ??= this.#worktrees.acquire(this.#base, signal).catch((error: unknown) => {
      this.#baseline = null;
      throw error;
    });
    return { root: (await this.#baseline).path, trial: null };
  }

  /** The baseline once more, in another folder. */
  async twin(signal: AbortSignal): Promise<Version> {
    this.#twin ??= this.#newTwin(signal).catch((error: unknown) => {
      this.#twin = null;
      throw error;
    });
    return { root: (await this.#twin).path, trial: null };
  }

  /** A fresh folder with the files of a commit and nothing else, for as long as `use` takes. */
  async fresh<Result>(
    commit: string,
    signal: AbortSignal,
    use: (root: string) => Promise<Result>,
  ): Promise<Result> {
    const worktree = await this.#worktrees.acquire(commit, signal);
    try {
      return await use(worktree.path);
    } finally {
      await worktree.release();
    }
  }

  /** A fresh folder with the files of the baseline, which may be changed at will. */
  scratch<Result>(signal: AbortSignal, use: (root: string) => Promise<Result>): Promise<Result> {
    return this.fresh(this.#base, signal, use);
  }

  /**
   * A candidate, built where versions are built, for as long as `use` takes.
   * @throws CandidateFailure when it cannot be built
   */
  async candidate<Result>(
    trial: Trial,
    signal: AbortSignal,
    use: (version: Version) => Promise<Result>,
  ): Promise<Result> {
    const build = this.#build;
    if (build === null) return this.fresh(trial.commit, signal, (root) => use({ root, trial }));
    const kept = this.#kept.get(trial.commit) ?? {
      worktree: await this.#built(trial, build, signal),
      users: 0,
    };
    this.#kept.delete(trial.commit);
    this.#kept.set(trial.commit, kept);
    kept.users += 1;
    try {
      return await use({ root: kept.worktree.path, trial });
    } finally {
      kept.users -= 1;
      await this.#giveBack(mostKept);
    }
  }

  /** Gives all folders back. None may be in use. */
  async close(): Promise<void> {
    const own = await Promise.all([this.#baseline, this.#twin]);
    this.#baseline = null;
    this.#twin = null;
    for (const worktree of own) await worktree?.release();
    await this.#giveBack(0);
  }

  async #newTwin(signal: AbortSignal): Promise<Worktree> {
    const worktree = await this.#worktrees.acquire(this.#base, signal);
    try {
      const problem = await this.#build?.({ root: worktree.path, trial: null }, signal);
      if (problem != null) throw new Error(`The baseline can be built once, but not twice: ${problem}`);
      return worktree;
    } catch (error) {
      await worktree.release();
      throw error;
    }
  }

  async #built(trial: Trial, build: NonNullable<Benchmark["build"]>, signal: AbortSignal): Promise<Worktree> {
    const worktree = await this.#worktrees.acquire(trial.commit, signal);
    try {
      const problem = await build({ root: worktree.path, trial }, signal);
      if (problem !== null) throw new CandidateFailure(problem);
      return worktree;
    } catch (error) {
      await worktree.release();
      throw error;
    }
  }

  async #giveBack(most: number): Promise<void> {
    for (const [commit, { worktree, users }] of this.#kept) {
      if (this.#kept.size <= most) return;
      if (users > 0) continue;
      this.#kept.delete(commit);
      await worktree.release();
    }
  }
}
