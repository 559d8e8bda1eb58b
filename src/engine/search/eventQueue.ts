/** A queue between tasks that push at any time and one reader. */
export class EventQueue<Item> implements AsyncIterable<Item> {
  readonly #items: Item[] = [];
  #wake: (() => void) | null = null;
  #end: { readonly error: unknown } | "open" | "closed" = "open";

  push(item: Item): void {
    this.#items.push(item);
    this.#notify();
  }

  /** The reader ends after what was pushed before. */
  close(): void {
    if (this.#end === "open") this.#end = "closed";
    this.#notify();
  }

  /** The reader throws `error` after what was pushed before. */
  fail(error: unknown): void {
    if (this.#end === "open") this.#end = { error };
    this.#notify();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Item> {
    for (;;) {
      for (let item = this.#items.shift(); item !== undefined; item = this.#items.shift()) yield item;
      if (this.#items.length > 0) continue;
      if (this.#end === "closed") return;
      if (this.#end !== "open") throw this.#end.error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #notify(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
