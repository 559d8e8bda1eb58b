import { l10n, type QuickPickItem, TabInputText, TabInputTextDiff, Uri, window } from "vscode";
import type { CandidateView, RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { type Version, versionOf } from "../review/versionUri.ts";
import type { KnownRun, RunBoard } from "../runs/runBoard.ts";
import { type CandidateKey, candidateKeyOf, type RunKey, runKeyOf } from "../runs/runKey.ts";
import { candidateItem, inTreeOrder, runItem } from "../views/runItems.ts";

/** A run that can be read. */
export type ReadableRun = KnownRun & { readonly view: RunView };

/** What a command is about and what may be chosen when its argument does not say. */
export interface RunChoice {
  readonly prompt: string;
  readonly fits: (run: ReadableRun) => boolean;
  /** What to say when no run fits. */
  readonly none: string;
}

/** The run that the argument names, else the only one that fits, else the user's choice; null when there is none. */
export async function chooseRun(
  board: RunBoard,
  argument: unknown,
  choice: RunChoice,
): Promise<ReadableRun | null> {
  await board.load();
  const named = runKeyOf(argument);
  if (named !== null) return readable(board, named);
  const runs = board.runs.filter(isReadable).filter(choice.fits);
  const [only] = runs;
  if (only === undefined) {
    window.showInformationMessage(choice.none);
    return null;
  }
  return runs.length === 1 ? only : pickRun(runs, choice.prompt);
}

/** The run with that key as it is now. @throws RunError `run-missing` */
export async function readable(board: RunBoard, key: RunKey): Promise<ReadableRun> {
  const run = await board.current(key);
  if (run !== null && isReadable(run)) return run;
  throw new RunError("run-missing", run?.problem ?? l10n.t("There is no run {0} any more.", key.run));
}

function isReadable(run: KnownRun): run is ReadableRun {
  return run.view !== null;
}

async function pickRun(runs: readonly ReadableRun[], prompt: string): Promise<ReadableRun | null> {
  const items = runs.map((run) => {
    const { label, description, icon } = runItem(run);
    return { label: `$(${icon.id}) ${label}`, description, detail: run.run, run };
  });
  return (await window.showQuickPick(items, { placeHolder: prompt, matchOnDetail: true }))?.run ?? null;
}

/** What a command about one candidate needs. */
export interface CandidateChoice {
  readonly prompt: string;
  readonly fits: (candidate: CandidateView) => boolean;
  readonly none: string;
}

/**
 * The candidate that the argument names, else the one in the active editor, else the user's choice among those that
 * fit; null when there is none.
 */
export async function chooseCandidate(
  board: RunBoard,
  argument: unknown,
  choice: CandidateChoice,
): Promise<CandidateKey | null> {
  await board.load();
  const named = candidateKeyOf(argument) ?? (argument instanceof Uri ? versionOf(argument) : null);
  if (named !== null) return named;
  const shown = runKeyOf(argument) === null ? activeVersion() : null;
  if (shown !== null) return shown;
  const run = await chooseRun(board, argument, {
    prompt: l10n.t("Of which run?"),
    none: choice.none,
    fits: ({ view }) => view.candidates.some(choice.fits),
  });
  return run === null ? null : pickCandidate(run, choice);
}

async function pickCandidate(
  { root, run, view }: ReadableRun,
  { fits, prompt, none }: CandidateChoice,
): Promise<CandidateKey | null> {
  const items = inTreeOrder(view.candidates.filter(fits)).map((candidate) => {
    const { label, description, icon } = candidateItem(candidate);
    const item: QuickPickItem & { readonly number: number } = {
      label: `$(${icon.id.replace("~spin", "")}) ${label}`,
      description,
      number: candidate.number,
    };
    return item;
  });
  if (items.length === 0) {
    window.showInformationMessage(none);
    return null;
  }
  const picked = await window.showQuickPick(items, { placeHolder: prompt, matchOnDescription: true });
  return picked === undefined ? null : { root, run, candidate: picked.number };
}

/** The candidate that the active editor shows, alone or on the right of a diff; null for the baseline and for others. */
export function activeVersion(): Version | null {
  const input = window.tabGroups.activeTabGroup.activeTab?.input;
  const uri =
    input instanceof TabInputTextDiff ? input.modified : input instanceof TabInputText ? input.uri : null;
  const version = uri === null ? null : versionOf(uri);
  return version !== null && version.candidate > 0 ? version : null;
}
