import { commands, type Disposable, type LogOutputChannel, window } from "vscode";
import { candidateOf, isOffered } from "../../engine/domain/runView.ts";
import type { ContextKey } from "../contributions.ts";
import type { WindowConsents } from "../runs/consents.ts";
import type { RunBoard } from "../runs/runBoard.ts";
import { activeVersion } from "./choose.ts";

/** What the context keys are read from. */
export interface ContextKeysParts {
  readonly board: RunBoard;
  readonly consents: WindowConsents;
  readonly log: LogOutputChannel;
}

/** Keeps the context keys of the manifest's `when` clauses true. */
export class ContextKeys implements Disposable {
  readonly #board: RunBoard;
  readonly #consents: WindowConsents;
  readonly #log: LogOutputChannel;
  readonly #values = new Map<ContextKey, boolean>();
  readonly #disposables: readonly Disposable[];

  constructor({ board, consents, log }: ContextKeysParts) {
    this.#board = board;
    this.#consents = consents;
    this.#log = log;
    const update = (): void => this.#update();
    this.#disposables = [
      board.onDidChange(update),
      consents.onDidChange(update),
      window.tabGroups.onDidChangeTabs(update),
      window.tabGroups.onDidChangeTabGroups(update),
    ];
    this.#update();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #update(): void {
    const version = activeVersion();
    // A diff that came back with the window is about a run that nobody has read yet.
    if (version !== null) this.#board.load().catch((error: unknown) => this.#log.error(String(error)));
    const view = version === null ? null : (this.#board.find(version)?.view ?? null);
    const candidate = version === null || view === null ? null : candidateOf(view, version.candidate);
    this.#set(
      "evolvent.running",
      this.#board.runs.some(({ driven, active }) => driven && active),
    );
    this.#set("evolvent.consented", this.#consents.roots.length > 0);
    this.#set("evolvent.noRuns", this.#board.loaded && this.#board.runs.length === 0);
    this.#set("evolvent.reviewing", version !== null);
    this.#set(
      "evolvent.reviewingOffered",
      version?.content === "source" && candidate !== null && isOffered(candidate),
    );
  }

  #set(key: ContextKey, value: boolean): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    commands.executeCommand("setContext", key, value);
  }
}
