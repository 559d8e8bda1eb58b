import { l10n, window } from "vscode";
import type { LineagePanels } from "../panel/lineagePanels.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import { targetName } from "../views/words.ts";
import { chooseRun } from "./choose.ts";
import { requireTrust } from "./register.ts";

/** "Show Lineage". */
export async function showLineage(board: RunBoard, panels: LineagePanels, argument: unknown): Promise<void> {
  const run = await chooseRun(board, argument, {
    prompt: l10n.t("Whose lineage is to be shown?"),
    none: l10n.t("There is no run yet: optimize a function first."),
    fits: () => true,
  });
  if (run !== null) await panels.show({ root: run.root, run: run.run }, { preserveFocus: false });
}

/** "Stop Run"; what the run found is kept. */
export async function stopRun(board: RunBoard, argument: unknown): Promise<void> {
  const run = await chooseRun(board, argument, {
    prompt: l10n.t("Which run is to stop?"),
    none: l10n.t("No run of this window is under way."),
    fits: ({ driven, active }) => driven && active,
  });
  if (run !== null) await board.stop(run);
}

/** "Clean Up Run", after asking. */
export async function cleanUpRun(board: RunBoard, panels: LineagePanels, argument: unknown): Promise<void> {
  requireTrust();
  const run = await chooseRun(board, argument, {
    prompt: l10n.t("Which run is to be removed?"),
    none: l10n.t("There is no run to remove."),
    fits: ({ active }) => !active,
  });
  if (run === null) return;
  const remove = l10n.t("Remove");
  const question = l10n.t("Remove run {0} of {1}?", run.run, targetName(run.view));
  const detail = l10n.t(
    "Its journal, its branches evolvent/{0}/… and all of its {1} candidates are removed. Code you have accepted stays.",
    run.run,
    run.view.candidates.length,
  );
  const answer = await window.showWarningMessage(question, { modal: true, detail }, remove);
  if (answer !== remove) return;
  const runs = await board.repository(run.root);
  await runs.clean(run.run);
  panels.close(run);
  await board.refresh();
}
