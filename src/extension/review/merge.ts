import path from "node:path";
import { type TextDocument, Uri, workspace } from "vscode";
import type { MergeResult, Runs } from "../../adapters/runs/runs.ts";
import type { CandidateKey } from "../runs/runKey.ts";

/** A candidate merged into the target's file as its document is now, unsaved edits included. */
export interface DocumentMerge {
  readonly document: TextDocument;
  readonly result: MergeResult;
}

/** Merges; writes nothing. @throws RunError */
export async function mergeIntoFile(
  runs: Runs,
  { run, candidate, file }: CandidateKey & { readonly file: string },
): Promise<DocumentMerge> {
  const document = await workspace.openTextDocument(Uri.file(path.join(runs.root, file)));
  for (;;) {
    const { version } = document;
    const result = await runs.merge(run, candidate, document.getText());
    // The user may have typed while git was at work; the result is for the text as it is now.
    if (document.version === version) return { document, result };
  }
}
