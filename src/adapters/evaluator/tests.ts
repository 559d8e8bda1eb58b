import { RunError } from "../../engine/ports.ts";
import { runUserCommand, type UserCommand } from "../process/userCommand.ts";
import type { Cell } from "../sandbox/sandbox.ts";

/**
 * Runs the user's tests on the code as it is; returns the wall milliseconds they took.
 * @throws RunError `tests-failed`, `tests-hang`
 */
export async function testBaseline(cell: Cell, command: UserCommand, signal: AbortSignal): Promise<number> {
  const report = await runUserCommand(cell, command, signal);
  const said = `\`${command.line}\``;
  switch (report.kind) {
    case "passed":
      return report.ms;
    case "hang":
      throw new RunError(
        "tests-hang",
        `${said} ${report.problem} on the code as it is: give a command that ends.`,
      );
    case "missing":
      throw new RunError("tests-failed", `${said} ${report.problem}: check the test command.`);
    case "failed":
      throw new RunError(
        "tests-failed",
        `${said} ${report.problem} on the code as it is: make the tests pass first.`,
      );
  }
}

/** Why the user's tests reject a candidate, as a sentence; null when they pass. */
export async function testCandidate(
  cell: Cell,
  command: UserCommand,
  signal: AbortSignal,
): Promise<string | null> {
  const report = await runUserCommand(cell, command, signal);
  return report.kind === "passed" ? null : `\`${command.line}\` ${report.problem}.`;
}
