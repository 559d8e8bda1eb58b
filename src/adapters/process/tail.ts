/** Keeps the last bytes of a stream and counts all of them. */
export class Tail {
  readonly #limit: number;
  #chunks: Buffer[] = [];
  #kept = 0;
  #total = 0;

  /** @param limit most bytes kept */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes seen so far, kept or not. */
  get total(): number {
    return this.#total;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    this.#kept += chunk.length;
    this.#chunks.push(chunk);
    while (this.#kept - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
      this.#kept -= this.#chunks.shift()?.length ?? 0;
    }
  }

  /** The last bytes, at most the limit, as UTF-8. */
  text(): string {
    const kept = Buffer.concat(this.#chunks);
    return kept.subarray(Math.max(0, kept.length - this.#limit)).toString("utf8");
  }
}
