import type { RunEvent } from "../domain/events.ts";
import { type RunView, reduceRun } from "../domain/runView.ts";
import type { Clock } from "../ports.ts";
import { EventQueue } from "./eventQueue.ts";

/** An event before it is given its time. */
type Body<Event = RunEvent> = Event extends RunEvent ? Omit<Event, "at"> : never;

/** What a run has said so far: the events on their way to the reader, and their reduction. */
export class RunLog {
  readonly events = new EventQueue<RunEvent>();
  readonly #clock: Clock;
  readonly #warned = new Set<string>();
  #view: RunView | null;

  /** @param view what earlier events of the same run came to; null for a new run. */
  constructor(clock: Clock, view: RunView | null = null) {
    this.#clock = clock;
    this.#view = view;
    for (const message of view?.warnings ?? []) this.#warned.add(message);
  }

  /** @throws Error before the first event of a run. */
  get view(): RunView {
    if (this.#view === null) throw new Error("the run has not started");
    return this.#view;
  }

  emit(body: Body): void {
    const event: RunEvent = { at: this.#clock.now(), ...body };
    this.#view = reduceRun(this.#view, event);
    this.events.push(event);
  }

  /** Takes in an event that others wrote into the journal. */
  hear(event: RunEvent): void {
    this.#view = reduceRun(this.view, event);
  }

  /** Warns of it unless the run has warned of the same before. */
  warn(message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.emit({ type: "warning", message });
  }
}
