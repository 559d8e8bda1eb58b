import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pidtree from "pidtree";
import { environmentOf, statOf } from "./procFiles.ts";

/** A child that leads its own process group, and whose environment holds `marker`. */
export interface ProcessTree {
  readonly pid: number;
  /** `NAME=value`, unique to this tree. Descendants inherit it, also those that left the group and lost their parent. */
  readonly marker: string;
  /** True when all of it dies with the child, as in a process namespace that ends with it. */
  readonly sealed: boolean;
}

/** New processes can be forked while the old ones are killed; a tree that outlives this many sweeps is a fork bomb. */
const mostSweeps = 200;

/**
 * Kills a child and everything it started; resolves when nothing of it runs any more. Safe to call when the child
 * has already exited: what it left behind is killed.
 * On Linux descendants are found by process group, by parent and by the marker, so that a daemon is found too.
 * Elsewhere only those are found that are still in the group or below the child.
 * @throws Error when processes are forked faster than they can be killed.
 */
export async function killTree(tree: ProcessTree): Promise<void> {
  if (process.platform === "win32") {
    await killOnWindows(tree.pid);
    return;
  }
  // Before anything is looked for, because looking takes longer than forking. What is stopped forks no more, and is
  // still the parent of what would be lost when it were dead.
  signalGroup(tree.pid, tree.sealed ? "SIGKILL" : "SIGSTOP");
  const members = process.platform === "linux" ? linuxMembers : unixMembers;
  for (let sweep = 0; sweep < mostSweeps; sweep += 1) {
    const pids = await members(tree);
    killGroup(tree.pid);
    if (pids.length === 0) return;
    for (const pid of pids) send(pid, "SIGKILL");
    await sleep(2);
  }
  throw new Error(`The processes started by process ${tree.pid} multiply faster than they can be killed.`);
}

/** Kills the group of a child at once; for the moment when there is no time to wait. */
export function killGroup(pid: number): void {
  signalGroup(pid, "SIGKILL");
}

function signalGroup(pid: number, signal: NodeJS.Signals): void {
  send(process.platform === "win32" ? pid : -pid, signal);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // ESRCH: it is gone already. EPERM: on macOS, a group of zombies only.
    if (!isErrno(error, "ESRCH") && !isErrno(error, "EPERM")) throw error;
  }
}

/** At once and without waiting, for while one process is looked at another one may fork. */
function linuxMembers(tree: ProcessTree): readonly number[] {
  const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  const processes = names
    .map((name) => linuxProcess(Number(name), tree.marker))
    .filter((found) => found !== null);
  const members = new Set<number>();
  for (let grown = -1; grown !== members.size; ) {
    grown = members.size;
    for (const { pid, parent, group, marked } of processes) {
      if (marked || pid === tree.pid || group === tree.pid || parent === tree.pid || members.has(parent)) {
        members.add(pid);
      }
    }
  }
  return [...members];
}

interface LinuxProcess {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly marked: boolean;
}

/** Null when it is gone, or a zombie: that one runs no more and waits for its parent only. */
function linuxProcess(pid: number, marker: string): LinuxProcess | null {
  const [state, parent, group] = statOf(pid) ?? [];
  if (state === undefined || parent === undefined || group === undefined || state === "Z" || state === "X") {
    return null;
  }
  const marked = environmentOf(pid).split("\0").includes(marker);
  return { pid, parent: Number(parent), group: Number(group), marked };
}

async function unixMembers(tree: ProcessTree): Promise<readonly number[]> {
  try {
    return await pidtree(tree.pid, { root: true });
  } catch (error) {
    if (error instanceof Error && /No matching pid/i.test(error.message)) return [];
    throw error;
  }
}

async function killOnWindows(pid: number): Promise<void> {
  try {
    await promisify(execFile)("taskkill", ["/pid", String(pid), "/T", "/F"], { windowsHide: true });
  } catch (error) {
    // 128: there is no such process any more.
    if (!(error instanceof Error && "code" in error && error.code === 128)) throw error;
  }
}

function isErrno(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
