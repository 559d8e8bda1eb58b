import type { Attack } from "./domain/attack.ts";
import type {
  Author,
  Baseline,
  CandidateNumber,
  Change,
  Code,
  Direction,
  Exemplar,
} from "./domain/candidate.ts";
import type { BenchmarkFacts, Calibration, Growth, RunEvent } from "./domain/events.ts";
import type { RunView } from "./domain/runView.ts";
import type { VoiceEvent } from "./domain/userVoice.ts";
import type { Block, GateName, Verdict } from "./domain/verdict.ts";
import type { Pull } from "./search/bandit.ts";

/** The part of `AbortSignal` the engine needs; every `AbortSignal` is one. */
export interface CancelSignal {
  readonly aborted: boolean;
  addEventListener(type: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: "abort", listener: () => void): void;
}

/** Wall time. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
}

/** A seeded generator: the same seed gives the same sequence. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** A generator whose sequence depends on this one's seed and the label only, not on what was drawn before. */
  fork(label: string): Random;
}

/** A candidate to be held as a commit. */
export interface Holding {
  readonly number: CandidateNumber;
  /** Commits of the parents, first the one the code was derived from. */
  readonly parents: readonly string[];
  readonly code: Code;
  readonly operator: string;
  readonly summary: string;
}

/** Holds candidates as commits whose parents are their parents. Never touches the user's HEAD, index or tree. */
export interface CandidateStore {
  /**
   * Commits the candidate under a hidden ref and returns the commit's id.
   * @throws Error with one sentence when the repository cannot be written.
   */
  hold(holding: Holding): Promise<string>;
  /**
   * Commits it again with the verdict in its trailers, on the branch `evolvent/<run>/<nnnn>`, or, when rejected,
   * under the hidden ref only. Returns the final commit's id.
   */
  settle(holding: Holding, verdict: Verdict): Promise<string>;
}

export type GateResult =
  | {
      readonly gate: GateName;
      readonly passed: true;
      readonly ms: number;
      /** What a person should look at although the gate let it pass, each a sentence. */
      readonly remarks: readonly string[];
    }
  | { readonly gate: GateName; readonly passed: false; readonly ms: number; readonly reason: string };

/** A candidate on the way through gates and timing. */
export interface Trial {
  readonly number: CandidateNumber;
  readonly code: Code;
  readonly commit: string;
}

/** What a block is measured for. */
export interface BlockRequest {
  /** Null for a block of the baseline against itself. */
  readonly trial: Trial | null;
  /** `confirmation` uses inputs that no gate and no earlier block has shown the candidate, where the source has them. */
  readonly phase: "calibration" | "search" | "confirmation";
  /** 0-based within the phase; decides, with the seed, which process runs first. */
  readonly index: number;
  /** How many times as long as usual a round lasts; see `Calibration`. */
  readonly effort: number;
}

/** Remembers calibrations from run to run, for one machine, benchmark and baseline. */
export interface Calibrations {
  /** The last one made under these conditions, however old; null when there is none. */
  read(): Promise<Calibration | null>;
  write(calibration: Calibration): Promise<void>;
  /** Processes waiting for a core, per core, now. */
  load(): number;
}

/**
 * Runs code: the gates and the blocks. Untrusted code runs in child processes only.
 * Every method rejects with the signal's reason when cancelled, after its processes are gone.
 */
export interface Evaluator {
  /**
   * Runs the baseline: its tests, its inputs, twice for determinism.
   * @throws RunError when the baseline cannot be benchmarked; the message is one sentence for the user.
   */
  prepare(signal: CancelSignal): Promise<BenchmarkFacts>;
  /** Runs the gates in order, yields each result, and ends after the first that fails. */
  check(trial: Trial, signal: CancelSignal): AsyncIterable<GateResult>;
  /**
   * Measures one block; never two at once on a machine, whatever windows and programs of ours run on it.
   * @throws CandidateFailure when the candidate dies, times out or answers otherwise than in the check.
   * @throws RunError when the baseline or the sandbox fails.
   */
  block(request: BlockRequest, signal: CancelSignal): Promise<Block>;
  /**
   * How the time of the baseline (null) or a candidate grows with the size of the inputs; null where sizes cannot be
   * varied. Measured by fresh processes at three sizes at least.
   */
  growth(trial: Trial | null, signal: CancelSignal): Promise<Growth | null>;
  /** Wall milliseconds so far during which at least one child process was running. */
  processMs(): number;
}

/**
 * Looks for inputs on which a candidate that is about to lead is wrong. What it finds, every later candidate is checked
 * on. Inputs that are held out it neither uses nor shows.
 */
export interface Adversary {
  /**
   * Takes a few seconds at most where the candidate answers. Null where the benchmark gives nothing to draw inputs from.
   * Rejects with the signal's reason when cancelled, after its processes are gone.
   * @throws RunError when the sandbox fails.
   */
  attack(trial: Trial, signal: CancelSignal): Promise<Attack | null>;
}

