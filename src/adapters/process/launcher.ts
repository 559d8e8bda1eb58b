import type { RunError } from "../../engine/ports.ts";

/** A program that starts the command of a request inside something, such as a sandbox, and reports on it. */
export interface Launcher {
  /**
   * The command's exit status as a shell gives it, 128 and the signal's number included; null when the command was
   * never started.
   * @param report all that the launcher wrote to `reportDescriptor`
   */
  readonly exitCode: (report: string) => number | null;
  /** Why the command was never started. @param output what the launcher printed, or why it did not start itself */
  readonly failure: (output: string) => RunError;
}

/** The file descriptor that launchers report on and that commands do not get. */
export const reportDescriptor = 5;
