import type { Runs } from "../../adapters/runs/runs.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import type { RunKey } from "./runKey.ts";

/** How a run is driven. */
interface Driving {
  /** The text of the target's file; null to read it from the disk. */
  readonly captured: string | null;
  /** Ends the run, also before its first event. */
  readonly stop: AbortController;
  /** Is told after every event but the first. */
  readonly changed: () => void;
}

/** A run that this window drives. */
export class DrivenRun {
  readonly key: RunKey;
  /** The view at the end; rejects when the run could not go on. */
  readonly ended: Promise<RunView>;
  readonly #driving: Driving;
  #view: RunView;

  private constructor(key: RunKey, following: Following, driving: Driving) {
    this.key = key;
    this.#view = following.view;
    this.#driving = driving;
    this.ended = this.#follow(following.events);
  }

  /**
   * Resolves when the run has its first event.
   * @throws RunError when the input is bad; nothing is left behind then.
   * @throws the signal's reason when the run was stopped before it began.
   */
  static async start(runs: Runs, spec: RunSpec, driving: Driving): Promise<DrivenRun> {
    const events = runs
      .start(spec, driving.stop.signal, driving.captured === null ? undefined : { text: driving.captured })
      [Symbol.asyncIterator]();
    const first = await events.next();
    if (first.done) {
      driving.stop.signal.throwIfAborted();
      throw new Error(`The run of ${spec.target.file}:${spec.target.symbol} ended before it began.`);
    }
    const view = reduceRun(null, first.value);
    return new DrivenRun({ root: runs.root, run: view.run }, { view, events }, driving);
  }

  get view(): RunView {
    return this.#view;
  }

  /** Asks the run to stop; resolves when it has ended, however it ended. */
  async stop(): Promise<void> {
    this.#driving.stop.abort();
    await Promise.allSettled([this.ended]);
  }

  /** Folds in an event that the user caused and that is in the journal, but is none of the run's own. */
  fold(event: RunEvent): void {
    this.#view = reduceRun(this.#view, event);
    this.#driving.changed();
  }

  async #follow(events: AsyncIterator<RunEvent>): Promise<RunView> {
    for (let next = await events.next(); !next.done; next = await events.next()) this.fold(next.value);
    return this.#view;
  }
}

interface Following {
  /** After the first event. */
  readonly view: RunView;
  readonly events: AsyncIterator<RunEvent>;
}
