import { childrenOf, readProc, statOf, threadsOf } from "./procFiles.ts";

/** What a process and everything below it have used until now. */
export interface TreeUsage {
  /** CPU nanoseconds of all processes and threads, as far as they were seen; exact, and never smaller than before. */
  readonly cpuNs: number;
  /**
   * CPU nanoseconds that the machine accounts for beyond that, to a few hundredths of a second from below: of threads
   * and processes that came and went between two looks.
   */
  readonly hiddenNs: number;
  /** Most resident memory of each process that is there, added up, in bytes; null when all of them have ended. */
  readonly peakBytes: number | null;
}

/** The unit of the times in `/proc/<pid>/stat`: Linux shows them to programs in hundredths of a second everywhere. */
const tickNs = 1e7;
/** A program that has just spoken is about to wait for the answer; this often we look whether it does. */
const mostLooks = 200;

/** Watches what a tree of processes uses. */
export class TreeClock {
  readonly #root: number;
  #threads: ReadonlyMap<number, number> = new Map();
  /** Of threads that have ended, as they were last seen. */
  #goneNs = 0;
  /** What was hidden when we first looked is none of our business. */
  #hiddenAtFirstNs: number | null = null;
  #hiddenNs = 0;

  /** @param root process id */
  constructor(root: number) {
    this.#root = root;
  }

  /**
   * Looks into `/proc`, in a fraction of a millisecond. Waits a moment until the main threads sleep, because the
   * kernel brings the time of a running thread up to date only at its next tick.
   * @returns null where the machine does not tell, and when the root is gone.
   */
  read(): TreeUsage | null {
    const threads = new Map<number, number>();
    let accountedNs = 0;
    let peakBytes = 0;
    const open = [this.#root];
    for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
      const stat = sleepingStat(pid);
      if (stat === null) continue;
      accountedNs += stat.ownNs + stat.waitedForNs;
      peakBytes += peakOf(pid);
      for (const thread of threadsOf(pid)) {
        const time = readProc(`/proc/${pid}/task/${thread}/schedstat`);
        if (time === null) continue;
        threads.set(thread, Number.parseInt(time, 10));
        open.push(...childrenOf(pid, thread));
      }
    }
    if (!threads.has(this.#root)) return null;
    return { ...this.#add(threads, accountedNs), peakBytes: peakBytes === 0 ? null : peakBytes };
  }

  #add(threads: ReadonlyMap<number, number>, accountedNs: number): Pick<TreeUsage, "cpuNs" | "hiddenNs"> {
    for (const [thread, lastNs] of this.#threads) if (!threads.has(thread)) this.#goneNs += lastNs;
    this.#threads = threads;
    let cpuNs = this.#goneNs;
    for (const liveNs of threads.values()) cpuNs += liveNs;
    const hiddenNs = accountedNs - cpuNs;
    this.#hiddenAtFirstNs ??= Math.max(0, hiddenNs);
    this.#hiddenNs = Math.max(this.#hiddenNs, hiddenNs - this.#hiddenAtFirstNs);
    return { cpuNs, hiddenNs: this.#hiddenNs };
  }
}

interface Stat {
  /** Of all threads, also those that have ended. */
  readonly ownNs: number;
  /** Of children that have ended and were waited for. */
  readonly waitedForNs: number;
}

function sleepingStat(pid: number): Stat | null {
  for (let look = 1; ; look += 1) {
    const fields = statOf(pid);
    if (fields === null) return null;
    if (fields[0] === "R" && look < mostLooks) continue;
    const ticks = (field: number): number => Number(fields[field - 3]);
    return { ownNs: (ticks(14) + ticks(15)) * tickNs, waitedForNs: (ticks(16) + ticks(17)) * tickNs };
  }
}

function peakOf(pid: number): number {
  const found = /^VmHWM:\s*(\d+) kB$/m.exec(readProc(`/proc/${pid}/status`) ?? "");
  return found === null ? 0 : Number(found[1]) * 1024;
}