/** A candidate that passed its gates but failed while it was timed. */
export class CandidateFailure extends Error {
  override readonly name = "CandidateFailure";
}

/** Bad input or a failure of the world. The message is one sentence: what is wrong, where, and what to do. */
export class RunError extends Error {
  override readonly name = "RunError";
  readonly reason: RunErrorReason;
  constructor(reason: RunErrorReason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}

export const runErrorReasons = [
  "not-a-repository",
  "no-commit",
  "operation-under-way",
  "outside-repository",
  "file-missing",
  "syntax-error",
  "target-missing",
  "target-ambiguous",
  "target-unsupported",
  "tests-failed",
  "tests-hang",
  "build-failed",
  "recording-empty",
  "inputs-failed",
  "not-deterministic",
  "not-comparable",
  "target-fails",
  "too-noisy",
  "metric-missing",
  "already-running",
  "cache-unwritable",
  "disk-full",
  "run-missing",
  "journal-broken",
  "candidate-missing",
  "not-running",
  "bad-words",
  "not-offered",
  "not-measurable",
  "read-only",
  "not-trusted",
  "conflict",
  "bad-spec",
  "bad-key",
  "no-model",
  "replay-differs",
  "runtime-missing",
  "no-sandbox",
  "sandbox-broken",
  "git-failed",
] as const;
/** Why a run could not start or go on; shells decide by this, never by the text. */
export type RunErrorReason = (typeof runErrorReasons)[number];

/** The append-only event log of a run. */
export interface Journal {
  /** Writes one event; it is on disk when the promise resolves. */
  append(event: RunEvent): Promise<void>;
  /** All events, in order. A last line cut off by a crash is left out. */
  read(): Promise<readonly RunEvent[]>;
}

/** Where a run hears what the user says while it goes on. */
export interface UserChannel {
  /** Whether what it tells is in the journal of the run already. */
  readonly isRecorded: boolean;
  /** What the user said since the last call, in order. @throws RunError when it cannot be read. */
  heard(): Promise<readonly VoiceEvent[]>;
}

/** What a proposal starts from. */
export interface ProposalRequest {
  readonly baseline: Baseline;
  /** One parent to mutate, or two to cross. */
  readonly parents: readonly ParentCode[];
  /** The code both parents descend from, for a crossover; null for a mutation. */
  readonly ancestor: Code | null;
  /** Operators the current direction favours; empty for no preference. */
  readonly favoured: readonly string[];
  readonly random: Random;
  /** What a model is told beside the code; a rule goes without. */
  readonly context?: ProposalContext;
  /** Why the parent, a rejected candidate that is to be repaired, failed; absent for every other request. */
  readonly failure?: Rejection;
}

/** What a gate said of a candidate. */
export interface Rejection {
  readonly gate: GateName;
  /** One sentence. */
  readonly reason: string;
}

/** What the search knows that helps a model to propose. */
export interface ProposalContext {
  /** The one to follow; null for none. */
  readonly direction: Direction | null;
  /** Earlier candidates to show beside the parents, from worst to best; chosen when first asked for. */
  exemplars(): Promise<readonly Exemplar[]>;
  /** The run so far, of which no verdict beyond `horizon` may be looked at. */
  readonly view: RunView;
  readonly horizon: CandidateNumber;
  /** What operators have earned and cost so far. */
  readonly pulls: readonly Pull[];
  /** Tells of an answer that came to nothing, and why in one sentence. */
  discard(operator: string, reason: string): void;
  /** Tells of a call of a model from which no proposal came, so that its arm is left in the end. */
  fruitless(pull: Pull): void;
}

export interface ParentCode {
  readonly number: CandidateNumber;
  /** What it changed, in one phrase, so that a crossover can say what it joins; empty for the baseline. */
  readonly summary: string;
  readonly code: Code;
}

/** What a proposer returns before it is held as a candidate. */
export interface Proposal {
  readonly operator: string;
  /** What changes, in one phrase. */
  readonly summary: string;
  readonly code: Code;
  /** The changes in it when there are several, in the order in which they were made. */
  readonly changes?: readonly Change[];
  /** The model that wrote it; absent for a rule. What a model writes must be novel, not only different. */
  readonly author?: Author;
}

/** Makes proposals; a rewrite engine or a language model behind one interface. */
export interface Proposer {
  /** Whether asking again about the same parent may bring something else, as with a model; a rule offers all at once. */
  readonly varies?: boolean;
  /** Whether it can also repair a rejected candidate; no other proposer is ever asked about one. */
  readonly repairs?: boolean;
  /**
   * All distinct proposals it can make now, in no particular order; empty when it has none.
   * @throws Error never for odd code: code that does not parse gives no proposals.
   */
  propose(request: ProposalRequest): Promise<readonly Proposal[]>;
}
