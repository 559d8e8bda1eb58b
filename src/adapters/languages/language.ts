import type { Baseline, Code } from "../../engine/domain/candidate.ts";
import type { Proposer } from "../../engine/ports.ts";
import type { CallableTarget, Target } from "./target.ts";

/** What the syntax gate finds: the target in the candidate's text, or why it cannot be used. */
export type FoundTarget =
  | { readonly kind: "found"; readonly target: Target }
  | { readonly kind: "problem"; readonly reason: string };

/** What the scan gate finds in the code of a candidate that the baseline does not have. */
export interface ScanFindings {
  /** Why it is rejected outright, as a sentence; null when it is not. */
  readonly rejected: string | null;
  /** What a person should look at, each a sentence. */
  readonly remarks: readonly string[];
}

/** What Evolvent knows of a programming language. Pure: nothing here runs code or reads files. */
export interface Language {
  readonly id: "javascript" | "typescript" | "python" | "other";
  /** For people: "JavaScript", "Python", "Go". */
  readonly name: string;
  /** All targets of a text, in order; empty when it does not parse. */
  targets(text: string, file: string): readonly Target[];
  /**
   * The target with that name.
   * @throws RunError `syntax-error`, `target-missing`, `target-ambiguous`, `target-unsupported`
   */
  resolve(options: {
    readonly text: string;
    readonly file: string;
    readonly symbol: string;
    readonly line?: number;
  }): Target;
  /** Parses a candidate's text and finds the target in its region, where nothing else may be. */
  findInRegion(options: {
    readonly text: string;
    readonly baseline: Baseline;
    readonly target: Target;
    readonly code: Code;
  }): FoundTarget;
  /** Looks for what only cheats and accidents need: clocks, processes, globals that are changed, big literals, … */
  scan(baseline: Baseline, code: Code): ScanFindings;
  /**
   * The source changed so that calls of the target's entry are recorded in the file named by EVOLVENT_RECORD, as
   * recording.ts describes; null where nothing can be recorded.
   */
  readonly instrument: ((text: string, file: string, target: CallableTarget) => string) | null;
  /** Generators that need no language model. */
  readonly proposers: readonly Proposer[];
  /** Equal for codes that are the same program. */
  fingerprint(baseline: Baseline, code: Code): string;
  /** Short phrases about what matters for the speed of the code. */
  features(baseline: Baseline, code: Code): readonly string[];
}
