import type { Growth } from "../../../engine/domain/events.ts";
import type { Metric, Sample } from "../../../engine/domain/verdict.ts";
import { fitGrowth, type SizedTime } from "../../../engine/judge/growth.ts";
import { CandidateFailure } from "../../../engine/ports.ts";
import { differingRound } from "../functionBenchmark.ts";
import type { TimeReport } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import { whatHappened } from "./faults.ts";
import type { Lesson, Lessons, TimedInputs } from "./lessons.ts";

export interface GrowthMeasureOptions {
  readonly lessons: Lessons;
  /** Inputs of a size. */
  readonly sized: (seed: number, size: number) => HarnessInputs;
  /** The size that gains are measured at. */
  readonly size: number;
  /** The baseline changes its inputs. */
  readonly mutates: boolean;
  readonly metric: Metric;
}

const halvings = [8, 4, 2, 1];
const leastSizes = 3;
const processesPerSize = 2;

/** Measures how time grows with the size of the inputs: at the usual size, a half, a quarter and an eighth of it. */
export class GrowthMeasure {
  readonly #options: GrowthMeasureOptions;
  readonly #sizes: readonly number[];

  constructor(options: GrowthMeasureOptions) {
    this.#options = options;
    const sizes = halvings.map((parts) => Math.round(options.size / parts)).filter((size) => size >= 2);
    this.#sizes = [...new Set(sizes)];
  }

  /** Of the baseline; null when its inputs are too small to be varied. @throws RunError when it fails */
  async ofBaseline(signal: AbortSignal): Promise<Growth | null> {
    return this.#fit(async (size) => {
      const lesson = await this.#options.lessons.of(this.#inputs(size), 1, signal);
      return lesson.learned.times.map(({ sample }) => sample);
    });
  }

  /**
   * Of a candidate.
   * @param time how long it takes on the inputs of a lesson, whose seed it takes too
   * @throws CandidateFailure when it fails or answers otherwise at another size
   */
  async ofCandidate(
    time: (inputs: TimedInputs, lesson: Lesson) => Promise<TimeReport>,
    signal: AbortSignal,
  ): Promise<Growth | null> {
    return this.#fit(async (size) => {
      const inputs = this.#inputs(size);
      const lesson = await this.#options.lessons.of(inputs, 1, signal);
      const samples: Sample[] = [];
      while (samples.length < processesPerSize) {
        const timed = await time(inputs, lesson);
        if (timed.kind === "fault") throw failure(size, whatHappened(timed.fault));
        if (differingRound(lesson.timed, timed) !== null)
          throw failure(size, "answers otherwise than the baseline");
        samples.push(timed.sample);
      }
      return samples;
    });
  }

  async #fit(samplesAt: (size: number) => Promise<readonly Sample[]>): Promise<Growth | null> {
    if (this.#sizes.length < leastSizes) return null;
    const times: SizedTime[] = [];
    for (const size of this.#sizes) {
      for (const sample of await samplesAt(size)) times.push({ size, ns: this.#timeOf(sample) });
    }
    return fitGrowth(times);
  }

  #inputs(size: number): TimedInputs {
    const { sized, mutates } = this.#options;
    return { name: `size ${size}`, at: (seed) => sized(seed, size), mutates };
  }

  #timeOf({ cpuNs, wallNs }: Sample): number {
    return this.#options.metric.kind === "wall" ? wallNs : (cpuNs ?? wallNs);
  }
}

function failure(size: number, what: string): CandidateFailure {
  return new CandidateFailure(`With inputs of size ${size}, it ${what}.`);
}
