import type { Target } from "../../adapters/languages/target.ts";
import type { BenchmarkSpec, RunSpec } from "../../engine/domain/runSpec.ts";
import type { Budget } from "./budget.ts";

/** What the questions are about: the same from the first to the last. */
export interface Subject {
  /** Absolute path of the repository's working tree. */
  readonly root: string;
  /** Repository-relative POSIX path of the document. */
  readonly file: string;
  /** The functions and marked blocks of the document, in order. */
  readonly targets: readonly Target[];
}

/** The answers so far; null where none was given yet. */
export interface Draft {
  readonly target: Target | null;
  /** What was answered the last time for this target. */
  readonly remembered: RunSpec | null;
  readonly benchmark: BenchmarkSpec | null;
  /** Null for no tests, undefined for no answer yet. */
  readonly tests: string | null | undefined;
  readonly budget: Budget | null;
}

/** As the spec names a target: with a line only where the symbol alone would be ambiguous. */
export function targetOf({ file, targets }: Subject, target: Target): RunSpec["target"] {
  const { symbol, line } = target;
  const namesakes = targets.filter((other) => other.symbol === symbol);
  return namesakes.length > 1 ? { file, symbol, line } : { file, symbol };
}
