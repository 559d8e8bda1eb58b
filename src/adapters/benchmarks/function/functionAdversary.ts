import type { Attack } from "../../../engine/domain/attack.ts";
import { gainText } from "../../../engine/domain/gainText.ts";
import { SeededRandom } from "../../../engine/search/seededRandom.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { BenchmarkRun, CheckReport, Version as Variant } from "../functionReports.ts";
import type { HarnessInputs, Outcome } from "../harness/messages.ts";
import { type Arrangement, arrangements } from "../inputs/arrangement.ts";
import { baselineRun } from "./baselineRun.ts";
import { differenceOf } from "./differences.ts";
import { whatHappened } from "./faults.ts";
import type { Slowness } from "./slowness.ts";

export interface FunctionAdversaryOptions {
  readonly calls: FunctionBenchmark;
  readonly baseline: Variant;
  /** Inputs of a size. */
  readonly sized: (seed: number, size: number) => HarnessInputs;
  /** The same with the elements of each in an order of its own; null where nothing is known of their shapes. */
  readonly arranged: ((seed: number, size: number, arrangement: Arrangement) => HarnessInputs) | null;
  /** The size that gains are measured at; none above it is tried. */
  readonly size: number;
  readonly seed: number;
  /** Wall milliseconds after which no draw is begun, and, once more, no step of shrinking. */
  readonly limitMs: number;
  /** A candidate's process. @param baselineMs wall milliseconds that one of the baseline took for the same */
  readonly run: (version: Variant, inputs: HarnessInputs, baselineMs: number) => BenchmarkRun;
  readonly slowness: Slowness;
}

/** Runs a task while nothing else is timed on the machine. */
export type InTurn = <Result>(task: () => Promise<Result>) => Promise<Result>;

/** A candidate under attack. */
export interface Challenged {
  readonly variant: Variant;
  readonly commit: string;
  /** What later messages call it, such as `candidate 0004`. */
  readonly name: string;
}

/** Inputs of a size with what the baseline does on them. */
interface Draw {
  readonly inputs: HarnessInputs;
  readonly seed: number;
  readonly size: number;
  readonly arrangement: Arrangement | null;
  readonly outcomes: readonly Outcome[];
  /** See `Heard`. */
  readonly outcomesNs: readonly number[];
  readonly ms: number;
}

/** An input of a draw that tells against a version. */
interface Finding {
  readonly kind: "wrong" | "slow";
  readonly draw: Draw;
  /** 0-based. */
  readonly input: number;
  /** What the version does there, as a phrase that follows "it". */
  readonly phrase: string;
}

interface Trap extends Omit<Finding, "phrase"> {
  /** Who was caught by it first. */
  readonly name: string;
}

/** Small inputs are where mistakes show; the usual size, where slowness does, comes in between. */
const smallest = [0, 1, 2];
const small = [3, 5, 8, 16, 64];
const mostDraws = 12;
/** An input that takes the baseline longer is not tried. */
const baselineMs = 5000;
/** More are hardly ever found, for who falls into one of them is rejected before it can lead. */
const mostTraps = 8;
/** A single call that takes so many times and so many nanoseconds longer than the baseline's is worth timing. */
const suspectRatio = 2;
const suspectNs = 1e6;

/**
 * Looks for inputs on which a candidate answers otherwise than the baseline, or is much slower: of other sizes and
 * orders, and from seeds that nobody knew before the candidate was committed. Only inputs count that the baseline
 * answers, twice alike, and slowness only at the size that gains are measured at.
 */
export class FunctionAdversary {
  readonly #options: FunctionAdversaryOptions;
  readonly #kinds: readonly Pick<Draw, "size" | "arrangement">[];
  #traps: readonly Trap[] = [];

  constructor(options: FunctionAdversaryOptions) {
    this.#options = options;
    const { size, arranged } = options;
    const plain = [...smallest, ...small]
      .filter((other) => other < size)
      .map((other) => ({ size: other, arrangement: null }));
    const usual = (arranged === null ? [null, null] : [null, ...arrangements]).map((arrangement) => ({
      size,
      arrangement,
    }));
    this.#kinds = alternating(plain, usual);
  }

