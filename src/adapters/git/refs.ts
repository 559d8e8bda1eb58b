import { type CandidateNumber, candidateLabel } from "../../engine/domain/candidate.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";
import { gitFailure } from "./gitCommand.ts";
import type { ObjectId } from "./plumbing.ts";
import type { Repository } from "./repository.ts";

/** A ref of a run. */
export interface RunRef {
  readonly ref: string;
  readonly id: ObjectId;
  readonly candidate: CandidateNumber;
  /** True for a branch, false for a hidden ref. */
  readonly visible: boolean;
  /** The user's working tree that has the branch checked out; null when none has. */
  readonly checkedOutIn: string | null;
}

/** `evolvent/<run>/<nnnn>`: the branch a person sees. */
export function branchName(run: RunId, candidate: CandidateNumber): string {
  return `evolvent/${run}/${candidateLabel(candidate)}`;
}

export function branchRef(run: RunId, candidate: CandidateNumber): string {
  return `refs/heads/${branchName(run, candidate)}`;
}

/** `refs/evolvent/<run>/<nnnn>`: keeps a candidate alive without showing it in lists of branches. */
export function hiddenRef(run: RunId, candidate: CandidateNumber): string {
  return `refs/evolvent/${run}/${candidateLabel(candidate)}`;
}

/** All refs of a run that exist now, branches and hidden ones, in no particular order. */
export async function listRunRefs(repository: Repository, run: RunId): Promise<readonly RunRef[]> {
  const format = "%(objectname)%00%(refname)%00%(worktreepath)%00";
  const text = await repository.git
    .raw("for-each-ref", `--format=${format}`, `refs/heads/evolvent/${run}`, `refs/evolvent/${run}`)
    .catch((error: unknown) => {
      throw gitFailure(error, `list the branches of ${run}`);
    });
  return [...text.matchAll(/([0-9a-f]+)\0([^\0]+)\0([^\0]*)\0\n/g)].flatMap(([, id, ref, path]) => {
    const candidate = /\/(\d{4,})$/.exec(ref ?? "")?.[1];
    if (id === undefined || ref === undefined || candidate === undefined) return [];
    return {
      ref,
      id,
      candidate: Number(candidate),
      visible: ref.startsWith("refs/heads/"),
      checkedOutIn: path === undefined || path === "" ? null : path,
    };
  });
}
