import type { Baseline } from "../../engine/domain/candidate.ts";
import type { Benchmark } from "../benchmarks/benchmark.ts";
import type { Language } from "../languages/language.ts";
import type { Target } from "../languages/target.ts";
import type { Cell } from "../sandbox/sandbox.ts";
import type { TimingTurns } from "./timingTurns.ts";
import type { Worktrees } from "./worktree.ts";

/** What a run is evaluated with. */
export interface LocalEvaluatorOptions {
  readonly baseline: Baseline;
  /** As found in the baseline's text. */
  readonly target: Target;
  readonly language: Language;
  readonly benchmark: Benchmark;
  /** The user's test command; null when there is none. */
  readonly tests: string | null;
  /** The commit of the baseline. */
  readonly base: string;
  readonly seed: number;
  readonly worktrees: Worktrees;
  readonly cell: Cell;
  /** Absolute path of a private folder in which home folders are made. */
  readonly home: string;
  readonly turns: TimingTurns;
  readonly limits: EvaluatorLimits;
  /** Tells the user something, a sentence. */
  readonly warn: (sentence: string) => void;
}

/** Wall milliseconds after which the user's tests are killed. */
export interface EvaluatorLimits {
  /** On the baseline. */
  readonly baselineTestsMs: number;
  /** Least on a candidate, which otherwise gets four times what the baseline's took. */
  readonly testsFloorMs: number;
}

export const defaultEvaluatorLimits: EvaluatorLimits = {
  baselineTestsMs: 10 * 60_000,
  testsFloorMs: 30_000,
};
