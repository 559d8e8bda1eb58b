import path from "node:path";
import {
  type LogOutputChannel,
  l10n,
  ProgressLocation,
  type TextDocument,
  Uri,
  window,
  workspace,
} from "vscode";
import type { Target } from "../../adapters/languages/target.ts";
import type { BenchmarkSpec, RunSpec } from "../../engine/domain/runSpec.ts";
import { isOffered, leaderOf, type RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { captureFromEditor } from "../capture/captureFromEditor.ts";
import type { DocumentTargets } from "../capture/documentTargets.ts";
import { showError } from "../log.ts";
import type { RunModels, RunWithModel } from "../models/runModels.ts";
import type { LineagePanels } from "../panel/lineagePanels.ts";
import { openDiff } from "../review/openDiff.ts";
import type { WindowConsents } from "../runs/consents.ts";
import type { DrivenRun } from "../runs/drivenRun.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import { endSentence } from "../views/words.ts";
import { requireTrust } from "./register.ts";

/** What "Optimize Function…" needs. */
export interface OptimizeParts {
  readonly board: RunBoard;
  readonly consents: WindowConsents;
  readonly models: RunModels;
  readonly panels: LineagePanels;
  readonly targets: DocumentTargets;
  readonly log: LogOutputChannel;
}

/**
 * "Optimize Function…": asks what and how, starts the run and shows its lineage; resolves once it has begun.
 * The argument is `{ uri, symbol, line }` from our lenses and actions, a Uri from a menu, `{ spec, folder }` to ask
 * nothing, or nothing at all for the function at the cursor.
 */
export async function optimizeFunction(parts: OptimizeParts, argument: unknown): Promise<void> {
  requireTrust();
  const asked = (await givenSpec(argument)) ?? (await askedSpec(parts, argument));
  if (asked === null) return;
  const { root } = await parts.board.repository(asked.folder);
  const planned = await parts.models.of(root, asked.spec);
  if (planned === null) return;
  const run = await parts.consents.protect(root, () => start(parts, root, planned));
  if (run === null) return;
  await parts.panels.show(run.key, { preserveFocus: true });
  // Not awaited: the command has done its work when the run has begun.
  void announceEnd(parts, run);
}

interface Asked {
  /** Absolute path of a folder in the repository. */
  readonly folder: string;
  readonly spec: RunSpec;
}

/** The spec in the argument, or null when there is none. @throws RunError `bad-spec` */
async function givenSpec(argument: unknown): Promise<Asked | null> {
  if (typeof argument !== "object" || argument === null || !("spec" in argument)) return null;
  const { parseSpec } = await import("../../adapters/runs/specFile.ts");
  const folder = "folder" in argument ? argument.folder : workspace.workspaceFolders?.[0]?.uri.fsPath;
  if (typeof folder !== "string") throw new RunError("bad-spec", l10n.t("No folder is open to optimize in."));
  return { folder, spec: parseSpec(argument.spec, "the command") };
}

/** What the user answers; null when the user gives up. */
async function askedSpec({ board, targets, log }: OptimizeParts, argument: unknown): Promise<Asked | null> {
  const document = await documentOf(argument);
  if (document.isUntitled || document.uri.scheme !== "file") {
    throw new RunError(
      "outside-repository",
      l10n.t("Save {0} in a git repository first.", document.fileName),
    );
  }
  const folder = path.dirname(document.fileName);
  const { root } = await board.repository(folder);
  const { askSpec } = await import("../capture/optimizeFlow.ts");
  const found = await targets.all(document);
  const target = await targetOf(document, found, argument);
  const spec = await askSpec({ document, root, targets: found, target }, log);
  return spec === null ? null : { folder: root, spec };
}

/** @throws RunError `file-missing` when no file is open. */
async function documentOf(argument: unknown): Promise<TextDocument> {
  const uri = argument instanceof Uri ? argument : placeOf(argument)?.uri;
  const document =
    uri === undefined ? window.activeTextEditor?.document : await workspace.openTextDocument(uri);
  if (document !== undefined) return document;
  throw new RunError("file-missing", l10n.t("Open a source file and put the cursor in a function."));
}

interface Place {
  readonly uri: Uri;
  readonly symbol: string;
  readonly line: number;
}

/** What our lenses and actions pass. */
function placeOf(argument: unknown): Place | null {
  if (typeof argument !== "object" || argument === null) return null;
  if (!("uri" in argument) || !(argument.uri instanceof Uri)) return null;
  if (!("symbol" in argument) || typeof argument.symbol !== "string") return null;
  if (!("line" in argument) || typeof argument.line !== "number") return null;
  return { uri: argument.uri, symbol: argument.symbol, line: argument.line };
}

async function targetOf(
  document: TextDocument,
  targets: readonly Target[],
  argument: unknown,
): Promise<Target | null> {
  const place = placeOf(argument);
  if (place !== null) {
    return targets.find(({ symbol, line }) => symbol === place.symbol && line === place.line) ?? null;
  }
  const editor = window.activeTextEditor;
  if (editor?.document !== document) return null;
  const { targetAtCursor } = await import("../capture/atCursor.ts");
  return targetAtCursor(document, editor.selection.active, targets);
}

/** Starts the run; null when the user cancelled while it was being prepared. */
async function start(
  { board, targets }: OptimizeParts,
  root: string,
  { spec, extras }: RunWithModel,
): Promise<DrivenRun | null> {
  await saveBenchmark(root, spec.benchmark);
  const captured = await captureFromEditor(targets, root, spec.target);
  const title = l10n.t("Preparing the run of {0}", spec.target.symbol);
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (_, cancel) => {
    const stop = new AbortController();
    const listener = cancel.onCancellationRequested(() => stop.abort());
    try {
      const own = captured === null ? extras : { ...extras, captured };
      return await board.start(root, spec, { extras: own, stop });
    } catch (error) {
      if (stop.signal.aborted) return null;
      throw error;
    } finally {
      listener.dispose();
    }
  });
}

