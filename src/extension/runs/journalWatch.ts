import path from "node:path";
import { type Disposable, RelativePattern, Uri, workspace } from "vscode";
import type { RunId } from "../../engine/domain/runSpec.ts";

/** A run that goes on elsewhere writes many events a second; a person needs to see them twice. */
const settleMs = 500;

/** Who is told. */
interface Listener {
  /** Runs of this window are followed by their events instead. */
  isOurs(run: RunId): boolean;
  changed(): void;
}

/** Tells, at most twice a second, when another process has written to a journal. */
export class JournalWatch implements Disposable {
  readonly #disposables: readonly Disposable[];
  #timer: NodeJS.Timeout | null = null;

  /** @param journals absolute path of the folder with one folder per run; it need not exist yet. */
  constructor(journals: string, listener: Listener) {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(journals), "**"));
    const notice = (uri: Uri): void => {
      const [run = ""] = path.relative(journals, uri.fsPath).split(path.sep);
      if (listener.isOurs(run)) return;
      this.#timer ??= setTimeout(() => {
        this.#timer = null;
        listener.changed();
      }, settleMs);
    };
    this.#disposables = [
      watcher,
      watcher.onDidCreate(notice),
      watcher.onDidChange(notice),
      watcher.onDidDelete(notice),
    ];
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const disposable of this.#disposables) disposable.dispose();
  }
}
