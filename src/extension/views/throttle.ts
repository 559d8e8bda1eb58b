/** Does something at once when asked, then at most once in every interval, and never forgets the last request. */
export class Throttle {
  readonly #intervalMs: number;
  readonly #act: () => void;
  #timer: NodeJS.Timeout | null = null;
  #again = false;

  constructor(intervalMs: number, act: () => void) {
    this.#intervalMs = intervalMs;
    this.#act = act;
  }

  ask(): void {
    if (this.#timer !== null) {
      this.#again = true;
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = null;
      if (!this.#again) return;
      this.#again = false;
      this.ask();
    }, this.#intervalMs);
    this.#act();
  }

  dispose(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#again = false;
  }
}
