import { isMendable } from "../../../src/engine/domain/gate.ts";
import type { CandidateModel, RunHeader } from "../../../src/protocol/lineageModel.ts";
import type { PageMessage } from "../../../src/protocol/messages.ts";
import type { KeyAction } from "../keys.ts";

/** What can be done with a candidate, each with the message that asks for it. */
export interface CandidateAction {
  readonly key: KeyAction;
  readonly label: string;
  readonly appearance: "primary" | "secondary";
  readonly isEnabled: (candidate: CandidateModel, header: RunHeader) => boolean;
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
    key: "measure-more",
    label: "Measure More",
    appearance: "secondary",
    // While a run is under way it measures by itself, and a machine times one thing at once.
    isEnabled: ({ verdict, stage, declined }, { end }) =>
      end !== null &&
      stage === "judged" &&
      verdict !== null &&
      verdict.kind !== "rejected" &&
      declined === null,
    message: (candidate) => ({ type: "measureMore", candidate }),
  },
  {
    key: "evolve-from",
    label: "Evolve from Here",
    appearance: "secondary",
    isEnabled: (candidate, header) => mayBeParent(candidate, header),
    message: (candidate) => ({ type: "evolveFrom", candidate }),
  },
  {
    key: "note",
    label: "Note…",
    appearance: "secondary",
    isEnabled: () => true,
    message: (candidate) => ({ type: "note", candidate }),
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

/** While the run goes on; a candidate that a gate rejected is a parent of nothing but a repair by a model. */
function mayBeParent({ verdict, declined }: CandidateModel, { end, repairs }: RunHeader): boolean {
  if (end !== null || declined !== null) return false;
  return verdict?.kind !== "rejected" || (repairs && isMendable(verdict.gate));
}

/** What the user did with the candidate; null before that. */
export function fateNote({ acceptedInto, declined }: CandidateModel): string | null {
  if (acceptedInto !== null) return `Accepted into ${acceptedInto}.`;
  return declined === null ? null : `Rejected by you: ${declined}`;
}

/** Why the candidate cannot be accepted; null when it can. */
export function obstacleNote({ offered, verdict, confirmation }: CandidateModel): string | null {
  if (offered) return null;
  return verdict?.kind === "improved" && confirmation === null
    ? "Can be accepted once a confirmation has held."
    : "Only a confirmed improvement can be accepted.";
}
