import { type CandidateNumber, candidateLabel } from "../domain/candidate.ts";
import type { Caution } from "../judge/judge.ts";
import type { RunLog } from "./runLog.ts";

/** Tells the user what the judge found odd about the blocks of a candidate; of a busy machine once a run. */
export function warnOf(cautions: readonly Caution[], candidate: CandidateNumber, log: RunLog): void {
  for (const caution of cautions) log.warn(cautionText(caution, candidate));
}

function cautionText(caution: Caution, candidate: CandidateNumber): string {
  switch (caution) {
    case "drift":
      return `The measurements of candidate ${candidateLabel(candidate)} rise or fall from block to block: something on the machine changes, such as its clock speed or its other load; measure it more before relying on its gain.`;
    case "busy":
      return "The machine is busy: processes wait for a core more than half as long as they compute, so that measuring takes longer and tells less; close what else runs.";
  }
}
