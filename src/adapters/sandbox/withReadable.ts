import type { Sandbox } from "./sandbox.ts";

/**
 * The same sandbox, in which every process may also read these files and folders: what all versions of a run need,
 * such as the harness and installed packages.
 * @param readable absolute paths; see `Confinement.readable`
 */
export function withReadable(sandbox: Sandbox, readable: readonly string[]): Sandbox {
  return {
    record: sandbox.record,
    confine: (request, confinement) =>
      sandbox.confine(request, { ...confinement, readable: [...readable, ...confinement.readable] }),
  };
}
