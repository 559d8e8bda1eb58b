import type { CancelSignal } from "../../engine/ports.ts";

/** Gives folders that hold the files of a commit. */
export interface Worktrees {
  acquire(commit: string, signal: CancelSignal): Promise<Worktree>;
}

/** A folder that is ours until it is released. */
export interface Worktree {
  /** Absolute path. */
  readonly path: string;
  release(): Promise<void>;
}
