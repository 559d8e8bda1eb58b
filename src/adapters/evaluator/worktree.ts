import type { CancelSignal } from "../../engine/ports.ts";
import type { ChangedPath } from "../git/changedPaths.ts";

/** Gives folders that hold the files of a commit. */
export interface Worktrees {
  acquire(commit: string, signal: CancelSignal): Promise<Worktree>;
  /** Absolute paths outside of the folders that they need: installed packages and virtual environments. */
  dependencies(commit: string): Promise<readonly string[]>;
  /** What differs between the trees of two commits. */
  changes(from: string, to: string): Promise<readonly ChangedPath[]>;
}

/** A folder that is ours until it is released. */
export interface Worktree {
  /** Absolute path. */
  readonly path: string;
  release(): Promise<void>;
}