  /** Tries a version on fresh inputs, and keeps what tells against it, as small as may be, for those that come later. */
  async attack({ variant, commit, name }: Challenged, inTurn: InTurn, signal: AbortSignal): Promise<Attack> {
    const { seed, limitMs, size } = this.#options;
    const random = new SeededRandom(seed).fork(`adversary ${commit}`);
    const until = performance.now() + limitMs;
    let tried = 0;
    for (let drawn = 0; drawn < mostDraws && performance.now() < until; drawn += 1) {
      const kind = this.#kinds[drawn % this.#kinds.length] ?? { size, arrangement: null };
      const draw = await this.#draw({ ...kind, seed: Math.floor(random.next() * 2 ** 32) }, signal);
      if (draw === null) continue;
      tried += draw.outcomes.filter(isAnswered).length;
      const report = await this.#ask(draw, variant, signal);
      const wrong = await this.#lasting(breakIn(draw, report), variant, signal);
      const found =
        wrong === null
          ? await this.#slow(draw, report, { variant, inTurn }, signal)
          : alone(await this.#shrunk(wrong, variant, signal));
      if (found === null) continue;
      this.#traps = [...this.#traps, { ...found, name }].slice(-mostTraps);
      return { tried, found: `It ${found.phrase} on ${inputText(found)} that the adversary drew.` };
    }
    return { tried, found: null };
  }

  /**
   * What tells against a version on inputs that told against another, as a phrase that follows "it"; null when nothing
   * does.
   */
  async differs(variant: Variant, inTurn: InTurn, signal: AbortSignal): Promise<string | null> {
    for (const trap of this.#traps) {
      const { kind, draw, name } = trap;
      const report = await this.#ask(draw, variant, signal);
      const difference = differenceAt(trap, report);
      if (difference !== null) return `${difference} on ${inputText(trap)} that told against ${name}`;
      const slow = kind === "slow" ? await this.#slow(draw, report, { variant, inTurn }, signal) : null;
      if (slow !== null) return `${slow.phrase} on ${inputText(trap)} that told against ${name}`;
    }
    return null;
  }

  /** Null when the baseline answers none of them. */
  async #draw(kind: Pick<Draw, "seed" | "size" | "arrangement">, signal: AbortSignal): Promise<Draw | null> {
    const { sized, arranged } = this.#options;
    const { seed, size, arrangement } = kind;
    const inputs =
      arrangement === null || arranged === null ? sized(seed, size) : arranged(seed, size, arrangement);
    const report = await this.#askBaseline(inputs, signal);
    if (report.kind !== "checked" || !report.outcomes.some(isAnswered)) return null;
    const { outcomes, outcomesNs, ms } = report;
    return { ...kind, inputs, outcomes, outcomesNs, ms };
  }

  #askBaseline(inputs: HarnessInputs, signal: AbortSignal): Promise<CheckReport> {
    const { calls, baseline } = this.#options;
    return calls.check(baselineRun(baseline, inputs, baselineMs), signal);
  }

  #ask({ inputs, ms }: Draw, variant: Variant, signal: AbortSignal): Promise<CheckReport> {
    const { calls, run } = this.#options;
    return calls.check(run(variant, inputs, ms), signal);
  }

  /** The break, if it is there again when both versions are asked once more. */
  async #lasting(found: Finding | null, variant: Variant, signal: AbortSignal): Promise<Finding | null> {
    if (found === null) return null;
    const { draw, input } = found;
    const again = await this.#askBaseline(draw.inputs, signal);
    if (again.kind !== "checked" || again.outcomes[input]?.digest !== draw.outcomes[input]?.digest)
      return null;
    return differenceAt(found, await this.#ask(draw, variant, signal)) === null ? null : found;
  }

  /** The break at the smallest size that halving leads to, with the same seed. */
  async #shrunk(found: Finding, variant: Variant, signal: AbortSignal): Promise<Finding> {
    const until = performance.now() + this.#options.limitMs;
    let least = found;
    let sound = -1;
    while (least.draw.size - sound > 1 && performance.now() < until) {
      const size = Math.floor((sound + least.draw.size) / 2);
      const draw = await this.#draw({ ...found.draw, size }, signal);
      const broken = draw && breakIn(draw, await this.#ask(draw, variant, signal));
      const smaller = await this.#lasting(broken, variant, signal);
      if (smaller === null) sound = size;
      else least = smaller;
    }
    return least;
  }

  /** The input of a draw on which a version is slowest beside the baseline, when it surely is much slower there. */
  async #slow(
    draw: Draw,
    report: CheckReport,
    { variant, inTurn }: { readonly variant: Variant; readonly inTurn: InTurn },
    signal: AbortSignal,
  ): Promise<Finding | null> {
    const input = draw.size === this.#options.size ? suspectIn(draw, report) : null;
    if (input === null) return null;
    const suspect = alone({ kind: "slow", draw, input, phrase: "" });
    const { inputs, outcomes, seed } = suspect.draw;
    const mutates = outcomes.some(({ mutated }) => mutated);
    const gain = await inTurn(() =>
      this.#options.slowness.shownBy({ variant, inputs, mutates, seed }, signal),
    );
    if (gain === null) return null;
    return { ...suspect, phrase: `is only ${gainText(gain)} as fast as the baseline` };
  }
}

