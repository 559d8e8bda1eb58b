import {
  type Disposable,
  type LogOutputChannel,
  l10n,
  StatusBarAlignment,
  type StatusBarItem,
  ThemeColor,
  window,
} from "vscode";
import type { CommandId } from "../contributions.ts";
import type { WindowConsents } from "../runs/consents.ts";
import type { RunBoard } from "../runs/runBoard.ts";

/** What the item is made from. */
export interface ConsentStatusParts {
  readonly board: RunBoard;
  readonly consents: WindowConsents;
  readonly log: LogOutputChannel;
}

/** Says in the status bar that candidates run without a sandbox here, for as long as the user's consent holds. */
export class ConsentStatus implements Disposable {
  readonly #consents: WindowConsents;
  readonly #item: StatusBarItem;
  readonly #disposables: readonly Disposable[];
  #read = "";

  constructor({ board, consents, log }: ConsentStatusParts) {
    this.#consents = consents;
    this.#item = window.createStatusBarItem("evolvent.unsandboxed", StatusBarAlignment.Left, 9);
    this.#item.name = l10n.t("Evolvent Sandbox");
    this.#item.text = `$(unlock) ${l10n.t("no sandbox")}`;
    this.#item.accessibilityInformation = {
      label: l10n.t("Evolvent runs candidates of this workspace without a sandbox"),
    };
    this.#item.backgroundColor = new ThemeColor("statusBarItem.warningBackground");
    const command: CommandId = "evolvent.revokeConsent";
    this.#item.command = command;
    const refresh = (): void => {
      this.#refresh(board.roots).catch((error: unknown) => log.error(String(error)));
    };
    this.#disposables = [this.#item, consents.onDidChange(() => this.#show()), board.onDidChange(refresh)];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** The consents of repositories that have become known since. */
  async #refresh(roots: readonly string[]): Promise<void> {
    const known = roots.join("\n");
    if (known === this.#read) return;
    this.#read = known;
    await this.#consents.refresh(roots);
  }

  #show(): void {
    const { roots } = this.#consents;
    this.#item.tooltip = l10n.t(
      "You allowed Evolvent to run candidates of {0} without a sandbox where none works. Revoke the consent.",
      roots.join(", "),
    );
    if (roots.length === 0) this.#item.hide();
    else this.#item.show();
  }
}
