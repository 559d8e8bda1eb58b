import { machineCapacity } from "../../sandbox/capacity.ts";
import { baselineLimits, harnessConfinement } from "../../sandbox/policies.ts";
import type { BenchmarkRun, Version } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";

/** A process of the baseline: it may read its own folder, write nothing, and use more than it can need. */
export function baselineRun(version: Version, inputs: HarnessInputs, timeoutMs: number): BenchmarkRun {
  const limits = baselineLimits(timeoutMs, machineCapacity(), "harness");
  return { version, inputs, timeoutMs, confinement: harnessConfinement({ worktree: version.root, limits }) };
}
