import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunId, RunSpec } from "../../engine/domain/runSpec.ts";
import type { RunView } from "../../engine/domain/runView.ts";
import type { VoiceEvent } from "../../engine/domain/userVoice.ts";
import type { LanguageModel } from "../../engine/languageModel.ts";
import type { Captured } from "./captureTarget.ts";
import type { UserWords } from "./userWords.ts";

/** What a shell knows of the machine. */
export interface RunsHost {
  /** Any folder inside the repository. */
  readonly folder: string;
  /** The user's git; `git` when it is to be found on the PATH. */
  readonly gitPath: string;
  /** The Node.js that runs harness and candidates. */
  readonly nodePath: string;
  /** Extra environment for that Node.js, such as ELECTRON_RUN_AS_NODE. */
  readonly nodeEnv: Readonly<Record<string, string>>;
  /** The Python that the user names; null to take that of the repository's virtual environment, else `python3`. */
  readonly pythonPath: string | null;
  /** Folder for worktrees and other things that may be lost; created when missing. */
  readonly cacheFolder: string;
  /** Branches that stay visible when a run ends. */
  readonly branchesToKeep: number;
}

export interface RunSummary {
  readonly run: RunId;
  /** Null when the journal cannot be read; `problem` then says why. */
  readonly view: RunView | null;
  readonly problem: string | null;
  /** True while a living process is driving the run. */
  readonly active: boolean;
}

export type MergeResult =
  | { readonly kind: "merged"; readonly text: string }
  | {
      readonly kind: "conflict";
      /** The file with conflict markers, for showing; never written by us. */
      readonly text: string;
    };

/** Where a language model is asked. Neither is ever taken from a file of the repository, nor kept in the journal. */
export interface ModelEndpoint {
  /** Such as `https://api.openai.com/v1`. */
  readonly baseUrl: string;
  /** Null for a server that wants none. */
  readonly apiKey: string | null;
}

/** What a run starts with beside its spec. */
export interface StartExtras {
  /** The target's file as an editor holds it, when that is not what the disk says, or when only the editor can find the target in it. */
  readonly captured?: Captured;
  /** Has the language model that the spec names. */
  readonly endpoint?: ModelEndpoint;
  /** Answers as the language model that the spec names, in the place of a server; its price is not known. */
  readonly model?: LanguageModel;
  /** A run that is done again with its recorded answers and measurements: nothing is sent, and nothing runs. */
  readonly replay?: RunId;
}

/** The runs of one repository: starting them, looking at them, and taking their results. */
export interface Runs {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  /** Absolute path of the folder that holds one folder per run, each with its `journal.jsonl`. */
  readonly journals: string;
  /**
   * Runs to the end and yields every event after it is in the journal. Ends normally after `run-ended`, also
   * when stopped by the signal.
   * @throws RunError before the first event when the input is bad; nothing is left behind then.
   */
  start(spec: RunSpec, signal: AbortSignal, extras?: StartExtras): AsyncIterable<RunEvent>;
  /**
   * Confirms one candidate of a run that is over afresh, and yields every event after it is in the journal. Ends
   * normally when stopped by the signal.
   * @throws RunError `run-missing`, `candidate-missing`, `not-measurable` when it was rejected, `already-running`
   * while the target is being optimized, and whatever keeps a run from starting.
   */
  measureMore(run: RunId, candidate: CandidateNumber, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Newest first. */
  list(): Promise<readonly RunSummary[]>;
  /**
   * The spec and the captured file with which a run can be replayed.
   * @throws RunError `run-missing`, `replay-differs` when nothing of it was judged.
   */
  replayable(run: RunId): Promise<{ readonly spec: RunSpec; readonly captured: Captured }>;
  /** @throws RunError `run-missing`. */
  view(run: RunId): Promise<RunView>;
  /** The whole text of the target's file in a candidate; 0 is the baseline. @throws RunError */
  source(run: RunId, candidate: CandidateNumber): Promise<string>;
  /** A unified diff of the candidate against its first parent, or against the baseline. */
  diff(run: RunId, candidate: CandidateNumber, against: "parent" | "baseline"): Promise<string>;
  /** Merges the candidate's change into the file as it is now; pure, writes nothing. */
  merge(run: RunId, candidate: CandidateNumber, current: string): Promise<MergeResult>;
  /** Notes in the journal that the candidate was taken. */
  noteAccepted(run: RunId, candidate: CandidateNumber, into: string): Promise<void>;
  /**
   * Writes into the journal what the user says: why a candidate is not wanted, a note on one, an idea pinned or
   * forbidden, a candidate to evolve from. A run that goes on takes it in before it chooses its next candidate.
   * @returns the event as it was written.
   * @throws RunError `run-missing`, `candidate-missing`, `bad-words`, and `not-running` for what only a run that goes on
   * can heed.
   */
  say(run: RunId, words: UserWords): Promise<VoiceEvent>;
  /** Puts the candidate's change, merged with HEAD's file, as one commit on a new branch; returns the commit. */
  acceptToBranch(run: RunId, candidate: CandidateNumber, branch: string): Promise<string>;
  /** Removes every branch, ref, worktree and file of the run. @throws RunError when it is active. */
  clean(run: RunId): Promise<void>;
}
