/** How long a call may take, in milliseconds. */
export interface Timeouts {
  /** From the request to the first byte of the answer; Node.js waits 300 s at most. */
  readonly firstByteMs: number;
  /** Between two bytes; reasoning models can be silent for minutes. Node.js waits 300 s at most. */
  readonly betweenBytesMs: number;
  /** From the first request to the last byte, waits between retries included. */
  readonly wholeMs: number;
}

export const defaultTimeouts: Timeouts = { firstByteMs: 180_000, betweenBytesMs: 180_000, wholeMs: 900_000 };

/** Which wait was too long. */
export type Expired = "first-byte" | "between-bytes" | "whole";

/** The end of one request's time: aborts its signal when a wait gets too long, or when it is cancelled. */
export class Patience {
  readonly #controller = new AbortController();
  readonly #timeouts: Timeouts;
  readonly #cancel: AbortSignal;
  readonly #whole: NodeJS.Timeout;
  #next: NodeJS.Timeout;
  #expired: Expired | null = null;
  #begun = false;

  /** @param wholeMs what is left of the whole time */
  constructor(timeouts: Timeouts, wholeMs: number, cancel: AbortSignal) {
    this.#timeouts = timeouts;
    this.#cancel = cancel;
    this.#whole = setTimeout(() => this.#expire("whole"), Math.max(0, wholeMs));
    this.#next = setTimeout(() => this.#expire("first-byte"), timeouts.firstByteMs);
    if (cancel.aborted) this.#abort();
    else cancel.addEventListener("abort", this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Null as long as nothing took too long. */
  get expired(): Expired | null {
    return this.#expired;
  }

  /** Whether a byte of the answer has arrived. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Bytes of the answer arrived. */
  bytesArrived(): void {
    this.#begun = true;
    clearTimeout(this.#next);
    this.#next = setTimeout(() => this.#expire("between-bytes"), this.#timeouts.betweenBytesMs);
  }

  /** Closes the connection if it is still busy. */
  end(): void {
    clearTimeout(this.#whole);
    clearTimeout(this.#next);
    this.#cancel.removeEventListener("abort", this.#abort);
    this.#controller.abort();
  }

  #expire(expired: Expired): void {
    this.#expired ??= expired;
    this.#controller.abort();
  }

  readonly #abort = (): void => this.#controller.abort(this.#cancel.reason);
}
