import type { Random } from "../../src/engine/ports.ts";
import { type Task, type Version, worthOf } from "./tasks.ts";

/** A version that was evaluated. */
export interface Tried {
  readonly version: Version;
  readonly parents: readonly number[];
  readonly family: string;
  /** ln of the gain as measured; null when it was rejected. */
  readonly measured: number | null;
}

/** Evaluates versions until one is good enough or the budget is used, and counts. */
export class Trial {
  readonly task: Task;
  readonly tried: Tried[] = [];
  readonly #budget: number;
  readonly #random: Random;
  #reached: number | null = null;

  constructor(task: Task, budget: number, random: Random) {
    this.task = task;
    this.#budget = budget;
    this.#random = random;
  }

  /** @param bungled the code is wrong, whatever it was meant to be. */
  evaluate(thought: Omit<Tried, "measured"> & { readonly bungled: boolean }): void {
    const { version, parents, family, bungled } = thought;
    const value = bungled ? null : worthOf(this.task, version);
    const measured = value === null ? null : value + noise * (this.#random.next() - 0.5);
    this.tried.push({ version, parents, family, measured });
    if (value !== null && value >= this.task.best + Math.log(goodEnough)) this.#reached ??= this.tried.length;
  }

  get isOver(): boolean {
    return this.#reached !== null || this.tried.length >= this.#budget;
  }

  /** How many evaluations it took; infinite when the budget did not last. */
  get evaluations(): number {
    return this.#reached ?? Number.POSITIVE_INFINITY;
  }
}

/** Of the best known result. */
const goodEnough = 0.95;
/** Width of the noise on ln(gain). */
const noise = 0.02;