/** What the benchmark is made of is read from the disk. */
async function saveBenchmark(root: string, benchmark: BenchmarkSpec): Promise<void> {
  const file = fileOf(benchmark);
  if (file === null) return;
  const fileName = path.join(root, file);
  await workspace.textDocuments.find((open) => open.isDirty && open.fileName === fileName)?.save();
}

/** The file that holds inputs, their schema or the evaluator; null where there is none. */
function fileOf(benchmark: BenchmarkSpec): string | null {
  switch (benchmark.kind) {
    case "function":
      return "path" in benchmark.inputs ? benchmark.inputs.path : null;
    case "evaluator":
      return benchmark.path;
    case "command":
      return null;
  }
}

/** The one notification of a run. */
async function announceEnd(parts: OptimizeParts, run: DrivenRun): Promise<void> {
  let view: RunView;
  try {
    view = await run.ended;
  } catch (error) {
    await showError(parts.log, error);
    return;
  }
  await offerReview(parts, run, view).catch((error: unknown) => showError(parts.log, error));
}

async function offerReview({ panels, log }: OptimizeParts, { key }: DrivenRun, view: RunView): Promise<void> {
  const leader = leaderOf(view);
  const offered = leader !== null && isOffered(leader) ? leader : null;
  const review = l10n.t("Review");
  const lineage = l10n.t("Show Lineage");
  const showLog = l10n.t("Show Log");
  const sentence = endSentence(view);
  log.info(sentence);
  if (view.end?.outcome === "failed") {
    if ((await window.showErrorMessage(sentence, showLog)) === showLog) log.show();
    return;
  }
  const choices = offered === null ? [lineage] : [review, lineage];
  const choice = await window.showInformationMessage(sentence, ...choices);
  if (choice === lineage) await panels.show(key, { preserveFocus: false });
  if (choice === review && offered !== null) await openDiff(view, { ...key, candidate: offered.number });
}
