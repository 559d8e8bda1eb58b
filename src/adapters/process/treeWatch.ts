import { type Excess, mostWritten, type ResourceLimits } from "./limits.ts";
import { childrenOf, readProc, statOf, threadsOf } from "./procFiles.ts";

/** How often a tree is looked at. A program that takes a gigabyte a second is caught with 50 MiB too much. */
const intervalMs = 50;
/** Linux shows CPU times to programs in hundredths of a second everywhere. */
const tickMs = 10;
/**
 * A machine left with less than this is about to suffer. Memory that no process of the tree shows as its own, such as
 * files that are held in memory, is noticed by this.
 */
const leastAvailableBytes = 256 * 2 ** 20;

/** What the processes of a tree have and have used at one moment. */
interface TreeSample {
  readonly pids: readonly number[];
  /** Processes and threads. */
  readonly tasks: number;
  /** Memory that is not that of a file, added up; what forked processes still share counts for each. */
  readonly bytes: number;
  /** Of all processes, also those that have gone and were waited for. */
  readonly cpuMs: number;
  /** Bytes written to disk, likewise. */
  readonly writtenBytes: number;
}

/** Looks at a process and everything below it, on Linux, until it is stopped or uses more than it may. */
export class TreeWatch {
  readonly #root: number;
  readonly #limits: ResourceLimits;
  readonly #exceeded: (excess: Excess) => void;
  readonly #availableAtFirst = availableBytes();
  readonly #timer: NodeJS.Timeout;
  #peakBytes: number | null = null;

  /** @param exceeded called once, at the first excess */
  constructor(root: number, limits: ResourceLimits, exceeded: (excess: Excess) => void) {
    this.#root = root;
    this.#limits = limits;
    this.#exceeded = exceeded;
    this.#timer = setInterval(() => this.#look(), intervalMs);
  }

  /** The most memory that was seen at once; null when none was seen before it ended. */
  get peakBytes(): number | null {
    return this.#peakBytes;
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const sample = sampleTree(this.#root, this.#limits.processes);
    if (sample === null) return;
    // What has ended and is not yet waited for has no memory any more.
    if (sample.bytes > 0) this.#peakBytes = Math.max(this.#peakBytes ?? 0, sample.bytes);
    const excess = this.#excessOf(sample);
    if (excess === null) return;
    this.stop();
    this.#exceeded(excess);
  }

  #excessOf(sample: TreeSample): Excess | null {
    const { processes, memoryBytes, cpuMs } = this.#limits;
    if (sample.tasks > processes) return "too-many-processes";
    if (sample.bytes > memoryBytes && proportionalBytes(sample.pids) > memoryBytes) return "out-of-memory";
    if (this.#isMachineStarving()) return "out-of-memory";
    if (sample.writtenBytes > mostWritten(this.#limits)) return "too-much-written";
    return sample.cpuMs > cpuMs ? "out-of-cpu" : null;
  }

  /** Only a tree that may have caused it is blamed: the machine has lost more than the tree may use. */
  #isMachineStarving(): boolean {
    const available = availableBytes();
    if (available === null || this.#availableAtFirst === null) return false;
    return available < leastAvailableBytes && this.#availableAtFirst - available > this.#limits.memoryBytes;
  }
}

/** Stops counting soon after `mostTasks`. Null when the root is gone. */
function sampleTree(root: number, mostTasks: number): TreeSample | null {
  const pids: number[] = [];
  let tasks = 0;
  let bytes = 0;
  let cpuMs = 0;
  let writtenBytes = 0;
  const open = [root];
  for (let pid = open.pop(); pid !== undefined && tasks <= mostTasks; pid = open.pop()) {
    const fields = statOf(pid);
    if (fields === null) {
      if (pid === root) return null;
      continue;
    }
    const threads = threadsOf(pid);
    pids.push(pid);
    tasks += threads.length;
    bytes += ownBytes(pid);
    writtenBytes += Number(/^write_bytes: (\d+)$/m.exec(readProc(`/proc/${pid}/io`) ?? "")?.[1] ?? 0);
    // Fields 14 to 17: of its own and of children that it has waited for, as a program and in the kernel.
    for (const field of fields.slice(11, 15)) cpuMs += Number(field) * tickMs;
    for (const thread of threads) open.push(...childrenOf(pid, thread));
  }
  return { pids, tasks, bytes, cpuMs, writtenBytes };
}

function ownBytes(pid: number): number {
  const status = readProc(`/proc/${pid}/status`) ?? "";
  return kibibytes(status, "RssAnon") + kibibytes(status, "RssShmem");
}

/** Shared memory is divided among those that share it; slow, so that it is asked in doubt only. */
function proportionalBytes(pids: readonly number[]): number {
  let total = 0;
  for (const pid of pids) {
    const rollup = readProc(`/proc/${pid}/smaps_rollup`);
    // Older kernels do not say how much of it is memory of files.
    total += rollup?.includes("Pss_Anon:")
      ? kibibytes(rollup, "Pss_Anon") + kibibytes(rollup, "Pss_Shmem")
      : ownBytes(pid);
  }
  return total;
}

function availableBytes(): number | null {
  const text = readProc("/proc/meminfo");
  return text === null ? null : kibibytes(text, "MemAvailable");
}

/** The value of a line such as `RssAnon:	  1234 kB`, in bytes; 0 when there is none. */
function kibibytes(text: string, name: string): number {
  const found = new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(text);
  return found === null ? 0 : Number(found[1]) * 1024;
}
