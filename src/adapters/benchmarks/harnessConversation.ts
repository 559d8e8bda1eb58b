import { TreeClock, type TreeUsage } from "../process/cpuTime.ts";
import { type HarnessMessage, type LapKind, type LapTime, lineSchema } from "./harness/messages.ts";

/** A lap as the parent's clock saw it, in nanoseconds. CPU times are null where the machine does not tell. */
export interface Lap {
  readonly lap: LapKind;
  readonly part: number;
  readonly round: number;
  readonly passes: number;
  readonly cpuNs: number | null;
  readonly wallNs: number;
  /** CPU time between the end of the lap before and the start of this one. */
  readonly beforeNs: number | null;
}

/** What was heard of a harness. */
export interface Heard {
  readonly messages: readonly HarnessMessage[];
  readonly laps: readonly Lap[];
  /**
   * Wall nanoseconds from the start of each input to its outcome, one for each `outcome` message: of a single call, cold
   * and with what describing it takes, so it shows great differences and no others.
   */
  readonly outcomesNs: readonly number[];
  /** What no harness does, as a phrase that follows "it"; null when all was in order. */
  readonly breach: string | null;
  /** CPU time of threads and processes that came and went unseen; null where the machine does not tell. */
  readonly hiddenNs: number | null;
  /** Most memory of all its processes; null where the machine does not tell. */
  readonly peakBytes: number | null;
}

type LapStart = Extract<HarnessMessage, { readonly kind: "lap-start" }>;

const lastWords: ReadonlySet<HarnessMessage["kind"]> = new Set([
  "checked",
  "incomparable",
  "timed",
  "probed",
  "profiled",
  "failed",
]);
const strangeWords = "writes to what only the harness may write to";

/** The parent's end of the conversation with a harness: it holds the clock, and insists on the rules. */
export class HarnessConversation {
  readonly #nonce: string;
  readonly #broken: () => void;
  readonly #messages: HarnessMessage[] = [];
  readonly #laps: Lap[] = [];
  readonly #outcomesNs: number[] = [];
  /** When the last stage began. */
  #stageAt = 0n;
  #breach: string | null = null;
  #clock: TreeClock | null = null;
  #usage: TreeUsage | null = null;
  #open: { readonly label: LapStart; readonly beforeNs: number | null; readonly wall: bigint } | null = null;
  #isOver = false;
  /** Rounds and parts that were timed. */
  readonly #timed = new Set<string>();

  /**
   * @param options.nonce what every line must carry
   * @param options.broken called when the rules are broken; nothing is answered any more
   */
  constructor({ nonce, broken }: { readonly nonce: string; readonly broken: () => void }) {
    this.#nonce = nonce;
    this.#broken = broken;
  }

  get heard(): Heard {
    return {
      messages: this.#messages,
      laps: this.#laps,
      outcomesNs: this.#outcomesNs,
      breach: this.#breach,
      hiddenNs: this.#usage?.hiddenNs ?? null,
      peakBytes: this.#usage?.peakBytes ?? null,
    };
  }

  /** Hears a line from a process of the tree below `pid`; see `Channel`. */
  hear(line: string, pid: number): string | null {
    if (this.#breach !== null) return null;
    // As soon as possible, while the harness waits.
    const wall = process.hrtime.bigint();
    const message = this.#messageIn(line);
    if (message === null || this.#isOver) return this.#break(strangeWords);
    switch (message.kind) {
      case "lap-start":
        return this.#startLap(message, pid);
      case "lap-end":
        return this.#endLap(wall, pid);
      default:
        if (this.#open !== null) return this.#break(strangeWords);
        this.#messages.push(message);
        if (message.kind === "stage") this.#stageAt = wall;
        else if (message.kind === "outcome") this.#outcomesNs.push(Number(wall - this.#stageAt));
        this.#isOver = lastWords.has(message.kind);
        return null;
    }
  }

  /** Whatever does not carry the nonce was not written by the harness. */
  #messageIn(line: string): HarnessMessage | null {
    try {
      const parsed = lineSchema.safeParse(JSON.parse(line));
      return parsed.success && parsed.data.nonce === this.#nonce ? parsed.data.message : null;
    } catch {
      return null;
    }
  }

  #startLap(label: LapStart, pid: number): string | null {
    if (this.#open !== null || !this.#isNext(label)) return this.#break(strangeWords);
    const before = this.#usage;
    const now = this.#look(pid);
    const beforeNs = before === null || now === null ? null : now.cpuNs - before.cpuNs;
    this.#open = { label, beforeNs, wall: process.hrtime.bigint() };
    return "{}";
  }

  #endLap(wall: bigint, pid: number): string | null {
    const open = this.#open;
    if (open === null) return this.#break(strangeWords);
    this.#open = null;
    const { label, beforeNs } = open;
    const before = this.#usage;
    const now = this.#look(pid);
    const cpuNs = before === null || now === null ? null : now.cpuNs - before.cpuNs;
    const { lap, part, round, passes } = label;
    this.#laps.push({ lap, part, round, passes, cpuNs, wallNs: Number(wall - open.wall), beforeNs });
    const last = this.#laps.at(-1);
    return last === undefined ? null : JSON.stringify(netOf(last, this.#laps));
  }

  /** A harness times each part of a round once, and nothing else once it has begun to. */
  #isNext({ lap, round, part }: LapStart): boolean {
    if (lap !== "timed") return this.#timed.size === 0;
    const before = this.#timed.size;
    return this.#timed.add(`${round} ${part}`).size > before;
  }

  #look(pid: number): TreeUsage | null {
    this.#clock ??= new TreeClock(pid);
    this.#usage = this.#clock.read();
    return this.#usage;
  }

  #break(breach: string): null {
    this.#breach = breach;
    this.#broken();
    return null;
  }
}

/**
 * What a lap took beyond what laps take in which nothing is done: the fastest tenth of these, as the first ones are
 * slow.
 */
export function netOf(lap: Lap, laps: readonly Lap[]): LapTime {
  const empty = laps.filter(({ lap: kind }) => kind === "empty");
  const cpu = lowestDecile(empty.map(({ cpuNs }) => cpuNs ?? 0));
  const wall = lowestDecile(empty.map(({ wallNs }) => wallNs));
  return {
    cpuNs: lap.cpuNs === null ? null : Math.max(0, lap.cpuNs - cpu),
    wallNs: Math.max(0, lap.wallNs - wall),
  };
}

function lowestDecile(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 10)] ?? 0;
}
