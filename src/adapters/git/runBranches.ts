import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunId } from "../../engine/domain/runSpec.ts";
import { RunError } from "../../engine/ports.ts";
import { GitPlumbing, type ObjectId, type RefChange } from "./plumbing.ts";
import { branchName, hiddenRef, listRunRefs } from "./refs.ts";
import type { Repository } from "./repository.ts";

/**
 * Ends a run's life in the list of branches: only the baseline and the candidates to keep stay visible, the
 * others move to hidden refs, all in one transaction. A branch that is checked out stays; one that the user
 * deleted is not brought back.
 * @throws RunError `git-failed`.
 */
export async function settleBranches(
  repository: Repository,
  run: RunId,
  keep: readonly CandidateNumber[],
): Promise<void> {
  const kept = new Set([0, ...keep]);
  const refs = await listRunRefs(repository, run);
  const changes = refs
    .filter((ref) => ref.visible && !kept.has(ref.candidate) && ref.checkedOutIn === null)
    .flatMap((ref): readonly RefChange[] => [
      { ref: hiddenRef(run, ref.candidate), id: ref.id },
      { ref: ref.ref, id: null },
    ]);
  await changeRefs(repository, changes);
}

/**
 * Deletes every branch and hidden ref of a run, in one transaction; those already gone do not matter.
 * @throws RunError `conflict` when a branch of the run is checked out, and then deletes nothing; `git-failed`.
 */
export async function removeRun(repository: Repository, run: RunId): Promise<void> {
  const refs = await listRunRefs(repository, run);
  const inUse = refs.find((ref) => ref.checkedOutIn !== null);
  if (inUse !== undefined) {
    throw new RunError(
      "conflict",
      `Branch ${branchName(run, inUse.candidate)} is checked out in ${inUse.checkedOutIn}; switch to another branch there first.`,
    );
  }
  await changeRefs(
    repository,
    refs.map(({ ref }) => ({ ref, id: null })),
  );
}

/**
 * The commit that holds a candidate, 0 being the baseline: from its branch, or else from its hidden ref.
 * @throws RunError `candidate-missing` when both are gone.
 */
export async function resolveCandidate(
  repository: Repository,
  run: RunId,
  candidate: CandidateNumber,
): Promise<ObjectId> {
  const refs = (await listRunRefs(repository, run)).filter((ref) => ref.candidate === candidate);
  const found = refs.find((ref) => ref.visible) ?? refs[0];
  if (found === undefined) {
    throw new RunError(
      "candidate-missing",
      `Candidate ${candidate} of ${run} is no longer in the repository; its branch ${branchName(run, candidate)} was deleted.`,
    );
  }
  return found.id;
}

async function changeRefs(repository: Repository, changes: readonly RefChange[]): Promise<void> {
  const plumbing = new GitPlumbing(repository);
  try {
    await plumbing.changeRefs(changes);
  } finally {
    await plumbing.close();
  }
}
