import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  l10n,
  type Range,
  type Selection,
  type TextDocument,
  workspace,
} from "vscode";
import type { CommandId } from "../contributions.ts";
import type { DocumentTargets } from "./documentTargets.ts";
import { innermost } from "./innermost.ts";

/** Offers to optimize the function at the cursor among the editor's refactorings. */
export class OptimizeActions implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.RefactorRewrite];
  readonly #targets: DocumentTargets;

  constructor(targets: DocumentTargets) {
    this.#targets = targets;
  }

  async provideCodeActions(document: TextDocument, range: Range | Selection): Promise<CodeAction[]> {
    if (!workspace.isTrusted) return [];
    const target = innermost(await this.#targets.offered(document), document.offsetAt(range.start));
    if (target === null) return [];
    const title = l10n.t("Optimize {0}…", target.symbol);
    const command: CommandId = "evolvent.optimizeFunction";
    const action = new CodeAction(title, CodeActionKind.RefactorRewrite);
    const { symbol, line } = target;
    action.command = { title, command, arguments: [{ uri: document.uri, symbol, line }] };
    return [action];
  }
}
