import type { Runs, StartExtras } from "../../adapters/runs/runs.ts";
import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import type { RunKey } from "./runKey.ts";

/** How a run is driven. */
interface Driving {
  /** Ends what is under way, also before its first event. */
  readonly stop: AbortController;
  /** Is told after every event but the first. */
  readonly changed: () => void;
}

/** A run that this window drives, from its start or to measure one of its candidates more. */
export class DrivenRun {
  readonly key: RunKey;
  /** The candidate that is measured more; null for a run from its start. */
  readonly measuring: CandidateNumber | null;
  /** The view at the end; rejects when it could not go on. */
  readonly ended: Promise<RunView>;
  readonly #driving: Driving;
  #view: RunView;
  #isOver = false;

  private constructor(following: Following, driving: Driving) {
    this.key = following.key;
    this.measuring = following.measuring;
    this.#view = following.view;
    this.#driving = driving;
    this.ended = this.#follow(following.events);
  }

  /**
   * Resolves when the run has its first event.
   * @throws RunError when the input is bad; nothing is left behind then.
   * @throws the signal's reason when the run was stopped before it began.
   */
  static async start(
    runs: Runs,
    { spec, extras }: { readonly spec: RunSpec; readonly extras: StartExtras },
    driving: Driving,
  ): Promise<DrivenRun> {
    const { signal } = driving.stop;
    const events = runs.start(spec, signal, extras)[Symbol.asyncIterator]();
    const view = reduceRun(null, await firstOf(events, signal));
    const key = { root: runs.root, run: view.run };
    return new DrivenRun({ key, view, events, measuring: null }, driving);
  }

  /**
   * Resolves when the measuring has its first event.
   * @param view the run so far.
   * @throws RunError when the candidate cannot be measured.
   * @throws the signal's reason when it was stopped before it began.
   */
  static async measureMore(
    runs: Runs,
    { view, candidate }: { readonly view: RunView; readonly candidate: CandidateNumber },
    driving: Driving,
  ): Promise<DrivenRun> {
    const { signal } = driving.stop;
    const events = runs.measureMore(view.run, candidate, signal)[Symbol.asyncIterator]();
    const measured = reduceRun(view, await firstOf(events, signal));
    const key = { root: runs.root, run: view.run };
    return new DrivenRun({ key, view: measured, events, measuring: candidate }, driving);
  }

  get view(): RunView {
    return this.#view;
  }

  /** Whether anything still happens in it. */
  get isActive(): boolean {
    return this.measuring === null ? this.#view.end === null : !this.#isOver;
  }

  /** Aborted once the user asked to stop. */
  get stopped(): AbortSignal {
    return this.#driving.stop.signal;
  }

  /** Asks it to stop; resolves when it has ended, however it ended. */
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
    try {
      for (let next = await events.next(); !next.done; next = await events.next()) this.fold(next.value);
      return this.#view;
    } finally {
      this.#isOver = true;
    }
  }
}

async function firstOf(events: AsyncIterator<RunEvent>, signal: AbortSignal): Promise<RunEvent> {
  const first = await events.next();
  if (!first.done) return first.value;
  signal.throwIfAborted();
  throw new Error("What was started ended before it began.");
}

interface Following {
  readonly key: RunKey;
  readonly measuring: CandidateNumber | null;
  /** After the first event. */
  readonly view: RunView;
  readonly events: AsyncIterator<RunEvent>;
}
