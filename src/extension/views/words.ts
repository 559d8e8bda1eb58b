import { l10n } from "vscode";
import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import { gainText } from "../../engine/domain/gainText.ts";
import { comparedValues, comparisonText, isClock } from "../../engine/domain/metricText.ts";
import {
  type CandidateView,
  gainOf,
  isOffered,
  leaderOf,
  type RunView,
} from "../../engine/domain/runView.ts";

/** The run's target as a person calls it: `unique`. */
export function targetName(view: RunView): string {
  return view.spec.target.symbol;
}

/** Where a candidate stands, in a word or two. */
export function standingText(candidate: CandidateView): string {
  if (candidate.acceptedInto !== null) return l10n.t("accepted");
  if (candidate.declined !== null) return l10n.t("rejected by you");
  if (isOffered(candidate)) return l10n.t("confirmed");
  if (candidate.confirmation !== null) return l10n.t("not confirmed");
  switch (candidate.stage) {
    case "checking":
      return l10n.t("checking");
    case "waiting":
      return l10n.t("waiting to be timed");
    case "timing":
      return l10n.t("timing");
    case "interrupted":
      return l10n.t("interrupted");
    case "judged":
      return verdictText(candidate);
  }
}

function verdictText({ verdict }: CandidateView): string {
  switch (verdict?.kind) {
    case "improved":
      return l10n.t("improved");
    case "tied":
      return l10n.t("tied");
    case "worse":
      return l10n.t("worse");
    case "rejected":
      return l10n.t("rejected by {0}", verdict.gate);
    case "inconclusive":
    case undefined:
      return l10n.t("inconclusive");
  }
}

/** `confirmed · 12.4× (11.9–12.8)`. */
export function candidateText(candidate: CandidateView): string {
  const gain = gainOf(candidate);
  const standing = standingText(candidate);
  return gain === null ? standing : `${standing} · ${gainText(gain)}`;
}

/** Candidates that were judged, of those asked for: `7/24`. */
function progressText(view: RunView): string {
  const judged = view.candidates.filter(({ stage }) => stage === "judged").length;
  return `${judged}/${view.spec.budget.candidates}`;
}

/** How a run stands, in a few words: `7/24 · 3.1× (3.0–3.2)` or `12.4× (11.9–12.8)`. */
export function runText(view: RunView, active: boolean): string {
  const leader = leaderOf(view);
  const gain = leader === null ? null : gainOf(leader);
  const best = gain === null ? [] : [gainText(gain)];
  if (active && view.facts === null) return l10n.t("measuring the baseline");
  if (active && view.calibration === null) return l10n.t("measuring the noise");
  if (active) return [progressText(view), ...best].join(" · ");
  switch (view.end?.outcome) {
    case "improved":
      return best.join("");
    case "nothing-better":
      return l10n.t("nothing better");
    case "stopped":
      return [l10n.t("stopped"), ...best].join(" · ");
    case "failed":
      return l10n.t("failed");
    case undefined:
      return [l10n.t("interrupted"), ...best].join(" · ");
  }
}

/** What is under way while a candidate is measured more. */
export function measuringText(candidate: CandidateNumber): string {
  return l10n.t("measuring candidate {0}", candidate);
}

/** The one sentence a person is told when a run of this window has ended. */
export function endSentence(view: RunView): string {
  const name = targetName(view);
  const leader = leaderOf(view);
  const gain = leader === null ? null : gainOf(leader);
  if (leader !== null && gain !== null && isOffered(leader)) {
    const metric = view.facts?.metric ?? null;
    const values = metric === null ? null : comparedValues(leader.confirmationBlocks, metric);
    if (metric === null || values === null || isClock(metric))
      return l10n.t("{0} is {1} as fast, confirmed.", name, gainText(gain));
    return l10n.t("{0}: {1}, {2}, confirmed.", name, comparisonText(values, metric), gainText(gain));
  }
  if (view.end?.outcome === "stopped")
    return l10n.t("The run of {0} was stopped; what it found is kept.", name);
  if (view.end?.outcome === "failed") return l10n.t("The run of {0} failed. {1}", name, view.end.reason);
  return l10n.t("Nothing better than {0} was found among {1} candidates.", name, view.candidates.length);
}

/** Title of a diff: `unique: baseline ↔ candidate 7 · 12.4× (11.9–12.8)`; `before` is 0 for the baseline. */
export function diffTitle(view: RunView, candidate: CandidateView, before: CandidateNumber): string {
  const name = targetName(view);
  const title =
    before === 0
      ? l10n.t("{0}: baseline ↔ candidate {1}", name, candidate.number)
      : l10n.t("{0}: candidate {1} ↔ candidate {2}", name, before, candidate.number);
  const gain = gainOf(candidate);
  return gain === null ? title : `${title} · ${gainText(gain)}`;
}
