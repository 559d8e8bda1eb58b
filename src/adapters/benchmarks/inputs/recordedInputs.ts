import type { Baseline } from "../../../engine/domain/candidate.ts";
import { instrumentForRecording } from "../../languages/javascript/instrument.ts";
import type { CallableTarget } from "../../languages/target.ts";
import { machineCapacity } from "../../sandbox/capacity.ts";
import { baselineLimits, commandConfinement } from "../../sandbox/policies.ts";
import type { Cell } from "../../sandbox/sandbox.ts";
import { recordCalls } from "../recording.ts";
import type { PreparedInputs } from "./preparedInputs.ts";

export interface RecordedInputsOptions {
  readonly cell: Cell;
  readonly baseline: Baseline;
  readonly target: CallableTarget;
  readonly command: string;
  /** Absolute path of a folder with the baseline that is free to be written to. */
  readonly folder: string;
  readonly home: string;
  readonly limitMs: number;
}

/**
 * Inputs recorded while a command of the user's calls the target.
 * @throws RunError `recording-empty`, `tests-failed`, `tests-hang`
 */
export async function recordedInputs(
  options: RecordedInputsOptions,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { cell, baseline, target, command, folder, home, limitMs } = options;
  const limits = baselineLimits(limitMs, machineCapacity(), "command");
  const { calls, skipped } = await recordCalls(
    {
      cell,
      command,
      folder,
      file: baseline.file,
      symbol: target.entry.symbol,
      text: baseline.text,
      instrumented: instrumentForRecording(baseline.text, baseline.file, target),
      home,
      confinement: commandConfinement({ worktree: folder, home, dependencies: [], limits }),
      limitMs,
    },
    signal,
  );
  const payloads = calls.map(({ payload }) => Buffer.from(payload).toString("base64"));
  return {
    shown: () => ({ kind: "recorded", calls: payloads }),
    heldOut: null,
    size: null,
    sized: null,
    skipped,
  };
}
