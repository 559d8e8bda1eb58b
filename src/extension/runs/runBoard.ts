import { type Disposable, EventEmitter, type LogOutputChannel } from "vscode";
import type { Runs, StartExtras } from "../../adapters/runs/runs.ts";
import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import type { RunView } from "../../engine/domain/runView.ts";
import { RunError } from "../../engine/ports.ts";
import { DrivenRun } from "./drivenRun.ts";
import { JournalWatch } from "./journalWatch.ts";
import type { Repositories } from "./repositories.ts";
import { type CandidateKey, keyText, type RunKey } from "./runKey.ts";

/** A run as the window knows it. */
export interface KnownRun extends RunKey {
  /** Null when its journal cannot be read; `problem` then says why. */
  readonly view: RunView | null;
  readonly problem: string | null;
  /** True while a living process drives it. */
  readonly active: boolean;
  /** True while this window drives it. */
  readonly driven: boolean;
  /** The candidate that this window measures more; null when it measures none. */
  readonly measuring: CandidateNumber | null;
}

/** How a run is started. */
export interface StartOptions {
  readonly extras: StartExtras;
  /** Ends the run, also before its first event. */
  readonly stop: AbortController;
}

/**
 * The runs of the window: those it drives, and those that it reads from disk, which other windows and the
 * command line write. Listeners are told of every change and read what they show from here.
 */
export class RunBoard implements Disposable {
  readonly #repositories: Repositories;
  readonly #log: LogOutputChannel;
  readonly #changed = new EventEmitter<void>();
  readonly #onDisk = new Map<string, KnownRun>();
  readonly #driven = new Map<string, DrivenRun>();
  readonly #watches = new Map<string, JournalWatch>();
  readonly #reading = new Map<string, Promise<void>>();
  #loading: Promise<void> | null = null;
  #loaded = false;

  /** Something about a run changed, or a run came or went. */
  readonly onDidChange = this.#changed.event;

  constructor(repositories: Repositories, log: LogOutputChannel) {
    this.#repositories = repositories;
    this.#log = log;
  }

