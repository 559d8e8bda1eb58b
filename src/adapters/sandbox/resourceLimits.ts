import type { ResourceLimits } from "../process/limits.ts";

const leastMemory = 2 ** 29;

/**
 * What the code as it is may use: so much that only a mistake exceeds it.
 * @param wallMs after which it is killed anyway
 */
export function generousLimits(wallMs: number): ResourceLimits {
  return { cpuMs: 16 * wallMs, memoryBytes: 2 ** 33, processes: 512, fileBytes: 2 ** 30 };
}

/**
 * What a candidate may use, by what the baseline used for the same.
 * @param baseline.peakBytes null where the machine does not tell
 */
export function limitsBeside(baseline: {
  readonly cpuMs: number;
  readonly peakBytes: number | null;
}): ResourceLimits {
  return {
    cpuMs: 3 * baseline.cpuMs + 2000,
    memoryBytes: baseline.peakBytes === null ? 2 ** 32 : Math.max(leastMemory, 4 * baseline.peakBytes),
    processes: 64,
    fileBytes: 2 ** 26,
  };
}
