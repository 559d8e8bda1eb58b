import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { Timed, Version as Variant } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import type { Learned } from "../learned.ts";
import { baselineRun } from "./baselineRun.ts";
import { baselineFault, type TargetNames, unsteady } from "./reference.ts";

/** Inputs that a function is timed on. */
export interface TimedInputs {
  /** Tells them from others. */
  readonly name: string;
  /** The same for the same seed. */
  readonly at: (seed: number) => HarnessInputs;
  /** The baseline changes them. */
  readonly mutates: boolean;
}

/** What timing the baseline showed. */
export interface Lesson {
  readonly learned: Learned;
  /** A process on the inputs of the seed. */
  readonly timed: Timed;
}

export interface LessonsOptions {
  readonly calls: FunctionBenchmark;
  readonly baseline: Variant;
  readonly names: TargetNames;
  /** Of the inputs that the baseline is timed on to learn. */
  readonly seed: number;
  /** Wall milliseconds for a process. */
  readonly limitMs: number;
}

/** What timing the baseline shows on each kind of inputs and with each length of rounds. */
export class Lessons {
  readonly #options: LessonsOptions;
  /** By the name of the inputs, then by effort. */
  readonly #known = new Map<string, Map<number, Lesson>>();
  #peakBytes: number | null = null;
  #cores = 1;

  constructor(options: LessonsOptions) {
    this.#options = options;
  }

  /** Most memory that a process of the baseline has used; null where the machine does not tell. */
  get peakBytes(): number | null {
    return this.#peakBytes;
  }

  /** How many cores the baseline keeps busy at once, at least 1. */
  get cores(): number {
    return this.#cores;
  }

  /** Asks the baseline the first time. @throws RunError when it cannot be timed, or not twice alike */
  async of(inputs: TimedInputs, effort: number, signal: AbortSignal): Promise<Lesson> {
    const known = this.#known.get(inputs.name)?.get(effort);
    if (known !== undefined) return known;
    const { calls, baseline, names, seed, limitMs } = this.#options;
    const run = baselineRun(baseline, inputs.at(seed), limitMs);
    const lesson = await calls.learn(run, { seed, mutates: inputs.mutates, effort }, signal);
    if (lesson.kind === "fault") throw baselineFault(lesson, names);
    if (lesson.kind === "unsteady") throw unsteady(names);
    this.#remember(inputs, lesson);
    return lesson;
  }

  /** What is known of the longest rounds so far. @throws RunError as `of` does */
  longest(inputs: TimedInputs, signal: AbortSignal): Promise<Lesson> {
    const efforts = this.#known.get(inputs.name)?.keys() ?? [];
    return this.of(inputs, Math.max(1, ...efforts), signal);
  }

  /**
   * Times the baseline once more, and learns from that too.
   * @throws RunError when it fails
   */
  async time(
    {
      version,
      inputs,
      effort,
    }: { readonly version: Variant; readonly inputs: TimedInputs; readonly effort: number },
    { seed, paddingBytes }: { readonly seed: number; readonly paddingBytes: number },
    signal: AbortSignal,
  ): Promise<Timed> {
    const { calls, names, limitMs } = this.#options;
    const lesson = await this.of(inputs, effort, signal);
    const run = baselineRun(version, inputs.at(seed), limitMs);
    const found = await calls.timeBaseline(run, { seed, paddingBytes, learned: lesson.learned }, signal);
    if (found.kind === "fault") throw baselineFault(found, names);
    this.#remember(inputs, { ...lesson, learned: found.learned });
    return found.timed;
  }

  /**
   * What is known of inputs once the baseline has been timed on them again, as a machine may have become busier since.
   * @throws RunError as `of` does, and when it fails
   */
  async renew(inputs: TimedInputs, effort: number, signal: AbortSignal): Promise<Lesson> {
    const { baseline, seed } = this.#options;
    await this.time({ version: baseline, inputs, effort }, { seed, paddingBytes: 0 }, signal);
    return this.of(inputs, effort, signal);
  }

  #remember(inputs: TimedInputs, lesson: Lesson): void {
    const byEffort = this.#known.get(inputs.name) ?? new Map<number, Lesson>();
    this.#known.set(inputs.name, byEffort.set(lesson.learned.effort, lesson));
    const peaks = lesson.learned.times.flatMap(({ sample }) => sample.peakBytes ?? []);
    for (const { sample } of lesson.learned.times) {
      this.#cores = Math.max(this.#cores, (sample.cpuNs ?? 0) / sample.wallNs);
    }
    if (peaks.length > 0) this.#peakBytes = Math.max(this.#peakBytes ?? 0, ...peaks);
  }
}
