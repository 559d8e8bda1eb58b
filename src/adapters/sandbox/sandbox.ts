import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import type { ResourceLimits } from "../process/limits.ts";
import type { ProcessRequest, ProcessRunner } from "../process/runProcess.ts";

/**
 * What one process may see and change. Beside that it sees the system's programs, the toolchains of the user, and a
 * temporary folder and a home folder of its own, both empty and gone when it ends. The home folder is the one that
 * its environment names, and only when that lies in `writable` is it kept.
 */
export interface Confinement {
  /** Absolute paths of existing folders that it may read and write. */
  readonly writable: readonly string[];
  /** Absolute paths of folders and files that it may read; what does not exist is left out. */
  readonly readable: readonly string[];
  readonly limits: ResourceLimits;
}

/** Runs code that is not trusted so that it can neither harm nor spy. */
export interface Sandbox {
  /** What was found to hold when it was opened. */
  readonly record: SandboxRecord;
  /** The same request, to be run inside the sandbox. Starts nothing. */
  confine(request: ProcessRequest, confinement: Confinement): ProcessRequest;
}

/** Where code that is not trusted runs. */
export interface Cell {
  readonly processes: ProcessRunner;
  readonly sandbox: Sandbox;
}
