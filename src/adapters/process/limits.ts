/** What a process may use at most. `Sandbox.record` says which of these the machine enforces, and how. */
export interface ResourceLimits {
  /** CPU milliseconds of all its processes together. */
  readonly cpuMs: number;
  /** Memory of all its processes together, in bytes. */
  readonly memoryBytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
  /** Size of any file it writes, in bytes. */
  readonly fileBytes: number;
}

/** How many files of the largest size it may write to disk, so that many small ones do not fill it. */
const mostFiles = 16;

/** Bytes that all its processes together may write to disk. */
export function mostWritten({ fileBytes }: ResourceLimits): number {
  return mostFiles * fileBytes;
}

/** That a process was ended because it used more than it may. */
export type Excess =
  | "out-of-cpu"
  | "out-of-memory"
  | "too-many-processes"
  | "file-too-large"
  | "too-much-written";

/** What the process did, as a phrase that ends a sentence: "used more than 512 MiB of memory". */
export function excessPhrase(excess: Excess, limits: ResourceLimits): string {
  switch (excess) {
    case "out-of-cpu":
      return `used more than ${Number((limits.cpuMs / 1000).toPrecision(2))} s of processor time`;
    case "out-of-memory":
      return `used more than ${size(limits.memoryBytes)} of memory`;
    case "too-many-processes":
      return `started more than ${limits.processes} processes and threads`;
    case "file-too-large":
      return `wrote a file of more than ${size(limits.fileBytes)}`;
    case "too-much-written":
      return `wrote more than ${size(mostWritten(limits))}`;
  }
}

function size(bytes: number): string {
  return bytes >= 2 ** 30
    ? `${Number((bytes / 2 ** 30).toFixed(1))} GiB`
    : `${Math.max(1, Math.round(bytes / 2 ** 20))} MiB`;
}
