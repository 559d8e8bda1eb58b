import {
  CodeLens,
  type CodeLensProvider,
  type Disposable,
  EventEmitter,
  l10n,
  type TextDocument,
  workspace,
} from "vscode";
import { isBlockSymbol } from "../../adapters/languages/other/markedBlocks.ts";
import type { Target } from "../../adapters/languages/target.ts";
import type { CommandId } from "../contributions.ts";
import { setting } from "../settings.ts";
import type { DocumentTargets } from "./documentTargets.ts";

/** "Optimize" above marked blocks, and above functions that have more than one line and are not inside another. */
export class OptimizeLenses implements CodeLensProvider, Disposable {
  readonly #targets: DocumentTargets;
  readonly #changed = new EventEmitter<void>();
  readonly #disposables: readonly Disposable[];
  readonly onDidChangeCodeLenses = this.#changed.event;

  constructor(targets: DocumentTargets) {
    this.#targets = targets;
    this.#disposables = [
      this.#changed,
      workspace.onDidGrantWorkspaceTrust(() => this.#changed.fire()),
      workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration("evolvent.codeLens")) this.#changed.fire();
      }),
    ];
  }

  async provideCodeLenses(document: TextDocument): Promise<CodeLens[]> {
    if (!workspace.isTrusted || !setting("evolvent.codeLens.enabled")) return [];
    const targets = await this.#targets.offered(document);
    return targets
      .filter(
        ({ region, symbol, entry }) =>
          isBlockSymbol(symbol) || (symbol === entry?.symbol && isLong(document, region)),
      )
      .map((target) => lens(document, target));
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }
}

function isLong(document: TextDocument, { start, end }: Target["region"]): boolean {
  return document.positionAt(end).line > document.positionAt(start).line;
}

function lens(document: TextDocument, { symbol, line, region }: Target): CodeLens {
  const command: CommandId = "evolvent.optimizeFunction";
  const at = document.positionAt(region.start);
  return new CodeLens(document.lineAt(at).range, {
    title: l10n.t("Optimize"),
    tooltip: l10n.t("Evolve {0} into a measurably better one", symbol),
    command,
    arguments: [{ uri: document.uri, symbol, line }],
  });
}
