import type { Calibration } from "../domain/events.ts";
import type { BenchmarkSpec } from "../domain/runSpec.ts";
import type { Block, Metric } from "../domain/verdict.ts";
import { mostNoise, smallestGain } from "../judge/calibration.ts";
import { constraintName, leastTolerance } from "../judge/constraints.ts";
import type { CalibrationDecision, Judge } from "../judge/judge.ts";
import { type Calibrations, type Clock, RunError } from "../ports.ts";
import type { Measuring } from "./measuring.ts";
import type { RunLog } from "./runLog.ts";

const mostAgeMs = 30 * 60_000;
/** How much the load per core may differ from that of a remembered calibration. */
const mostLoadChange = 0.5;

export interface CalibratingOptions {
  readonly judge: Judge;
  readonly calibrations: Calibrations;
  readonly clock: Clock;
  readonly log: RunLog;
  readonly measuring: Measuring;
  /** Asked before each block; true ends the calibration without a result. */
  readonly mustStop: () => boolean;
}

type Noise = Extract<CalibrationDecision, { kind: "too-noisy" }>;

/** Keeps what is known of the benchmark's noise up to date. */
export class Calibrating {
  readonly #options: CalibratingOptions;
  #blocks = 0;

  constructor(options: CalibratingOptions) {
    this.#options = options;
  }

  /**
   * Calibrates, unless a calibration made under the same conditions is remembered. Returns false when it had to stop.
   * @throws RunError `too-noisy`.
   */
  async begin(): Promise<boolean> {
    const { calibrations, log } = this.#options;
    const remembered = await calibrations.read();
    if (remembered === null || !this.#stillHolds(remembered)) return this.#calibrate();
    log.emit({
      type: "benchmark-calibrated",
      calibration: { ...remembered, smallestGain: smallestGain(remembered.sigma, this.#demanded) },
      cached: true,
    });
    return true;
  }

  /**
   * Calibrates again when the last one is more than 30 minutes old. Should the machine have become too noisy, the last
   * one stays, with a warning. The load is not looked at: the run itself makes most of it.
   */
  async refresh(): Promise<void> {
    const { clock, log } = this.#options;
    const { calibration } = log.view;
    if (calibration === null || !isOld(calibration, clock.now())) return;
    try {
      await this.#calibrate();
    } catch (error) {
      if (!(error instanceof RunError && error.reason === "too-noisy")) throw error;
      log.warn(`The machine has become noisy while the run went on. ${error.message}`);
      const at = clock.now();
      log.emit({ type: "benchmark-calibrated", calibration: { ...calibration, at }, cached: true });
    }
  }

  #stillHolds(calibration: Calibration): boolean {
    const { calibrations, clock } = this.#options;
    const change = Math.abs(calibrations.load() - calibration.load);
    return !isOld(calibration, clock.now()) && change <= mostLoadChange;
  }

  async #calibrate(): Promise<boolean> {
    const { calibrations, clock, log, measuring, mustStop } = this.#options;
    const load = calibrations.load();
    const blocks: Block[] = [];
    const efforts: number[] = [];
    for (;;) {
      const decision = this.#options.judge.calibrate(blocks, this.#metric);
      if (decision.kind === "too-noisy")
        throw new RunError("too-noisy", tooNoisyText(decision, log.view.spec.benchmark));
      if (decision.kind === "calibrated") {
        const { sigma, effort } = decision;
        const found: Calibration = {
          sigma,
          smallestGain: smallestGain(sigma, this.#demanded),
          effort,
          blocks: decision.blocks,
          at: clock.now(),
          load,
        };
        log.emit({ type: "benchmark-calibrated", calibration: found, cached: false });
        await this.#remember(found);
        this.#warnOfHopeless(blocks.filter((_, index) => efforts[index] === decision.effort));
        return true;
      }
      for (let more = decision.blocks; more > 0; more--) {
        if (mustStop()) return false;
        const index = this.#blocks++;
        const { effort } = decision;
        const block = await measuring.block({ trial: null, phase: "calibration", index, effort });
        log.emit({ type: "calibration-block-measured", block });
        blocks.push(block);
        efforts.push(effort);
      }
    }
  }

  /** A calibration that cannot be kept costs the next run its time, and this one nothing. */
  async #remember(calibration: Calibration): Promise<void> {
    const { calibrations, log } = this.#options;
    try {
      await calibrations.write(calibration);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      log.warn(error.message);
    }
  }

  /** Warns of constraints that vary too much between identical versions to be shown to hold. */
  #warnOfHopeless(blocks: readonly Block[]): void {
    const { log } = this.#options;
    for (const constraint of log.view.spec.objective?.constraints ?? []) {
      const least = leastTolerance(blocks, constraint);
      if (constraint.tolerance >= least) continue;
      log.warn(
        `The ${constraintName(constraint)} of identical versions varies too much to show that a tolerance of ${constraint.tolerance} is kept: allow ${(Math.ceil(least * 100) / 100).toFixed(2)} or more.`,
      );
    }
  }

  get #metric(): Metric {
    const { facts } = this.#options.log.view;
    if (facts === null) throw new Error("nothing is calibrated before the baseline is measured");
    return facts.metric;
  }

  get #demanded(): number | null {
    return this.#options.log.view.spec.objective?.smallestGain ?? null;
  }
}

function isOld({ at }: Calibration, now: number): boolean {
  return now - at >= mostAgeMs;
}

function tooNoisyText({ sigma, effort }: Noise, benchmark: BenchmarkSpec): string {
  const noise = percent(sigma);
  return `The benchmark is too noisy to judge by: measured against itself, the unchanged code differs by ${noise} from process to process even in measurements ${effort} times as long as usual, and ${percent(mostNoise)} is the most that can be judged; ${helpText(benchmark)}, or close what else runs on the machine.`;
}

function helpText({ kind }: BenchmarkSpec): string {
  switch (kind) {
    case "function":
      return "give the function larger inputs";
    case "command":
      return "make the command work longer, or take its CPU time as the metric";
    case "evaluator":
      return "let the evaluator fix its seed or average over more repetitions";
  }
}

function percent(sigma: number): string {
  return `${(100 * Math.expm1(sigma)).toFixed(0)} %`;
}
