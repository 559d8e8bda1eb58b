#!/usr/bin/env node
import process from "node:process";
import { Command, CommanderError } from "commander";
import { RunError, type RunErrorReason } from "../engine/ports.ts";
import { acceptCommand } from "./commands/accept.ts";
import { cleanCommand } from "./commands/clean.ts";
import { detectCommand } from "./commands/detect.ts";
import { diffCommand } from "./commands/diff.ts";
import { exportCommand } from "./commands/export.ts";
import { measureCommand } from "./commands/measure.ts";
import { modelsCommand } from "./commands/models.ts";
import { optimizeCommand } from "./commands/optimize.ts";
import { reportCommand } from "./commands/report.ts";
import { runsCommand } from "./commands/runs.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { evolveCommand, forbidCommand, noteCommand, pinCommand, rejectCommand } from "./commands/say.ts";
import { showCommand } from "./commands/show.ts";
import { exitCodes } from "./exitCodes.ts";

/** Failures of the world rather than of what the user asked for. */
const failures: ReadonlySet<RunErrorReason> = new Set([
  "cache-unwritable",
  "disk-full",
  "git-failed",
  "sandbox-broken",
]);

const program = new Command("evolvent")
  .description("Evolves a function into a measurably better one, and proves the gain.")
  .version(EVOLVENT_VERSION)
  .showHelpAfterError("(evolvent --help lists the commands)")
  .addHelpText(
    "after",
    `
Exit status:
  0    a confirmed improvement, or the command did what it was asked
  1    the run ended and nothing better was confirmed
  2    bad input; nothing was changed
  3    a failure on the way
  130  stopped`,
  )
  .exitOverride();

for (const command of [
  optimizeCommand,
  detectCommand,
  runsCommand,
  showCommand,
  diffCommand,
  acceptCommand,
  measureCommand,
  noteCommand,
  rejectCommand,
  pinCommand,
  forbidCommand,
  evolveCommand,
  reportCommand,
  exportCommand,
  cleanCommand,
  modelsCommand,
  sandboxCommand,
]) {
  program.addCommand(command().exitOverride().showHelpAfterError("(add --help for the options)"));
}

// Who reads the output has gone, as with `| head`: end as by a signal, which stops a run that is under way.
process.stdout.on("error", () => process.kill(process.pid, "SIGTERM"));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.badInput;
  if (error instanceof RunError) {
    process.stderr.write(`evolvent: ${error.message}\n`);
    return failures.has(error.reason) ? exitCodes.failure : exitCodes.badInput;
  }
  process.stderr.write(`evolvent: ${error instanceof Error ? error.message : String(error)}\n`);
  return exitCodes.failure;
}
