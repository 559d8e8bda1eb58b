import {
  CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type CodeActionProvider,
  CodeActionTriggerKind,
  l10n,
  type Range,
  type Selection,
  type TextDocument,
  workspace,
} from "vscode";
import type { CommandId } from "../contributions.ts";
import type { DocumentTargets } from "./documentTargets.ts";
import { innermost } from "./innermost.ts";

/**
 * Offers to optimize the function at the cursor among the editor's refactorings. By itself the light bulb comes on in
 * a function's first line only, as one in every line would be a nuisance.
 */
export class OptimizeActions implements CodeActionProvider {
  static readonly kinds = [CodeActionKind.RefactorRewrite];
  readonly #targets: DocumentTargets;

  constructor(targets: DocumentTargets) {
    this.#targets = targets;
  }

  async provideCodeActions(
    document: TextDocument,
    range: Range | Selection,
    { triggerKind }: CodeActionContext,
  ): Promise<CodeAction[]> {
    if (!workspace.isTrusted) return [];
    const target = innermost(await this.#targets.offered(document), document.offsetAt(range.start));
    if (target === null) return [];
    const asked = triggerKind === CodeActionTriggerKind.Invoke;
    if (!asked && document.positionAt(target.region.start).line !== range.start.line) return [];
    const title = l10n.t("Optimize {0}…", target.symbol);
    const command: CommandId = "evolvent.optimizeFunction";
    const action = new CodeAction(title, CodeActionKind.RefactorRewrite);
    const { symbol, line } = target;
    action.command = { title, command, arguments: [{ uri: document.uri, symbol, line }] };
    return [action];
  }
}
