import { rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { RunError } from "../../engine/ports.ts";
import { type RecordedCall, type Recording, readRecording } from "../languages/javascript/recording.ts";
import { duration, runUserCommand } from "../process/userCommand.ts";
import type { Cell, Confinement } from "../sandbox/sandbox.ts";

/** How many recorded calls make a benchmark. */
const mostCalls = 64;

export interface RecordingOptions {
  readonly cell: Cell;
  /** The user's command that exercises the target. */
  readonly command: string;
  /** Absolute path of a folder with the base commit, free to be written to. */
  readonly folder: string;
  /** The target's file below it. */
  readonly file: string;
  readonly symbol: string;
  /** The file's text as captured, and the one that records its calls. */
  readonly text: string;
  readonly instrumented: string;
  readonly home: string;
  /** `folder` and `home` must be writable: the calls are written below `home` first. */
  readonly confinement: Confinement;
  readonly limitMs: number;
}

/**
 * Runs the user's command once while the calls of the target are recorded, and gives at most 64 distinct ones of all
 * sizes. That the command fails in the end does not matter once it has made calls.
 * @throws RunError `recording-empty`, `tests-failed` when there is no such command, `tests-hang`
 */
export async function recordCalls(options: RecordingOptions, signal: AbortSignal): Promise<Recording> {
  const { cell, command, folder, file, home, confinement, limitMs, symbol } = options;
  const target = path.join(folder, file);
  const raw = path.join(home, "recording.bin");
  await rm(raw, { force: true });
  await writeFile(target, options.instrumented);
  const report = await runUserCommand(
    cell,
    { line: command, folder, home, confinement, limitMs, env: { EVOLVENT_RECORD: raw } },
    signal,
  ).finally(() => writeFile(target, options.text));
  if (report.kind === "hang") {
    throw new RunError(
      "tests-hang",
      `\`${command}\` ${report.problem} while calls of ${symbol} were recorded.`,
    );
  }
  if (report.kind === "missing")
    throw new RunError("tests-failed", `\`${command}\` ${report.problem}: check the command.`);
  const recording = await readRecording(raw);
  await rm(raw, { force: true });
  const calls = chooseCalls(recording.calls, mostCalls);
  if (calls.length === 0) {
    const ending = report.kind === "passed" ? "ended well" : report.problem;
    const left = recording.skipped.map(({ reason, calls: count }) => `${count} because ${reason}`).join(", ");
    throw new RunError(
      "recording-empty",
      left === ""
        ? `\`${command}\` ${ending} after ${duration(report.ms)} and never called ${symbol}: record with a command that calls it, or write a module of inputs.`
        : `\`${command}\` ${ending} after ${duration(report.ms)}, but no call of ${symbol} can be kept (${left}): write a module of inputs instead.`,
    );
  }
  return { calls, skipped: recording.skipped };
}

/** At most so many calls, evenly from the smallest to the biggest, both included; in the order they were made. */
export function chooseCalls(calls: readonly RecordedCall[], most: number): readonly RecordedCall[] {
  if (calls.length <= most) return calls;
  const bySize = calls.toSorted((one, other) => one.payload.length - other.payload.length);
  const step = (bySize.length - 1) / (most - 1);
  const chosen = new Set(Array.from({ length: most }, (_, index) => bySize[Math.round(index * step)]));
  return calls.filter((call) => chosen.has(call));
}
