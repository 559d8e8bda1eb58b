import type { ResourceLimits } from "../process/limits.ts";
import type { Confinement } from "./sandbox.ts";

const mebibyte = 2 ** 20;
const leastMemoryBytes = 512 * mebibyte;
/** Where nobody knows what the baseline used. */
const unknownMemoryBytes = 4096 * mebibyte;

/** A harness is one process that need write nothing; test programs start workers for every core, builds write much. */
const uses = {
  harness: { processes: 64, fileBytes: 64 * mebibyte },
  command: { processes: 512, fileBytes: 1024 * mebibyte },
} as const;

/** `harness`: one process that calls a function. `command`: tests, builds, and whatever else a user's line starts. */
export type Use = keyof typeof uses;

/** What the baseline used. */
export interface BaselineUse {
  /** CPU milliseconds, or wall milliseconds times the cores it could use where CPU time is not known. */
  readonly cpuMs: number;
  /** Most memory at once; null where it is not known. */
  readonly peakBytes: number | null;
}

/** What a candidate may use: three times the CPU time of the baseline and 2 s, four times its memory. */
export function candidateLimits(baseline: BaselineUse, use: Use): ResourceLimits {
  return {
    ...uses[use],
    cpuMs: 3 * baseline.cpuMs + 2000,
    memoryBytes:
      baseline.peakBytes === null ? unknownMemoryBytes : Math.max(leastMemoryBytes, 4 * baseline.peakBytes),
  };
}

/** The wall milliseconds that go with limits: twice the CPU time, so that a busy machine kills nobody. */
export function wallLimitMs({ cpuMs }: ResourceLimits): number {
  return 2 * cpuMs;
}

/** The machine a baseline runs on; see `os`. */
export interface Capacity {
  readonly cores: number;
  readonly memoryBytes: number;
}

/** What the baseline may use, of which nothing is known yet: all cores until the timeout, half of the memory. */
export function baselineLimits(timeoutMs: number, capacity: Capacity, use: Use): ResourceLimits {
  return {
    ...uses[use],
    cpuMs: timeoutMs * capacity.cores,
    memoryBytes: Math.max(leastMemoryBytes, capacity.memoryBytes / 2),
  };
}

interface Needs {
  /** Absolute path of the folder with the version's files. */
  readonly worktree: string;
  readonly limits: ResourceLimits;
  /** Absolute paths of what this process needs beside what all of a run may read; see `withReadable`. */
  readonly dependencies?: readonly string[];
}

/** Tests, builds and recording: the worktree and the home folder can be written, for such programs leave files. */
export function commandConfinement(options: Needs & { readonly home: string }): Confinement {
  const { worktree, home, dependencies = [], limits } = options;
  return { writable: [worktree, home], readable: dependencies, limits };
}

/** A harness that checks or times: nothing can be written. */
export function harnessConfinement({ worktree, dependencies = [], limits }: Needs): Confinement {
  return { writable: [], readable: [worktree, ...dependencies], limits };
}

/** The user's evaluator: it reads the worktree and writes into a folder that is made for one evaluation. */
export function evaluatorConfinement(options: Needs & { readonly folder: string }): Confinement {
  const { worktree, folder, dependencies = [], limits } = options;
  return { writable: [folder], readable: [worktree, ...dependencies], limits };
}
