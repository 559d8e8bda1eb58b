import type { RunEvent } from "../../engine/domain/events.ts";
import type { Clock } from "../../engine/ports.ts";

/** What the machine has to say while a run is under way, for the journal of the run. */
export class Warnings {
  readonly #said = new Set<string>();
  #waiting: string[] = [];
  #wake: () => void = () => undefined;

  /** Says something; the same thing only once. */
  readonly say = (message: string): void => {
    if (this.#said.has(message)) return;
    this.#said.add(message);
    this.#waiting.push(message);
    this.#wake();
  };

  /** All that has been said and not taken. */
  take(): readonly string[] {
    const taken = this.#waiting;
    this.#waiting = [];
    return taken;
  }

  /** Resolves as soon as there is something to take. For one caller at a time. */
  async arrival(): Promise<void> {
    if (this.#waiting.length > 0) return;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** The events of a run with the warnings among them, each as soon as it is said, but none before the first event. */
export async function* withWarnings(
  events: AsyncGenerator<RunEvent, void>,
  warnings: Warnings,
  clock: Clock,
): AsyncGenerator<RunEvent, void> {
  try {
    const first = await events.next();
    if (first.done) return;
    yield first.value;
    for (let next = events.next(); ; ) {
      const arrived = await Promise.race([next, warnings.arrival()]);
      if (arrived?.done) return;
      for (const message of warnings.take()) yield { type: "warning", at: clock.now(), message };
      if (arrived === undefined) continue;
      yield arrived.value;
      next = events.next();
    }
  } finally {
    await events.return();
  }
}
