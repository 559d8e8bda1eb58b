import { assemble, type Baseline } from "../../engine/domain/candidate.ts";
import type { Trial } from "../../engine/ports.ts";
import type { ChangedPath } from "../git/changedPaths.ts";

/** Why a candidate's tree differs from the base in more than the content of the target's file; null when it does not. */
export function treeProblem(changes: readonly ChangedPath[], { file, symbol }: Baseline): string | null {
  const stray = changes.find(({ path }) => path !== file);
  if (stray !== undefined) return `It changes ${stray.path}, where nothing of ${symbol} is.`;
  return changes.every(({ onlyContent }) => onlyContent)
    ? null
    : `It changes more of ${file} than its content: its kind or its rights.`;
}

/**
 * Why the text of the target's file is not the baseline's with the region replaced and the declared helpers inserted;
 * null when it is, byte for byte.
 */
export function regionProblem(text: string, baseline: Baseline, { code }: Trial): string | null {
  const expected = assemble(baseline, code);
  if (text === expected) return null;
  let offset = 0;
  while (text[offset] === expected[offset]) offset += 1;
  const line = text.slice(0, offset).split("\n").length;
  return `${baseline.file} is changed at line ${line}, outside ${baseline.symbol} and the helpers that were declared.`;
}
