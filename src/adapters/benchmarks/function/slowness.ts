import { median } from "simple-statistics";
import { blockDatum, sampleValue } from "../../../engine/domain/blockDatum.ts";
import type { Block, Gain, Metric } from "../../../engine/domain/verdict.ts";
import { gainFrom } from "../../../engine/judge/gain.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { BenchmarkRun, TimeReport, Version as Variant } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import { baselineRun } from "./baselineRun.ts";

export interface SlownessOptions {
  readonly calls: Pick<FunctionBenchmark, "learn" | "time">;
  readonly baseline: Variant;
  /** What gains are measured in. */
  readonly metric: Metric;
  /** Nanoseconds that the baseline takes for a pass over the inputs that gains are measured on. */
  readonly passNs: number;
  /** Most wall milliseconds for a process of the baseline. */
  readonly limitMs: number;
  /** A candidate's process. @param baselineMs wall milliseconds that one of the baseline took for the same */
  readonly run: (version: Variant, inputs: HarnessInputs, baselineMs: number) => BenchmarkRun;
}

/** Inputs on which a version may be slow. */
export interface Suspicion {
  readonly variant: Variant;
  readonly inputs: HarnessInputs;
  /** The baseline changes them. */
  readonly mutates: boolean;
  readonly seed: number;
}

/** A gain that surely is not above this counts: less is a matter of taste, which is the user's. */
const mostGain = 1 / 1.5;
/** Nor does a loss of less than this share of a pass: on next to nothing, whatever is set up first takes many times as long. */
const leastLoss = 0.1;
const blocks = 5;
/** Great differences show in short processes too. */
const effort = 0.1;
/** After so many, a version that was not slow in all of them is let go. */
const firstLook = 2;

/** Proves by blocks of fresh processes that a version is much slower than the baseline on given inputs. */
export class Slowness {
  readonly #options: SlownessOptions;

  constructor(options: SlownessOptions) {
    this.#options = options;
  }

  /**
   * The gain on the inputs when it surely is a loss that counts; null when that is not shown. Nothing else may be timed
   * on the machine meanwhile.
   */
  async shownBy({ variant, inputs, mutates, seed }: Suspicion, signal: AbortSignal): Promise<Gain | null> {
    const { calls, baseline, metric, passNs, limitMs, run } = this.#options;
    const usual = baselineRun(baseline, inputs, limitMs);
    const lesson = await calls.learn(usual, { seed, mutates, effort }, signal);
    if (lesson.kind !== "learned") return null;
    const { learned, timed } = lesson;
    const options = { seed, paddingBytes: 0, learned };
    const suspect = run(variant, inputs, timed.ms);
    const data: number[] = [];
    const losses: number[] = [];
    while (data.length < blocks) {
      const first = data.length % 2 === 0 ? "candidate" : "baseline";
      const time = async (version: Block["first"]): Promise<TimeReport> =>
        calls.time(version === "baseline" ? usual : suspect, options, signal);
      const one = await time(first);
      const other = await time(first === "candidate" ? "baseline" : "candidate");
      // What it does wrong here is not for this question to find.
      if (one.kind === "fault" || other.kind === "fault") return null;
      const [candidate, reference] = first === "candidate" ? [one, other] : [other, one];
      losses.push(
        (sampleValue(candidate.sample, metric) ?? 0) - (sampleValue(reference.sample, metric) ?? 0),
      );
      data.push(blockDatum({ baseline: reference.sample, candidate: candidate.sample, first }, metric));
      const isSmall = median(losses) < leastLoss * passNs;
      if (
        data.length >= firstLook &&
        (isSmall || Math.max(...data.slice(0, firstLook)) > Math.log(mostGain))
      ) {
        return null;
      }
    }
    const gain = gainFrom(data);
    return gain.high <= mostGain ? gain : null;
  }
}
