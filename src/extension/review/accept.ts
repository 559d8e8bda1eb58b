import { commands, l10n, Range, type TextDocument, WorkspaceEdit, window, workspace } from "vscode";
import { candidateOf, isOffered, type RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import type { CandidateKey } from "../runs/runKey.ts";
import { targetName } from "../views/words.ts";
import { mergeIntoFile } from "./merge.ts";
import { versionUri } from "./versionUri.ts";

/**
 * Puts the candidate's change into the editor as one step to undo, merged three ways with what the file is now.
 * The file is shown, not saved. A conflict is shown in a document of its own and nothing is changed.
 * @throws RunError when the candidate is not offered or the change cannot be made.
 */
export async function acceptCandidate(board: RunBoard, view: RunView, key: CandidateKey): Promise<void> {
  const candidate = candidateOf(view, key.candidate);
  if (candidate === null || !isOffered(candidate)) {
    throw new RunError(
      "not-offered",
      l10n.t(
        "Candidate {0} of {1} cannot be accepted: only one whose gain was confirmed can.",
        key.candidate,
        targetName(view),
      ),
    );
  }
  const runs = await board.repository(key.root);
  const { file } = view.spec.target;
  const { document, result } = await mergeIntoFile(runs, { ...key, file });
  if (result.kind === "conflict") {
    await showConflict(view, { ...key, document });
    return;
  }
  await replaceText(document, result.text);
  const into = "working tree";
  await runs.noteAccepted(key.run, key.candidate, into);
  await board.note(key, { type: "candidate-accepted", at: Date.now(), candidate: key.candidate, into });
}

/** Makes the document's text another, as one step to undo, and shows where it changed. */
async function replaceText(document: TextDocument, text: string): Promise<void> {
  const { textEdits } = await import("./textEdits.ts");
  const edits = textEdits(document.getText(), text);
  const edit = new WorkspaceEdit();
  for (const { start, end, text: replacement } of edits) {
    edit.replace(document.uri, new Range(document.positionAt(start), document.positionAt(end)), replacement);
  }
  if (!(await workspace.applyEdit(edit))) {
    throw new RunError("read-only", l10n.t("{0} could not be changed: is it read-only?", document.fileName));
  }
  const first = edits[0];
  const at = document.positionAt(first?.start ?? 0);
  await window.showTextDocument(document, { preview: false, selection: new Range(at, at) });
}

/** Shows the conflict beside the file, which stays as it is. */
async function showConflict(
  view: RunView,
  { document, ...key }: CandidateKey & { readonly document: TextDocument },
): Promise<void> {
  const name = targetName(view);
  await commands.executeCommand(
    "vscode.diff",
    document.uri,
    versionUri({ ...key, file: view.spec.target.file, content: "conflict" }),
    l10n.t("{0}: your file ↔ conflict with candidate {1}", name, key.candidate),
  );
  window.showWarningMessage(
    l10n.t(
      "Your changes and candidate {0} touch the same lines of {1}, so nothing was changed. Take over by hand what you want from the right side, or run Optimize Function again on the code as it is now.",
      key.candidate,
      name,
    ),
  );
}
