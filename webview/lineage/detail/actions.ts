import type { CandidateModel } from "../../../src/protocol/lineageModel.ts";
import type { PageMessage } from "../../../src/protocol/messages.ts";
import type { KeyAction } from "../keys.ts";

/** What can be done with a candidate, each with the message that asks for it. */
export interface CandidateAction {
  readonly key: KeyAction;
  readonly label: string;
  readonly appearance: "primary" | "secondary";
  readonly isEnabled: (candidate: CandidateModel) => boolean;
  readonly message: (candidate: number) => PageMessage;
}

/** The buttons of the details, and the keys of the list that do the same. */
export const candidateActions: readonly CandidateAction[] = [
  {
    key: "accept",
    label: "Accept…",
    appearance: "primary",
    isEnabled: (candidate) => candidate.offered,
    message: (candidate) => ({ type: "accept", candidate }),
  },
  {
    key: "diff-parent",
    label: "Diff with Parent",
    appearance: "secondary",
    isEnabled: () => true,
    message: (candidate) => ({ type: "diff", candidate, against: "parent" }),
  },
  {
    key: "diff-baseline",
    label: "Diff with Baseline",
    appearance: "secondary",
    // For a child of the baseline alone it would be the same diff again.
    isEnabled: ({ parents }) => parents.some((parent) => parent !== 0),
    message: (candidate) => ({ type: "diff", candidate, against: "baseline" }),
  },
  {
    key: "reject",
    label: "Reject…",
    appearance: "secondary",
    isEnabled: ({ verdict, declined, acceptedInto }) =>
      verdict !== null && verdict.kind !== "rejected" && declined === null && acceptedInto === null,
    message: (candidate) => ({ type: "reject", candidate }),
  },
];

/** What became of the candidate, or why it cannot be accepted; null when it can. */
export function acceptanceNote(candidate: CandidateModel): string | null {
  if (candidate.acceptedInto !== null) return `Accepted into ${candidate.acceptedInto}.`;
  if (candidate.declined !== null) return `Rejected by you: ${candidate.declined}`;
  if (candidate.offered) return null;
  return candidate.verdict?.kind === "improved" && candidate.confirmation === null
    ? "Can be accepted once a confirmation has held."
    : "Only a confirmed improvement can be accepted.";
}
