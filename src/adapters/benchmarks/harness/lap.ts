import { hash } from "node:crypto";
import { outcomeDigest } from "./outcome.ts";
import type { Realm } from "./realm.ts";
import type { Call } from "./subject.ts";

/** What is called in a lap. */
export interface LapTask {
  /** Pass p uses set p modulo their number; in each, the inputs of the part. */
  readonly sets: readonly (readonly Call[])[];
  readonly part: number;
  readonly parts: number;
  readonly passes: number;
  /** Most calls whose answers are held. */
  readonly answers: number;
}

/** What the calls of a lap did whose answers were held. */
export interface Answers {
  readonly digest: string;
  readonly calls: number;
  /** Memory they take, roughly. */
  readonly bytes: number;
}

export interface LapSurroundings {
  /** Draws a number in [0, n); decides the order of the calls and whose answers are held. */
  readonly draw: (n: number) => number;
  readonly realm: Realm;
}

const { apply } = Reflect;
const nowhere = 0;

/** The calls of one lap, in an order of their own, and what they came to. */
export class Lap {
  readonly #realm: Realm;
  readonly #sets: readonly (readonly Call[])[];
  readonly #passes: number;
  /** Where the answer of each call goes, by set and place: answers that are not held share one place. */
  readonly #slots: readonly Uint32Array[];
  /** The call behind each slot. */
  readonly #held: (Call | null)[] = [null];
  // What calls came to, by slot. Storing it also keeps the compiler from dropping the work.
  readonly #values: unknown[];
  readonly #threw: Uint8Array;

  constructor(task: LapTask, { draw, realm }: LapSurroundings) {
    this.#realm = realm;
    this.#passes = task.passes;
    this.#sets = task.sets.map((calls) => shuffled(partOf(calls, task), draw));
    const last = this.#sets[(task.passes - 1) % this.#sets.length] ?? [];
    const used = this.#sets.slice(0, task.passes);
    const others = used.reduce((sum, calls) => sum + calls.length, 0) - last.length;
    const share = (task.answers - last.length) / Math.max(1, others);
    this.#slots = this.#sets.map((calls, set) => {
      const slots = new Uint32Array(calls.length);
      if (set >= used.length) return slots;
      for (const [place, call] of calls.entries()) {
        // The last answers always: nobody must get by with having been right earlier.
        const isHeld = calls === last ? this.#held.length <= task.answers : draw(1 << 20) < share * (1 << 20);
        if (!isHeld) continue;
        slots[place] = this.#held.length;
        this.#held.push(call);
      }
      return slots;
    });
    this.#values = this.#held.map(() => undefined);
    this.#threw = new Uint8Array(this.#held.length);
  }

  run(): void {
    const values = this.#values;
    const threw = this.#threw;
    const sets = this.#sets;
    for (let pass = 0; pass < this.#passes; pass += 1) {
      const calls = sets[pass % sets.length] as readonly Call[];
      const slots = this.#slots[pass % sets.length] as Uint32Array;
      for (let place = 0; place < calls.length; place += 1) {
        const call = calls[place] as Call;
        const slot = slots[place] as number;
        try {
          values[slot] = apply(call.target, call.receiver, call.args);
          threw[slot] = 0;
        } catch (error) {
          values[slot] = error;
          threw[slot] = 1;
        }
      }
    }
  }

  /** The same for a target that gives promises; apart, because waiting for plain values would be timed too. */
  async runWaiting(): Promise<void> {
    const values = this.#values;
    const threw = this.#threw;
    const sets = this.#sets;
    for (let pass = 0; pass < this.#passes; pass += 1) {
      const calls = sets[pass % sets.length] as readonly Call[];
      const slots = this.#slots[pass % sets.length] as Uint32Array;
      for (let place = 0; place < calls.length; place += 1) {
        const call = calls[place] as Call;
        const slot = slots[place] as number;
        try {
          values[slot] = await apply(call.target, call.receiver, call.args);
          threw[slot] = 0;
        } catch (error) {
          values[slot] = error;
          threw[slot] = 1;
        }
      }
    }
  }

  /**
   * What the calls did whose answers were held. To be asked for at once: until then nothing of the target runs.
   * @throws IncomparableValue
   */
  answers(): Answers {
    const digests: string[] = [];
    let bytes = 0;
    for (const [slot, call] of this.#held.entries()) {
      if (call === null || slot === nowhere) continue;
      const value = this.#values[slot];
      const outcome = outcomeDigest(
        call,
        { kind: this.#threw[slot] ? "threw" : "returned", value },
        this.#realm,
      );
      digests.push(outcome.digest);
      bytes += outcome.bytes;
    }
    return { digest: hash("sha256", digests.join()), calls: digests.length, bytes };
  }
}

/** The calls of a part. */
export function partOf(
  calls: readonly Call[],
  { part, parts }: Pick<LapTask, "part" | "parts">,
): readonly Call[] {
  return calls.slice(
    Math.floor((part * calls.length) / parts),
    Math.floor(((part + 1) * calls.length) / parts),
  );
}

/** In a random order (Fisher–Yates). */
function shuffled<Item>(items: readonly Item[], draw: (n: number) => number): readonly Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last -= 1) {
    const other = draw(last + 1);
    [result[last], result[other]] = [result[other] as Item, result[last] as Item];
  }
  return result;
}