  /** The known runs, newest first. */
  get runs(): readonly KnownRun[] {
    const known = new Map(this.#onDisk);
    for (const [text, run] of this.#driven) known.set(text, knownOf(run));
    return [...known.values()].sort((a, b) => startedAt(b) - startedAt(a));
  }

  /** Roots of the repositories whose runs are known. */
  get roots(): readonly string[] {
    return [...this.#watches.keys()];
  }

  /** True once the runs of the workspace have been read. */
  get loaded(): boolean {
    return this.#loaded;
  }

  /** The run as it was when it was last read. */
  find(key: RunKey): KnownRun | null {
    const driven = this.#driven.get(keyText(key));
    return driven === undefined ? (this.#onDisk.get(keyText(key)) ?? null) : knownOf(driven);
  }

  /** The run as it is now: one that another process may have written to is read again. */
  async current(key: RunKey): Promise<KnownRun | null> {
    if (!this.#driven.has(keyText(key))) await this.#read(key.root);
    return this.find(key);
  }

  /** Reads the runs of the workspace once; later calls wait for the same reading, or try again after a failure. */
  load(): Promise<void> {
    this.#loading ??= this.refresh().catch((error: unknown) => {
      this.#loading = null;
      throw error;
    });
    return this.#loading;
  }

  /** Reads the runs of the workspace again, and of every other repository a run was started in. */
  async refresh(): Promise<void> {
    for (const runs of await this.#repositories.inWorkspace()) this.#watch(runs);
    await Promise.all([...this.#watches.keys()].map((root) => this.#read(root)));
    this.#loaded = true;
    this.#changed.fire();
  }

  /** The runs of a repository, to look at them and to take their results. @throws RunError */
  repository(root: string): Promise<Runs> {
    return this.#repositories.of(root);
  }

  /**
   * Starts a run in the repository that holds the folder; resolves when the run has its first event.
   * @throws RunError when the input is bad; nothing is left behind then.
   */
  async start(folder: string, spec: RunSpec, options: StartOptions): Promise<DrivenRun> {
    const runs = await this.#repositories.toStart(folder);
    this.#watch(runs);
    const { extras, stop } = options;
    return this.#drive(
      await DrivenRun.start(runs, { spec, extras }, { stop, changed: () => this.#changed.fire() }),
    );
  }

  /**
   * Measures a candidate more; resolves when that has begun.
   * @param stop ends it, also before it has begun.
   * @throws RunError when it cannot be measured, or something of its run is under way.
   */
  async measureMore({ candidate, ...key }: CandidateKey, stop: AbortController): Promise<DrivenRun> {
    const runs = await this.#repositories.toStart(key.root);
    const view = (await this.current(key))?.view ?? null;
    if (view === null) throw new RunError("run-missing", `There is no run ${key.run} any more.`);
    if (this.#driven.has(keyText(key)))
      throw new RunError("already-running", `Run ${key.run} is going on: wait for its end, or stop it.`);
    return this.#drive(
      await DrivenRun.measureMore(runs, { view, candidate }, { stop, changed: () => this.#changed.fire() }),
    );
  }

  #drive(run: DrivenRun): DrivenRun {
    this.#driven.set(keyText(run.key), run);
    this.#changed.fire();
    const release = async (): Promise<void> => {
      await this.#read(run.key.root);
      this.#driven.delete(keyText(run.key));
      this.#changed.fire();
    };
    run.ended.then(release, release).catch((error: unknown) => this.#log.error(String(error)));
    return run;
  }

  /** Asks a run of this window to stop; resolves when it has ended. */
  async stop(key: RunKey): Promise<void> {
    await this.#driven.get(keyText(key))?.stop();
  }

  /** Stops the runs of this window; resolves when they have ended. */
  async stopAll(): Promise<void> {
    await Promise.all([...this.#driven.values()].map((run) => run.stop()));
  }

  /** Takes in an event about a run that the user caused and that is in the journal by now. */
  async note(key: RunKey, event: RunEvent): Promise<void> {
    const driven = this.#driven.get(keyText(key));
    if (driven === undefined) await this.#read(key.root);
    else driven.fold(event);
  }

  dispose(): void {
    for (const watch of this.#watches.values()) watch.dispose();
    this.#changed.dispose();
  }

  /** One reading after the other, so that an older one never takes the place of a newer one. */
  #read(root: string): Promise<void> {
    const before = this.#reading.get(root) ?? Promise.resolve();
    const reading = before.then(
      () => this.#readNow(root),
      () => this.#readNow(root),
    );
    this.#reading.set(root, reading);
    return reading;
  }

  async #readNow(root: string): Promise<void> {
    const runs = await this.#repositories.of(root);
    const summaries = await runs.list();
    for (const [text, run] of this.#onDisk) if (run.root === root) this.#onDisk.delete(text);
    for (const summary of summaries) {
      const key: RunKey = { root, run: summary.run };
      this.#onDisk.set(keyText(key), { ...key, ...summary, driven: false, measuring: null });
    }
    this.#changed.fire();
  }

  #watch({ root, journals }: Runs): void {
    if (this.#watches.has(root)) return;
    const watch = new JournalWatch(journals, {
      isOurs: (run) => this.#driven.has(keyText({ root, run })),
      changed: () => {
        this.#read(root).catch((error: unknown) => this.#log.error(String(error)));
      },
    });
    this.#watches.set(root, watch);
  }
}

function knownOf({ key, view, isActive, measuring }: DrivenRun): KnownRun {
  const measured = isActive ? measuring : null;
  return { ...key, view, problem: null, active: isActive, driven: true, measuring: measured };
}

/** Runs that cannot be read come last. */
function startedAt(run: KnownRun): number {
  return run.view?.startedAt ?? 0;
}
