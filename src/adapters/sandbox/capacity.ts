import os from "node:os";
import type { Capacity } from "./policies.ts";

/** What this machine has. */
export function machineCapacity(): Capacity {
  return { cores: os.availableParallelism(), memoryBytes: os.totalmem() };
}
