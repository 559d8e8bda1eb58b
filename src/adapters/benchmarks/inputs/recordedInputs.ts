import type { Baseline } from "../../../engine/domain/candidate.ts";
import { SeededRandom } from "../../../engine/search/seededRandom.ts";
import type { RecordedCall } from "../../languages/javascript/recording.ts";
import type { Language } from "../../languages/language.ts";
import type { CallableTarget } from "../../languages/target.ts";
import { machineCapacity } from "../../sandbox/capacity.ts";
import { baselineLimits, commandConfinement } from "../../sandbox/policies.ts";
import type { Cell } from "../../sandbox/sandbox.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import { recordCalls } from "../recording.ts";
import type { PreparedInputs } from "./preparedInputs.ts";

export interface RecordedInputsOptions {
  readonly cell: Cell;
  readonly baseline: Baseline;
  readonly target: CallableTarget;
  readonly language: Language;
  readonly command: string;
  /** Absolute path of a folder with the baseline that is free to be written to. */
  readonly folder: string;
  readonly home: string;
  readonly limitMs: number;
  /** Decides which calls are kept back. */
  readonly seed: number;
}

/**
 * Inputs recorded while a command of the user's calls the target.
 * @throws RunError `recording-empty`, `tests-failed`, `tests-hang`
 */
export async function recordedInputs(
  options: RecordedInputsOptions,
  signal: AbortSignal,
): Promise<PreparedInputs> {
  const { cell, baseline, target, language, command, folder, home, limitMs, seed } = options;
  if (language.instrument === null) throw new Error(`Calls in ${language.name} cannot be recorded.`);
  const limits = baselineLimits(limitMs, machineCapacity(), "command");
  const { calls, skipped } = await recordCalls(
    {
      cell,
      command,
      folder,
      file: baseline.file,
      symbol: target.entry.symbol,
      text: baseline.text,
      instrumented: language.instrument(baseline.text, baseline.file, target),
      home,
      confinement: commandConfinement({ worktree: folder, home, limits }),
      limitMs,
    },
    signal,
  );
  const { kept, shown } = keepBack(calls, seed);
  return {
    shown: () => harnessInputs(shown),
    heldOut: kept.length === 0 ? null : { at: () => harnessInputs(kept), count: kept.length },
    size: null,
    sized: null,
    arranged: null,
    skipped,
    remarks:
      kept.length > 0
        ? []
        : [
            `Only ${calls.length === 1 ? "one call was" : `${calls.length} different calls were`} recorded, too few to keep some back: gains are confirmed on inputs that the search has seen.`,
          ],
  };
}

/** Of fewer calls, none is kept back. */
const leastToKeepBack = 6;

/** Keeps about a third of the calls back, of all sizes, by chance. */
export function keepBack(
  calls: readonly RecordedCall[],
  seed: number,
): { readonly kept: readonly RecordedCall[]; readonly shown: readonly RecordedCall[] } {
  if (calls.length < leastToKeepBack) return { kept: [], shown: calls };
  const random = new SeededRandom(seed).fork("calls kept back");
  const bySize = calls.toSorted((one, other) => one.payload.length - other.payload.length);
  const kept = new Set<RecordedCall>();
  for (let start = 0; start + 2 < bySize.length; start += 3) {
    const chosen = bySize[start + Math.floor(3 * random.next())];
    if (chosen !== undefined) kept.add(chosen);
  }
  return { kept: calls.filter((call) => kept.has(call)), shown: calls.filter((call) => !kept.has(call)) };
}

function harnessInputs(calls: readonly RecordedCall[]): HarnessInputs {
  return { kind: "recorded", calls: calls.map(({ payload }) => Buffer.from(payload).toString("base64")) };
}
