import { readFileSync } from "node:fs";

/**
 * The share of the last ten seconds during which something on this machine was ready to run but had no core, from 0 to
 * 1, by Linux's pressure stall information; null where the machine does not tell.
 */
export function cpuContention(): number | null {
  try {
    const [, percent] = /^some avg10=(\d+(?:\.\d+)?)/.exec(readFileSync("/proc/pressure/cpu", "utf8")) ?? [];
    return percent === undefined ? null : Number(percent) / 100;
  } catch {
    return null;
  }
}
