import path from "node:path";
import { type TextDocument, Uri, workspace } from "vscode";
import type { Captured } from "../../adapters/runs/captureTarget.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import type { DocumentTargets } from "./documentTargets.ts";

/**
 * The target's file as the editor holds it, when a run cannot take it from the disk: because it is not saved, or
 * because only the editor can find the target in it. Null when the disk says all.
 * @param root absolute path of the repository's working tree.
 */
export async function captureFromEditor(
  targets: DocumentTargets,
  root: string,
  { file, symbol, line }: RunSpec["target"],
): Promise<Captured | null> {
  const { ownLanguage } = await import("../../adapters/languages/languages.ts");
  const fileName = path.join(root, file);
  if (ownLanguage(file) !== null) {
    const unsaved = workspace.textDocuments.find((open) => open.isDirty && open.fileName === fileName);
    return unsaved === undefined ? null : { text: unsaved.getText() };
  }
  const document = await documentOf(fileName);
  if (document === null) return null;
  const text = document.getText();
  const found = (await targets.all(document)).filter(
    (target) => target.symbol === symbol && (line === undefined || target.line === line),
  );
  const [target] = found;
  return target === undefined || found.length > 1 ? { text } : { text, region: target.region };
}

/** Null for a file that is not there or is no text; the run says so. */
async function documentOf(fileName: string): Promise<TextDocument | null> {
  try {
    return await workspace.openTextDocument(Uri.file(fileName));
  } catch {
    return null;
  }
}
