import { openSync, readdirSync, readFileSync } from "node:fs";

const closeOnExec = 0o2000000;
const standard = 2;

let found: readonly number[] | null = null;
let empty: number | null = null;

/**
 * File descriptors that this process was started with and would hand on to every child, on Linux. One of a folder
 * would lead out of a sandbox. What Node.js opens itself is never handed on, so that looking once is enough.
 */
export function inheritedDescriptors(): readonly number[] {
  found ??= process.platform === "linux" ? readdirSync("/proc/self/fd").map(Number).filter(isHandedOn) : [];
  return found;
}

/** An open `/dev/null`, to be given to a child in place of such a descriptor. */
export function emptyDescriptor(): number {
  empty ??= openSync("/dev/null", "r");
  return empty;
}

function isHandedOn(descriptor: number): boolean {
  if (descriptor <= standard) return false;
  try {
    const flags = /^flags:\s*([0-7]+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1"));
    return flags !== null && (Number.parseInt(String(flags[1]), 8) & closeOnExec) === 0;
  } catch {
    // The descriptor of the folder that was listed.
    return false;
  }
}
