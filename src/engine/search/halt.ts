import type { CancelSignal } from "../ports.ts";

/** Whether a run must let go of what is under way. */
export class Halt {
  readonly signal: CancelSignal;
  #abandoned = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(signal: CancelSignal) {
    this.signal = signal;
  }

  /** The reader has left. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** A part of the run failed; the others need not go on. The first failure is kept. */
  fail(error: unknown): void {
    if (!this.isHalted) this.#failure = { error };
  }

  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  get isHalted(): boolean {
    return this.signal.aborted || this.#abandoned || this.#failure !== null;
  }
}
