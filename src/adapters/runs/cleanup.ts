/** What has to be undone or closed when a run is over, however it ends; last registered, first done. */
export class Cleanup {
  readonly #steps: (() => Promise<void>)[] = [];

  add(step: () => Promise<void>): void {
    this.#steps.push(step);
  }

  /**
   * Does every step, also after one has failed.
   * @throws the first failure.
   */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.toReversed()) {
      await step().catch((error: unknown) => failures.push(error));
    }
    this.#steps.length = 0;
    if (failures.length > 0) throw failures[0];
  }
}
