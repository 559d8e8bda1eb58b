import type { Attack } from "../../../engine/domain/attack.ts";
import { SeededRandom } from "../../../engine/search/seededRandom.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { BenchmarkRun, CheckReport, Version as Variant } from "../functionReports.ts";
import type { HarnessInputs, Outcome } from "../harness/messages.ts";
import { baselineRun } from "./baselineRun.ts";
import { differenceOf } from "./differences.ts";
import { whatHappened } from "./faults.ts";

export interface FunctionAdversaryOptions {
  readonly calls: FunctionBenchmark;
  readonly baseline: Variant;
  /** Inputs of a size. */
  readonly sized: (seed: number, size: number) => HarnessInputs;
  /** The size that gains are measured at; none above it is tried. */
  readonly size: number;
  readonly seed: number;
  /** Wall milliseconds after which no draw is begun, and, once more, no step of shrinking. */
  readonly limitMs: number;
  /** A candidate's process. @param baselineMs wall milliseconds that one of the baseline took for the same */
  readonly run: (version: Variant, inputs: HarnessInputs, baselineMs: number) => BenchmarkRun;
}

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
  readonly outcomes: readonly Outcome[];
  readonly ms: number;
}

/** An input of a draw on which a version is wrong. */
interface Break {
  readonly draw: Draw;
  /** 0-based. */
  readonly input: number;
  /** What it does there, as a phrase that follows "it". */
  readonly difference: string;
}

interface Trap extends Omit<Break, "difference"> {
  /** Who was caught by it first. */
  readonly name: string;
}

/** Small inputs are where mistakes show; the usual size comes in between. */
const smallest = [0, 1, 2];
const small = [3, 5, 8, 16, 64];
const mostDraws = 12;
/** An input that takes the baseline longer is not tried. */
const baselineMs = 5000;
/** More are hardly ever found, for who falls into one of them is rejected before it can lead. */
const mostTraps = 8;

/**
 * Looks for inputs on which a candidate answers otherwise than the baseline: of other sizes and from seeds that nobody
 * knew before the candidate was committed. Only inputs count that the baseline answers, twice alike.
 */
export class FunctionAdversary {
  readonly #options: FunctionAdversaryOptions;
  readonly #sizes: readonly number[];
  #traps: readonly Trap[] = [];

  constructor(options: FunctionAdversaryOptions) {
    this.#options = options;
    const { size } = options;
    const isSmaller = (other: number) => other < size;
    this.#sizes = [...smallest.filter(isSmaller), size, ...small.filter(isSmaller)];
  }

  /** Tries a version on fresh inputs, and keeps the smallest that breaks it for those that come later. */
  async attack({ variant, commit, name }: Challenged, signal: AbortSignal): Promise<Attack> {
    const { seed, limitMs } = this.#options;
    const random = new SeededRandom(seed).fork(`adversary ${commit}`);
    const until = performance.now() + limitMs;
    let tried = 0;
    for (let drawn = 0; drawn < mostDraws && performance.now() < until; drawn += 1) {
      const size = this.#sizes[drawn % this.#sizes.length] ?? this.#options.size;
      const draw = await this.#draw(Math.floor(random.next() * 2 ** 32), size, signal);
      if (draw === null) continue;
      tried += draw.outcomes.filter(isAnswered).length;
      const found = await this.#lastingBreak(draw, variant, signal);
      if (found === null) continue;
      const least = alone(await this.#shrunk(found, variant, signal));
      this.#traps = [...this.#traps, { ...least, name }].slice(-mostTraps);
      return { tried, found: `It ${least.difference} on ${inputText(least)} that the adversary drew.` };
    }
    return { tried, found: null };
  }

  /** What a version does otherwise on an input that broke another, as a phrase that follows "it"; null when nothing. */
  async differs(variant: Variant, signal: AbortSignal): Promise<string | null> {
    for (const trap of this.#traps) {
      const difference = await this.#differenceAt(trap, variant, signal);
      if (difference !== null) return `${difference} on ${inputText(trap)} that broke ${trap.name}`;
    }
    return null;
  }

  /** Null when the baseline answers none of them. */
  async #draw(seed: number, size: number, signal: AbortSignal): Promise<Draw | null> {
    const { sized } = this.#options;
    const inputs = sized(seed, size);
    const report = await this.#askBaseline(inputs, signal);
    if (report.kind !== "checked" || !report.outcomes.some(isAnswered)) return null;
    const { outcomes, ms } = report;
    return { inputs, seed, size, outcomes, ms };
  }

