import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import type { Host } from "./host.ts";
import type { InputsReader } from "./inputs.ts";
import { type Answers, Lap, type LapTask } from "./lap.ts";
import type { LapTime } from "./messages.ts";
import { inputDigest } from "./outcome.ts";
import type { LapLabel, Parent } from "./parent.ts";
import { subSeed } from "./random.ts";
import type { Realm } from "./realm.ts";
import { answerOf, type Call, type Subject } from "./subject.ts";

/** Calls that are ready to be made, one for each input of a set. */
export type CallSet = readonly Call[];

/** What sets of inputs cost. */
export interface SetCosts {
  readonly inputs: number;
  /** CPU nanoseconds to make one; the least so far. */
  readonly makeNs: number;
  /** Memory it takes, roughly. */
  readonly bytes: number;
}

export interface WorkbenchOptions {
  readonly subject: Subject;
  readonly reader: InputsReader;
  readonly parent: Parent;
  readonly host: Host;
  readonly realm: Realm;
  /** Decides the values of the inputs. */
  readonly inputsSeed: number;
  /** Decides which sets are made and in which order their calls are made. */
  readonly seed: number;
  /** The size of sets for which none is asked; null where they have none. */
  readonly size: number | null;
  /** Which calls of a set may be made to learn what they are like; all without it. */
  readonly choose?: (calls: CallSet) => CallSet;
}

/** Rounds before the first one that is timed, so that each kind of work has inputs of its own. */
export const rehearsal = {
  first: -1,
  open: -2,
  warmUp: -3,
  plan: -4,
  calibrate: -5,
  probe: -6,
  wear: -7,
  /** And all before it. */
  profile: -1000,
} as const;

/** A size at which a call takes next to no time, even before it is compiled. */
export const smallSize = 64;

/** Makes calls of a target, lap by lap, each on an input of its own. */
export class Workbench {
  readonly #options: WorkbenchOptions;
  /** The target gives promises, for some inputs at least. */
  readonly waits: boolean;
  #costs: SetCosts;

  private constructor(options: WorkbenchOptions, waits: boolean, costs: SetCosts) {
    this.#options = options;
    this.waits = waits;
    this.#costs = costs;
  }

  /** All sets hold the same values. */
  get repeats(): boolean {
    return this.#options.reader.repeats;
  }

  get costs(): SetCosts {
    return this.#costs;
  }

  /**
   * Calls the target on a set of inputs to learn whether it gives promises, and learns what sets cost. The very first
   * call is timed, on a small input: a target may do then what it would have done when it was loaded.
   * @throws HarnessFailure of stage `inputs`
   * @throws IncomparableValue
   */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const { host, parent, realm, choose = (calls) => calls } = options;
    const [smallest] = choose(
      await setOf(options, { round: rehearsal.first, number: 0, size: smallOf(options) }),
    )
      .map((call) => ({ call, bytes: inputDigest(call, realm).bytes }))
      .sort((one, other) => one.bytes - other.bytes);
    if (smallest !== undefined) {
      parent.startLap({ lap: "first" });
      await answerOf(smallest.call);
      parent.endLap();
    }
    let waits = false;
    for (const call of choose(await setOf(options, { round: rehearsal.open, number: 0 })))
      waits = (await answerOf(call)).waited || waits;
    const started = host.cpuNow();
    const calls = await setOf(options, { round: rehearsal.open, number: 1 });
    const makeNs = host.cpuNow() - started;
    const bytes = calls.reduce((sum, call) => sum + inputDigest(call, realm).bytes, 0);
    return new Workbench(options, waits, { inputs: calls.length, makeNs, bytes });
  }

  /** Sets that no earlier call has seen anything of, unless the reader repeats its values. */
  async sets(round: number, count: number, size?: number): Promise<readonly CallSet[]> {
    const { host } = this.#options;
    const started = host.cpuNow();
    const sets: CallSet[] = [];
    while (sets.length < count) sets.push(await setOf(this.#options, { round, number: sets.length, size }));
    if (size === undefined) {
      const makeNs = (host.cpuNow() - started) / count;
      this.#costs = { ...this.#costs, makeNs: Math.min(makeNs, this.#costs.makeNs) };
    }
    host.settleHeap();
    return sets;
  }

  /**
   * Makes the calls of a lap while the parent times it.
   * @throws IncomparableValue when what a held call did cannot be compared
   */
  async lap(label: LapLabel, task: LapTask): Promise<{ readonly time: LapTime; readonly answers: Answers }> {
    const { parent, seed, realm } = this.#options;
    const random = xoroshiro128plus(subSeed(seed, label.round ?? 0, task.part));
    const lap = new Lap(task, { draw: (n) => uniformInt(random, 0, n - 1), realm });
    parent.startLap({ ...label, part: task.part, passes: task.passes });
    if (this.waits) await lap.runWaiting();
    else lap.run();
    const time = parent.endLap();
    // At once, so that nothing can put right what it left wrong.
    return { time, answers: lap.answers() };
  }
}

function smallOf({ size }: WorkbenchOptions): number | undefined {
  return size === null ? undefined : Math.min(size, smallSize);
}

async function setOf(
  options: WorkbenchOptions,
  {
    round,
    number,
    size,
  }: { readonly round: number; readonly number: number; readonly size?: number | undefined },
): Promise<CallSet> {
  const { reader, subject, inputsSeed, seed } = options;
  const made = await reader.set(subSeed(inputsSeed, seed, round, number), size ?? options.size ?? undefined);
  return made.map(subject);
}
