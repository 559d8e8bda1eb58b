import type { Code } from "../../src/engine/domain/candidate.ts";
import type { Random } from "../../src/engine/ports.ts";
import type { Tried, World } from "./world.ts";

/** Of the best known result. */
const goodEnough = 0.95;

/**
 * Evaluates versions until one is good enough or the budget is used, and counts. For the same seed every strategy meets
 * the same chance: the noise of a version belongs to the version, and the n-th proposal draws from the n-th stream.
 */
export class Trial {
  readonly world: World;
  readonly tried: Tried[] = [];
  readonly #random: Random;
  #thoughts = 0;
  #reached: number | null = null;

  constructor(world: World, random: Random) {
    this.world = world;
    this.#random = random;
  }

  /** @returns ln of the gain as measured; null when the version is wrong. */
  evaluate(code: Code): number | null {
    const { world } = this;
    const value = world.worth(code);
    const chance = this.#random.fork(`noise ${world.fingerprint(code)}`);
    const measured = value === null ? null : value + world.noise * (chance.next() - 0.5);
    this.tried.push({ code, measured });
    if (value !== null && value >= world.best + Math.log(goodEnough)) this.#reached ??= this.tried.length;
    return measured;
  }

  /** The stream of chance for the next proposal. */
  readonly thought = (): Random => this.#random.fork(`thought ${this.#thoughts++}`);

  get isOver(): boolean {
    return this.#reached !== null || this.tried.length >= this.world.budget;
  }

  /** How many evaluations it took; null when the budget did not last. */
  get evaluations(): number | null {
    return this.#reached;
  }
}
