import { commands, l10n, type TextDocumentShowOptions } from "vscode";
import { candidateOf, type RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import type { CandidateKey } from "../runs/runKey.ts";
import { diffTitle } from "../views/words.ts";
import { versionUri } from "./versionUri.ts";

/** Shows a candidate beside the baseline or beside its first parent. @throws RunError `candidate-missing` */
export async function openDiff(
  view: RunView,
  key: CandidateKey,
  against: "parent" | "baseline" = "baseline",
): Promise<void> {
  const candidate = candidateOf(view, key.candidate);
  if (candidate === null) {
    throw new RunError("candidate-missing", l10n.t("Run {0} has no candidate {1}.", key.run, key.candidate));
  }
  const { file } = view.spec.target;
  const before = against === "parent" ? (candidate.parents[0] ?? 0) : 0;
  const options: TextDocumentShowOptions = { preview: true };
  await commands.executeCommand(
    "vscode.diff",
    versionUri({ ...key, candidate: before, file, content: "source" }),
    versionUri({ ...key, file, content: "source" }),
    diffTitle(view, candidate, before),
    options,
  );
}
