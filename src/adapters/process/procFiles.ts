import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";

/** Enough for the longest of them, the list of a thread's children. One for all: nothing is read at once. */
const bytes = Buffer.allocUnsafe(2 ** 16);

/** A file of Linux's `/proc`, in few microseconds. Null when it is not there, any more, or belongs to somebody else. */
export function readProc(file: string): string | null {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, "r");
    return bytes.toString("latin1", 0, readSync(descriptor, bytes));
  } catch (error) {
    if (isGone(error)) return null;
    throw error;
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** The threads of a process; none when it is gone. */
export function threadsOf(pid: number): readonly number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}

/** The processes that a thread has started and that are still there. */
export function childrenOf(pid: number, thread: number): readonly number[] {
  const list = readProc(`/proc/${pid}/task/${thread}/children`) ?? "";
  return list === "" ? [] : list.trimEnd().split(" ").map(Number);
}

/** The fields of `/proc/<pid>/stat`, the first of which is the third that man 5 proc counts: the state. */
export function statOf(pid: number): readonly string[] | null {
  const stat = readProc(`/proc/${pid}/stat`);
  // "pid (command) state …", where the command may hold blanks and parentheses.
  return stat === null ? null : stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** The variables a process was started with, each ended by a zero byte; empty when it is gone or somebody else's. */
export function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch (error) {
    if (isGone(error)) return "";
    throw error;
  }
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    typeof error.code === "string" &&
    ["ENOENT", "ESRCH", "EACCES", "EPERM", "ENOTDIR"].includes(error.code)
  );
}
