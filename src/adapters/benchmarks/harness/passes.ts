import type { InputsReader } from "./inputs.ts";
import { inputDigest, outcomeDigest } from "./outcome.ts";
import { type Duration, startStopwatch } from "./stopwatch.ts";
import { answerOf, type Call, type Subject } from "./subject.ts";

/** A half-open range of inputs that are timed together, and how often one after the other. */
export interface Lap {
  readonly from: number;
  readonly to: number;
  readonly passes: number;
}

type CallList = readonly Call[];

const mostCopiesBytes = 64 * 2 ** 20;
const mostCopyingMs = 50;
const mostReusedPasses = 2 ** 30;

const { apply } = Reflect;

/**
 * Calls a target on its inputs over and over and times that. With `freshInputs` every call gets a copy of its own,
 * made before the clock starts; a round then has as many passes as copies fit into 64 MiB and are made in 50 ms.
 */
export class Passes {
  /** How many inputs there are. */
  readonly inputs: number;
  /** Most passes of one lap. */
  readonly most: number;
  /** Every call gets a copy of its input. */
  readonly freshInputs: boolean;
  readonly #makeList: () => Promise<CallList>;
  /** The target gives promises, for some inputs at least. */
  readonly #waits: boolean;
  #lists: readonly CallList[];
  // What the last calls came to, by input. Storing it also keeps the compiler from dropping the work.
  readonly #values: unknown[];
  readonly #threw: boolean[];
  readonly #lastCalls: Call[];

  private constructor(list: CallList, options: Omit<PassesOptions, "subject" | "reader"> & Learned) {
    this.inputs = list.length;
    this.most = options.most;
    this.#makeList = options.makeList;
    this.freshInputs = options.freshInputs;
    this.#waits = options.waits;
    this.#lists = [list];
    this.#values = list.map(() => undefined);
    this.#threw = list.map(() => false);
    this.#lastCalls = [...list];
  }

  /** Calls the target once on each input to learn whether it gives promises. */
  static async prepare({ subject, reader, freshInputs }: PassesOptions): Promise<Passes> {
    const makeList = async (): Promise<CallList> => (await reader.fresh()).map(subject);
    let waits = false;
    for (const call of await makeList()) waits = (await answerOf(call)).waited || waits;
    const started = performance.now();
    const list = await makeList();
    const copyingMs = performance.now() - started;
    const most = freshInputs ? mostCopies(list, copyingMs) : mostReusedPasses;
    return new Passes(list, { makeList, freshInputs, waits, most });
  }

  /** Times some laps, one after the other; those of one round share their copies, so their inputs must not overlap. */
  async round(laps: readonly Lap[]): Promise<readonly Duration[]> {
    if (this.freshInputs) {
      // The old ones go first, so that never more than one set is held.
      this.#lists = [];
      const lists: CallList[] = [];
      const needed = Math.max(...laps.map(({ passes }) => passes));
      while (lists.length < needed) lists.push(await this.#makeList());
      this.#lists = lists;
    }
    const durations: Duration[] = [];
    for (const lap of laps) {
      const elapsed = startStopwatch();
      if (this.#waits) await this.#waitThrough(lap);
      else this.#runThrough(lap);
      durations.push(elapsed());
      const last = this.#lists[this.freshInputs ? lap.passes - 1 : 0] ?? [];
      for (let input = lap.from; input < lap.to; input += 1) {
        const call = last[input];
        if (call !== undefined) this.#lastCalls[input] = call;
      }
    }
    return durations;
  }

  /** The digest of what the last call on each input did. @throws IncomparableValue */
  digests(): readonly string[] {
    return this.#lastCalls.map((call, input) =>
      outcomeDigest(call, { kind: this.#threw[input] ? "threw" : "returned", value: this.#values[input] }),
    );
  }

  #runThrough({ from, to, passes }: Lap): void {
    const values = this.#values;
    const threw = this.#threw;
    for (let pass = 0; pass < passes; pass += 1) {
      const list = this.#listOf(pass);
      for (let input = from; input < to; input += 1) {
        const call = list[input] as Call;
        try {
          values[input] = apply(call.target, call.receiver, call.args);
          threw[input] = false;
        } catch (error) {
          values[input] = error;
          threw[input] = true;
        }
      }
    }
  }

  /** The same for a target that gives promises; apart, because waiting for plain values would be timed too. */
  async #waitThrough({ from, to, passes }: Lap): Promise<void> {
    const values = this.#values;
    const threw = this.#threw;
    for (let pass = 0; pass < passes; pass += 1) {
      const list = this.#listOf(pass);
      for (let input = from; input < to; input += 1) {
        const call = list[input] as Call;
        try {
          values[input] = await apply(call.target, call.receiver, call.args);
          threw[input] = false;
        } catch (error) {
          values[input] = error;
          threw[input] = true;
        }
      }
    }
  }

  #listOf(pass: number): CallList {
    return this.#lists[this.freshInputs ? pass : 0] as CallList;
  }
}

interface PassesOptions {
  readonly subject: Subject;
  readonly reader: InputsReader;
  readonly freshInputs: boolean;
}

interface Learned {
  readonly makeList: () => Promise<CallList>;
  readonly waits: boolean;
  readonly most: number;
}

function mostCopies(list: CallList, copyingMs: number): number {
  const bytes = list.reduce((sum, call) => sum + inputDigest(call).bytes, 0);
  const most = Math.min(mostCopiesBytes / Math.max(bytes, 1), mostCopyingMs / Math.max(copyingMs, 0.001));
  return Math.max(1, Math.floor(most));
}
