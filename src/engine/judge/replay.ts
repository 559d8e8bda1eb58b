import type { CandidateNumber } from "../domain/candidate.ts";
import type { RunEvent } from "../domain/events.ts";
import { candidateOf, type RunView, reduceRun } from "../domain/runView.ts";
import type { Gain, Verdict } from "../domain/verdict.ts";
import type { Finding, Judge, Terms } from "./judge.ts";
import { termsOf } from "./terms.ts";

/** What a journal says was decided of a candidate, and what the judge makes of the same blocks. */
export type Replayed =
  | {
      readonly kind: "verdict";
      readonly candidate: CandidateNumber;
      readonly recorded: Verdict;
      /** Null when the judge would have measured more. */
      readonly replayed: Verdict | null;
    }
  | {
      readonly kind: "confirmation";
      readonly candidate: CandidateNumber;
      readonly recorded: { readonly confirmed: boolean; readonly gain: Gain };
      /** Null when the judge would have measured more. */
      readonly replayed: { readonly confirmed: boolean; readonly gain: Gain } | null;
    };

/**
 * Decides everything that the judge decided in a run once more, from the journal alone. What other gates decided, and
 * what failed while it was measured, is no decision of the judge and left out.
 * @throws Error when the events are not those of one run in order.
 */
export function replay(events: Iterable<RunEvent>, judge: Judge): readonly Replayed[] {
  const replayed: Replayed[] = [];
  const terms = new Map<CandidateNumber, Terms>();
  const groups = new Map<CandidateNumber, Group>();
  let view: RunView | null = null;
  for (const event of events) {
    view = reduceRun(view, event);
    switch (event.type) {
      case "block-measured":
        // Later blocks may be judged by a later calibration.
        terms.set(event.candidate, termsNow(view, event.candidate));
        break;
      case "candidate-judged": {
        const { candidate, verdict: recorded } = event;
        if (recorded.kind === "rejected" && recorded.gate !== "constraints") break;
        const blocks = candidateOf(view, candidate)?.blocks ?? [];
        const decision = judge.decide(blocks, terms.get(candidate) ?? termsNow(view, candidate));
        replayed.push({
          kind: "verdict",
          candidate,
          recorded,
          replayed: decision.kind === "decided" ? decision.verdict : null,
        });
        break;
      }
      case "confirmation-started": {
        const group: Group = { candidates: event.candidates, alpha: event.alpha, failed: new Set() };
        for (const candidate of event.candidates) groups.set(candidate, group);
        break;
      }
      case "gate-failed":
        groups.get(event.candidate)?.failed.add(event.candidate);
        break;
      case "candidate-confirmed": {
        const { candidate, confirmed, gain } = event;
        const group = groups.get(candidate);
        if (group === undefined || group.failed.has(candidate)) break;
        const finding = findingOf(candidate, group, view, judge);
        replayed.push({
          kind: "confirmation",
          candidate,
          recorded: { confirmed, gain },
          replayed: finding === null ? null : { confirmed: finding.confirmed, gain: finding.gain },
        });
        break;
      }
    }
  }
  return replayed;
}

/** Finalists that were confirmed together. */
interface Group {
  readonly candidates: readonly CandidateNumber[];
  readonly alpha: number;
  readonly failed: Set<CandidateNumber>;
}

function findingOf(
  candidate: CandidateNumber,
  { candidates, alpha, failed }: Group,
  view: RunView,
  judge: Judge,
): Finding | null {
  const finalists = candidates.map((number) => ({
    blocks: candidateOf(view, number)?.confirmationBlocks ?? [],
    terms: termsNow(view, number),
    failed: failed.has(number),
  }));
  const decision = judge.confirm(finalists, alpha);
  return decision.kind === "decided" ? (decision.findings[candidates.indexOf(candidate)] ?? null) : null;
}

function termsNow(view: RunView, candidate: CandidateNumber): Terms {
  return termsOf(view, candidateOf(view, candidate)?.code ?? view.baseline);
}
