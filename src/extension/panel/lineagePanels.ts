import {
  type Disposable,
  type LogOutputChannel,
  l10n,
  Uri,
  ViewColumn,
  type WebviewPanel,
  type WebviewPanelSerializer,
  window,
} from "vscode";
import type { PageMessage } from "../../protocol/messages.ts";
import { lineagePanelType } from "../contributions.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import { keyText, type RunKey } from "../runs/runKey.ts";
import { LineagePanel } from "./lineagePanel.ts";

/** What the panels need. */
export interface LineagePanelsParts {
  readonly board: RunBoard;
  readonly log: LogOutputChannel;
  readonly extensionUri: Uri;
  /** What the user asked for on the page of a run. */
  readonly received: (key: RunKey, message: PageMessage) => void;
}

/** The lineage panels of the window, at most one per run; they come back when the window is reloaded. */
export class LineagePanels implements WebviewPanelSerializer<unknown>, Disposable {
  readonly #parts: LineagePanelsParts;
  readonly #panels = new Map<string, WebviewPanel>();

  constructor(parts: LineagePanelsParts) {
    this.#parts = parts;
  }

  /** Shows the lineage of a run beside the code. */
  async show(key: RunKey, options: { readonly preserveFocus: boolean }): Promise<void> {
    const known = this.#panels.get(keyText(key));
    if (known !== undefined) {
      known.reveal(undefined, options.preserveFocus);
      return;
    }
    const panel = window.createWebviewPanel(
      lineagePanelType,
      l10n.t("Lineage"),
      { viewColumn: ViewColumn.Beside, preserveFocus: options.preserveFocus },
      { retainContextWhenHidden: false },
    );
    await this.#fill(panel, key);
  }

  async deserializeWebviewPanel(panel: WebviewPanel, state: unknown): Promise<void> {
    const { readPageState } = await import("../../protocol/pageState.ts");
    const saved = readPageState(state);
    await this.#parts.board.load();
    const run = this.#parts.board.runs.find(({ run }) => run === saved?.run);
    // A page of a run that was cleaned up since has nothing to show.
    if (run === undefined) panel.dispose();
    else await this.#fill(panel, { root: run.root, run: run.run });
  }

  /** Closes the panel of a run that is no more. */
  close(key: RunKey): void {
    this.#panels.get(keyText(key))?.dispose();
  }

  dispose(): void {
    for (const panel of this.#panels.values()) panel.dispose();
  }

  async #fill(panel: WebviewPanel, key: RunKey): Promise<void> {
    const { board, log, extensionUri, received } = this.#parts;
    panel.iconPath = {
      light: Uri.joinPath(extensionUri, "media", "lineage-light.svg"),
      dark: Uri.joinPath(extensionUri, "media", "lineage-dark.svg"),
    };
    this.#panels.set(keyText(key), panel);
    const page = LineagePanel.fill({
      panel,
      key,
      board,
      pageFolder: Uri.joinPath(extensionUri, "dist", "webview"),
      received: (message) => received(key, message),
      refused: (problem) => log.warn(problem),
    });
    panel.onDidDispose(async () => {
      this.#panels.delete(keyText(key));
      (await page).dispose();
    });
    await page;
  }
}
