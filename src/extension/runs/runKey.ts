import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";

/** A run of one repository: ids are unique within a repository only. */
export interface RunKey {
  /** Absolute path of the working tree's root. */
  readonly root: string;
  readonly run: RunId;
}

/** A candidate of a run; 0 is the baseline. */
export interface CandidateKey extends RunKey {
  readonly candidate: CandidateNumber;
}

/** One string per run, to index by. */
export function keyText(key: RunKey): string {
  return `${key.root}\n${key.run}`;
}

/** The run that a command's argument names, or null; tree items and our own calls pass such objects. */
export function runKeyOf(argument: unknown): RunKey | null {
  if (typeof argument !== "object" || argument === null) return null;
  if (!("root" in argument) || typeof argument.root !== "string") return null;
  if (!("run" in argument) || typeof argument.run !== "string") return null;
  return { root: argument.root, run: argument.run };
}

/** The candidate that a command's argument names, or null. */
export function candidateKeyOf(argument: unknown): CandidateKey | null {
  const key = runKeyOf(argument);
  if (key === null || typeof argument !== "object" || argument === null) return null;
  if (!("candidate" in argument) || typeof argument.candidate !== "number") return null;
  return Number.isInteger(argument.candidate) && argument.candidate >= 0
    ? { ...key, candidate: argument.candidate }
    : null;
}
