import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import type { ProcessRequest } from "../process/runProcess.ts";

/** What a process may use at most; the machine enforces what `Sandbox.record` lists. */
export interface ResourceLimits {
  /** CPU milliseconds of all its processes together. */
  readonly cpuMs: number;
  /** Resident memory of all its processes together, in bytes. */
  readonly memoryBytes: number;
  /** Processes and threads at once. */
  readonly processes: number;
  /** Size of any file it writes, in bytes. */
  readonly fileBytes: number;
}

/** What one process may see and change, beside the system's programs and a private temporary and home folder. */
export interface Confinement {
  /** Absolute paths of folders that it may read and write. */
  readonly writable: readonly string[];
  /** Absolute paths of folders and files that it may read although they lie in a hidden place. */
  readonly readable: readonly string[];
  readonly limits: ResourceLimits;
}

/** Runs code that is not trusted so that it can neither harm nor spy. */
export interface Sandbox {
  /** What was found to hold when it was opened. */
  readonly record: SandboxRecord;
  /** The same request, to be run inside the sandbox. Pure: nothing is started. */
  confine(request: ProcessRequest, confinement: Confinement): ProcessRequest;
}