  #askBaseline(inputs: HarnessInputs, signal: AbortSignal): Promise<CheckReport> {
    const { calls, baseline } = this.#options;
    return calls.check(baselineRun(baseline, inputs, baselineMs), signal);
  }

  /** A break that is there again when both versions are asked once more. */
  async #lastingBreak(draw: Draw, variant: Variant, signal: AbortSignal): Promise<Break | null> {
    const found = await this.#break(draw, variant, signal);
    if (found === null) return null;
    const again = await this.#askBaseline(draw.inputs, signal);
    if (again.kind !== "checked") return null;
    const { input } = found;
    if (again.outcomes[input]?.digest !== draw.outcomes[input]?.digest) return null;
    return (await this.#differenceAt(found, variant, signal)) === null ? null : found;
  }

  /** The first input on which a version is wrong; null when there is none. */
  async #break(draw: Draw, variant: Variant, signal: AbortSignal): Promise<Break | null> {
    const report = await this.#ask(draw, variant, signal);
    for (const [input, outcome] of draw.outcomes.entries()) {
      const difference = isAnswered(outcome) ? differenceIn(report, { input, outcome }) : null;
      if (difference !== null) return { draw, input, difference };
    }
    return null;
  }

  async #differenceAt(
    { draw, input }: Omit<Break, "difference">,
    variant: Variant,
    signal: AbortSignal,
  ): Promise<string | null> {
    const outcome = draw.outcomes[input];
    if (outcome === undefined) throw new Error(`there is no input ${input} in the draw`);
    return differenceIn(await this.#ask(draw, variant, signal), { input, outcome });
  }

  #ask({ inputs, ms }: Draw, variant: Variant, signal: AbortSignal): Promise<CheckReport> {
    const { calls, run } = this.#options;
    return calls.check(run(variant, inputs, ms), signal);
  }

  /** The break at the smallest size that halving leads to, with the same seed. */
  async #shrunk(found: Break, variant: Variant, signal: AbortSignal): Promise<Break> {
    const until = performance.now() + this.#options.limitMs;
    let least = found;
    let sound = -1;
    while (least.draw.size - sound > 1 && performance.now() < until) {
      const size = Math.floor((sound + least.draw.size) / 2);
      const draw = await this.#draw(found.draw.seed, size, signal);
      const smaller = draw && (await this.#lastingBreak(draw, variant, signal));
      if (smaller === null) sound = size;
      else least = smaller;
    }
    return least;
  }
}

function isAnswered({ kind }: Outcome): boolean {
  return kind === "returned";
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

/** The same break with its input alone, where inputs can be handed over one by one. */
function alone(found: Break): Break {
  const { draw, input } = found;
  const { inputs, outcomes } = draw;
  const call = inputs.kind === "recorded" ? inputs.calls[input] : undefined;
  const outcome = outcomes[input];
  if (call === undefined || outcome === undefined) return found;
  return {
    ...found,
    input: 0,
    draw: { ...draw, inputs: { kind: "recorded", calls: [call] }, outcomes: [outcome] },
  };
}

/** `the input [[1, 1]] of size 2`. */
function inputText({ draw, input }: Omit<Break, "difference">): string {
  const outcome = draw.outcomes[input];
  const shown = outcome === undefined || outcome.mutated ? "" : ` ${outcome.after.preview}`;
  return `the input${shown} of size ${draw.size}`;
}
