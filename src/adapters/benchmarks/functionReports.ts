import type { Sample } from "../../engine/domain/verdict.ts";
import type { Insertion } from "../languages/target.ts";
import type { Confinement } from "../sandbox/sandbox.ts";
import type { HarnessInputs, Outcome } from "./harness/messages.ts";
import type { HarnessFault } from "./harnessProcess.ts";
import type { RoundTime } from "./lapTimes.ts";
import type { Learned } from "./learned.ts";

/** A version of the code in a folder. */
export interface Version {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Where its text captures the target's entry; see `Entry`. */
  readonly capture: Insertion;
}

/** One process with a version and inputs. */
export interface BenchmarkRun {
  readonly version: Version;
  readonly inputs: HarnessInputs;
  readonly timeoutMs: number;
  readonly confinement: Confinement;
}

export interface Fault {
  readonly kind: "fault";
  readonly fault: HarnessFault;
}

export type CheckReport =
  | {
      readonly kind: "checked";
      readonly outcomes: readonly Outcome[];
      /** See `Heard`. */
      readonly outcomesNs: readonly number[];
      /** Parts of the language that it changed, such as `Array.prototype.map`. */
      readonly changed: readonly string[];
      readonly ms: number;
    }
  /** `what` reads as `result[0] is a function`; `input` is 1-based. */
  | { readonly kind: "incomparable"; readonly input: number; readonly what: string }
  | Fault;

/** What a process that timed its target came to. */
export interface Timed {
  readonly kind: "timed";
  readonly sample: Sample;
  readonly rounds: readonly RoundTime[];
  /** Of what the calls of each lap did, by round and part: equal for versions that answer alike. */
  readonly answers: readonly string[];
  /** What a person should know of the sample, each a sentence. */
  readonly remarks: readonly string[];
  readonly ms: number;
}

export type TimeReport = Timed | Fault;

/** The target of the baseline answers otherwise in a second process. */
export interface Unsteady {
  readonly kind: "unsteady";
}

export interface TimeOptions {
  /** Decides the values of the inputs, the order of the calls and the length of each round. */
  readonly seed: number;
  /** See `HarnessRequest`. */
  readonly paddingBytes: number;
  /** What the baseline's process does, and what the version is compared with. */
  readonly learned: Learned;
}

export interface LearnOptions {
  readonly seed: number;
  /** The target changes its inputs. */
  readonly mutates: boolean;
  /** How many times as long as usual a round lasts. */
  readonly effort: number;
}

export interface RememberOptions {
  /** The same run of the baseline, which may be as slow on new values. */
  readonly baseline: BenchmarkRun;
  readonly seed: number;
  /** What the baseline's processes showed. */
  readonly learned: Learned;
}