/** Every second one from each list, for as long as both last; then the rest. */
function alternating<Item>(some: readonly Item[], others: readonly Item[]): readonly Item[] {
  const most = Math.max(some.length, others.length);
  return Array.from({ length: most }, (_, index) => [
    some.slice(index, index + 1),
    others.slice(index, index + 1),
  ]).flat(2);
}

function isAnswered({ kind }: Outcome): boolean {
  return kind === "returned";
}

/** The first input on which a version is wrong; null when there is none. */
function breakIn(draw: Draw, report: CheckReport): Finding | null {
  for (const [input, outcome] of draw.outcomes.entries()) {
    const phrase = isAnswered(outcome) ? differenceIn(report, { input, outcome }) : null;
    if (phrase !== null) return { kind: "wrong", draw, input, phrase };
  }
  return null;
}

function differenceAt({ draw, input }: Pick<Finding, "draw" | "input">, report: CheckReport): string | null {
  const outcome = draw.outcomes[input];
  if (outcome === undefined) throw new Error(`there is no input ${input} in the draw`);
  return differenceIn(report, { input, outcome });
}

/** What a report says that a version does otherwise on one input, as a phrase that follows "it"; null when nothing. */
function differenceIn(
  report: CheckReport,
  { input, outcome }: { readonly input: number; readonly outcome: Outcome },
): string | null {
  switch (report.kind) {
    case "checked": {
      const actual = report.outcomes[input];
      return actual === undefined ? null : differenceOf(outcome, actual);
    }
    case "incomparable":
      return report.input === input + 1 ? `gives what cannot be compared (${report.what})` : null;
    case "fault": {
      const { fault } = report;
      return fault.stage === "run" && fault.input === input + 1
        ? whatHappened({ ...fault, input: null })
        : null;
    }
  }
}

/** The answered input whose one call took most longer than the baseline's, when that is suspicious; null when none did. */
function suspectIn({ outcomes, outcomesNs }: Draw, report: CheckReport): number | null {
  if (report.kind !== "checked") return null;
  let most = suspectNs;
  let suspect: number | null = null;
  for (const [input, outcome] of outcomes.entries()) {
    const usual = outcomesNs[input] ?? 0;
    const excess = (report.outcomesNs[input] ?? 0) - usual;
    if (!isAnswered(outcome) || excess < (suspectRatio - 1) * usual || excess < most) continue;
    most = excess;
    suspect = input;
  }
  return suspect;
}

/** The same finding with its input alone, where inputs can be handed over one by one. */
function alone(found: Finding): Finding {
  const { draw, input } = found;
  const { inputs, outcomes, outcomesNs } = draw;
  const call = inputs.kind === "recorded" ? inputs.calls[input] : undefined;
  const outcome = outcomes[input];
  const ns = outcomesNs[input];
  if (call === undefined || outcome === undefined || ns === undefined) return found;
  const single = { ...draw, inputs: { kind: "recorded" as const, calls: [call] }, outcomes: [outcome] };
  return { ...found, input: 0, draw: { ...single, outcomesNs: [ns] } };
}

/** `the input [[1, 1]] of size 2`, `the ascending input [[1, 2, 3]] of size 3`. */
function inputText({ draw, input }: Pick<Finding, "draw" | "input">): string {
  const { outcomes, arrangement, size } = draw;
  const outcome = outcomes[input];
  const order = arrangement === null ? "" : `${arrangement} `;
  const shown = outcome === undefined || outcome.mutated ? "" : ` ${outcome.after.preview}`;
  return `the ${order}input${shown} of size ${size}`;
}
