import { l10n } from "vscode";
import { gainText } from "../../engine/domain/gainText.ts";
import { totalOf } from "../../engine/domain/modelTotal.ts";
import { moneyText } from "../../engine/domain/moneyText.ts";
import { type CandidateView, gainOf, isOffered, type RunView } from "../../engine/domain/runView.ts";
import type { TreeContext } from "../contributions.ts";
import type { KnownRun } from "../runs/runBoard.ts";
import { candidateText, measuringText, runText, standingText, targetName } from "./words.ts";

/** A line of the tree. */
export interface Item {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** What a screen reader says, for whom there are no icons. */
  readonly spoken: string;
  /** A codicon and, when it has one, the theme colour it is drawn in; the icon alone tells the states apart. */
  readonly icon: { readonly id: string; readonly color: string | null };
  readonly context: TreeContext;
}

/** A run in the tree. */
export function runItem({ run, view, problem, active, driven, measuring }: KnownRun): Item {
  if (view === null) {
    return {
      label: run,
      description: l10n.t("cannot be read"),
      tooltip: problem ?? "",
      spoken: l10n.t("Run {0} cannot be read", run),
      icon: { id: "warning", color: "list.warningForeground" },
      context: "run",
    };
  }
  const { file, symbol } = view.spec.target;
  const found = measuring === null ? runText(view, active) : measuringText(measuring);
  const started = new Date(view.startedAt).toLocaleString();
  return {
    label: targetName(view),
    description: found,
    spoken: l10n.t("Run of {0}: {1}", targetName(view), found),
    tooltip: [
      `${file}:${symbol}`,
      l10n.t("{0}, started {1}", run, started),
      ...(view.end === null ? [] : [view.end.reason]),
      ...modelLines(view),
      ...view.warnings,
    ].join("\n"),
    icon: runIcon(view, active),
    context: driven && active ? "run.running" : "run",
  };
}

/** What a run has used of language models; empty without any. */
function modelLines({ models }: RunView): readonly string[] {
  if (models.length === 0) return [];
  const { calls, tokens, dollars } = totalOf(models);
  return [l10n.t("Language models: {0} calls, {1} tokens, {2}", calls, tokens, moneyText(dollars))];
}

function runIcon(view: RunView, active: boolean): Item["icon"] {
  if (active) return { id: "sync~spin", color: null };
  switch (view.end?.outcome) {
    case "improved":
      return { id: "verified", color: "testing.iconPassed" };
    case "nothing-better":
      return { id: "circle-outline", color: null };
    case "stopped":
      return { id: "debug-stop", color: null };
    case "failed":
      return { id: "error", color: "testing.iconFailed" };
    case undefined:
      return { id: "debug-disconnect", color: "list.warningForeground" };
  }
}

/** A candidate in the tree. */
export function candidateItem(candidate: CandidateView): Item {
  const { verdict, abstract, gates } = candidate;
  const passed = gates.filter((gate) => gate.passed).map(({ gate }) => gate);
  const gain = gainOf(candidate);
  return {
    // The gain first: descriptions are what a narrow view cuts off.
    label: `${candidate.number}  ${gain === null ? standingText(candidate) : gainText(gain)}`,
    description: candidate.summary,
    spoken: l10n.t("Candidate {0}: {1}, {2}", candidate.number, candidateText(candidate), candidate.summary),
    tooltip: [
      `${candidate.number}: ${candidate.summary}`,
      candidateText(candidate),
      ...(verdict?.kind === "rejected" ? [verdict.reason] : []),
      ...(candidate.declined === null ? [] : [l10n.t("Your reason: {0}", candidate.declined)]),
      ...candidate.notes.map((note) => l10n.t("Your note: {0}", note)),
      ...(candidate.author === null ? [] : [l10n.t("Written by {0}", candidate.author.model)]),
      ...(abstract === null || abstract.inherits.length === 0
        ? []
        : [l10n.t("Inherits: {0}", abstract.inherits.join("; "))]),
      ...(passed.length === 0 ? [] : [l10n.t("Passed: {0}", passed.join(", "))]),
      l10n.t("From: {0}", candidate.parents.map(parentText).join(", ")),
    ].join("\n"),
    icon: candidateIcon(candidate),
    context: contextOf(candidate),
  };
}

function parentText(number: number): string {
  return number === 0 ? l10n.t("the baseline") : l10n.t("candidate {0}", number);
}

function contextOf(candidate: CandidateView): TreeContext {
  if (isOffered(candidate)) return "candidate.offered";
  return candidate.declined === null && candidate.verdict?.kind !== "rejected"
    ? "candidate.open"
    : "candidate";
}

function candidateIcon(candidate: CandidateView): Item["icon"] {
  if (candidate.acceptedInto !== null) return { id: "check-all", color: "testing.iconPassed" };
  if (candidate.declined !== null) return { id: "thumbsdown", color: null };
  if (isOffered(candidate)) return { id: "verified-filled", color: "testing.iconPassed" };
  switch (candidate.stage) {
    case "checking":
      return { id: "sync~spin", color: null };
    case "waiting":
      return { id: "clock", color: null };
    case "timing":
      return { id: "watch", color: null };
    case "interrupted":
      return { id: "debug-disconnect", color: null };
    case "judged":
      return verdictIcon(candidate);
  }
}

function verdictIcon({ verdict }: CandidateView): Item["icon"] {
  switch (verdict?.kind) {
    case "improved":
      return { id: "arrow-up", color: "testing.iconPassed" };
    case "worse":
      return { id: "arrow-down", color: null };
    case "tied":
      return { id: "dash", color: null };
    case "rejected":
      return { id: "circle-slash", color: "testing.iconFailed" };
    case "inconclusive":
    case undefined:
      return { id: "question", color: null };
  }
}

/** The candidates as the tree lists them: what can be accepted first, then by gain, what failed last. */
export function inTreeOrder(candidates: readonly CandidateView[]): readonly CandidateView[] {
  return [...candidates].sort((a, b) => rank(a) - rank(b) || low(b) - low(a) || a.number - b.number);
}

function rank(candidate: CandidateView): number {
  if (isOffered(candidate)) return 0;
  if (candidate.declined !== null) return 5;
  if (candidate.stage === "interrupted") return 6;
  switch (candidate.verdict?.kind) {
    case "improved":
      return 1;
    case undefined:
      return 2;
    case "tied":
    case "inconclusive":
      return 3;
    case "worse":
      return 4;
    case "rejected":
      return 6;
  }
}

function low(candidate: CandidateView): number {
  return gainOf(candidate)?.low ?? 0;
}
