import { type Disposable, l10n, StatusBarAlignment, type StatusBarItem, window } from "vscode";
import type { RunView } from "../../engine/domain/runView.ts";
import type { CommandId } from "../contributions.ts";
import type { KnownRun, RunBoard } from "../runs/runBoard.ts";
import { Throttle } from "./throttle.ts";
import { measuringText, runText, targetName } from "./words.ts";

/** Shows the run of this window that is under way; gone when there is none. */
export class RunStatus implements Disposable {
  readonly #board: RunBoard;
  readonly #item: StatusBarItem;
  readonly #disposables: readonly Disposable[];

  constructor(board: RunBoard) {
    this.#board = board;
    this.#item = window.createStatusBarItem("evolvent.run", StatusBarAlignment.Left, 10);
    this.#item.name = l10n.t("Evolvent Run");
    const show = new Throttle(250, () => this.#show());
    this.#disposables = [this.#item, show, board.onDidChange(() => show.ask())];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #show(): void {
    const under = this.#board.runs.filter(({ driven, active }) => driven && active);
    const [run] = under;
    if (run === undefined || run.view === null) {
      this.#item.hide();
      return;
    }
    this.#describe(run, run.view, under.length - 1);
    this.#item.show();
  }

  #describe({ root, run, measuring }: KnownRun, view: RunView, others: number): void {
    const name = targetName(view);
    const text = `${name} ${measuring === null ? runText(view, true) : measuringText(measuring)}`;
    this.#item.text = `$(beaker) ${text}${others === 0 ? "" : ` (+${others})`}`;
    this.#item.tooltip = l10n.t("Evolvent is optimizing {0}. Show its lineage.", name);
    this.#item.accessibilityInformation = { label: l10n.t("Evolvent is optimizing {0}", text) };
    const command: CommandId = "evolvent.showLineage";
    this.#item.command = { command, title: l10n.t("Show Lineage"), arguments: [{ root, run }] };
  }
}
