import os from "node:os";
import type { BenchmarkFacts } from "../../../engine/domain/events.ts";
import type { Metric, Sample } from "../../../engine/domain/verdict.ts";
import { RunError } from "../../../engine/ports.ts";
import { cpuContention } from "../../process/contention.ts";
import { runUserCommand } from "../../process/userCommand.ts";
import { baselineLimits, candidateLimits, commandConfinement } from "../../sandbox/policies.ts";
import type { Benchmark, SampleRequest, Version } from "../benchmark.ts";
import { chooseClock } from "../function/metricChoice.ts";
import {
  CommandRuns,
  type CommandRunsOptions,
  type Conditions,
  leastOf,
  type Measured,
  plainRequest,
} from "./commandRuns.ts";
import { remarksOn } from "./remarks.ts";

export interface CommandBenchmarkOptions extends CommandRunsOptions {
  /** What the objective demands; null when it leaves the choice. */
  readonly clock: "cpu" | "wall" | null;
  /** Whether the user has tests; without them a remark says what stands in for them. */
  readonly hasTests: boolean;
  /** Absolute path of the home folder of builds, kept from one to the next. Timed runs get an empty one each. */
  readonly home: string;
  readonly limits: CommandLimits;
}

/** Wall milliseconds after which a command is killed. */
export interface CommandLimits {
  /** The build, and a run, of the baseline. */
  readonly baselineMs: number;
  /** Least for the build of a candidate, which otherwise gets four times what the baseline's took. */
  readonly buildFloorMs: number;
  /** Least for a run of a candidate, likewise. */
  readonly runFloorMs: number;
}

export const defaultCommandLimits: CommandLimits = {
  baselineMs: 10 * 60_000,
  buildFloorMs: 60_000,
  runFloorMs: 10_000,
};

/** A shorter command runs several times in a round, so that the clocks see it. */
const shortestRoundMs = 200;
const mostRuns = 25;
/** Processes of the baseline behind the facts. */
const baselineSamples = 3;
/** Compilers write larger files than benchmarks do. */
const mostBuildFileBytes = 2 ** 31;

/**
 * A command of the user's, as a whole or by a metric that it reports. It runs in the folder of a version, which it may
 * not write to; a command that does not work that way may, and then what it adds is deleted after every run.
 * Beside the usual variables it gets EVOLVENT_SEED, a number that is the same for both processes of a block.
 */
export class CommandBenchmark implements Benchmark {
  readonly build: Benchmark["build"];
  readonly differs = null;
  readonly attack = null;
  readonly #options: CommandBenchmarkOptions;
  readonly #runs: CommandRuns;
  #conditions: Conditions | null = null;
  #baselineBuildMs: number | null = null;
  #remarks: readonly string[] = [];

  constructor(options: CommandBenchmarkOptions) {
    this.#options = options;
    this.#runs = new CommandRuns(options);
    const line = options.spec.build;
    this.build = line === null ? null : (version, signal) => this.#build(line, version, signal);
  }

  get remarks(): readonly string[] {
    return this.#remarks;
  }

  async prepare(
    baseline: Version,
    signal: AbortSignal,
  ): Promise<Pick<BenchmarkFacts, "metric" | "metricReason" | "baseline" | "inputs">> {
    const { spec, clock, hasTests } = this.#options;
    const { isReadOnly, first } = await this.#firstRun(baseline, signal);
    const conditions = this.#conditionsAfter(first, isReadOnly);
    const { count, unit } = conditions;
    const roomy = { ...this.#roomy(isReadOnly), count, unit };
    const samples: Sample[] = [];
    for (let index = 0; index < baselineSamples; index += 1) {
      samples.push((await this.#runs.measure(baseline, roomy, plainRequest, signal)).sample);
    }
    const sample = leastOf(samples);
    this.#conditions = conditions;
    this.#remarks = remarksOn({
      line: spec.run,
      measuresTime: first.report === null,
      hasTests,
      hasBuild: spec.build !== null,
      wrote: first.wrote,
      leftBehind: first.run.leftBehind,
      sample,
      startNs: await this.#runs.startNs(baseline, roomy, signal),
    });
    return { ...this.#choice(first, sample, clock), baseline: sample, inputs: null };
  }

  async sample(version: Version, request: SampleRequest, signal: AbortSignal): Promise<Sample> {
    if (this.#conditions === null) throw new Error("The benchmark has not been prepared.");
    return (await this.#runs.measure(version, this.#conditions, request, signal)).sample;
  }

  async growth(): Promise<null> {
    return null;
  }

  #choice(
    { report }: Measured,
    baseline: Sample,
    clock: "cpu" | "wall" | null,
  ): { readonly metric: Metric; readonly metricReason: string } {
    const line = `\`${this.#options.spec.run}\``;
    if (report === null) {
      const { metric, reason } = chooseClock({ symbol: line, clock, baseline, contention: cpuContention() });
      return { metric, metricReason: reason };
    }
    const { name, unit, better } = report.metric;
    return {
      metric: { kind: "reported", name, unit, better },
      metricReason: `${name} is measured, as ${line} reports it; ${better} is better.`,
    };
  }

  /** As the baseline is run, of which nothing is known yet. */
  #roomy(isReadOnly: boolean): Conditions {
    const { baselineMs } = this.#options.limits;
    return {
      isReadOnly,
      count: 1,
      limits: baselineLimits(baselineMs, capacity(), "command"),
      timeoutMs: baselineMs,
      unit: null,
    };
  }

  /** As every version is run from now on. */
  #conditionsAfter({ sample, report }: Measured, isReadOnly: boolean): Conditions {
    const wallMs = sample.wallNs / 1e6;
    const count = report === null ? Math.min(mostRuns, Math.max(1, Math.ceil(shortestRoundMs / wallMs))) : 1;
    const cpuMs = (count * Math.max(sample.cpuNs ?? 0, sample.wallNs)) / 1e6;
    return {
      isReadOnly,
      count,
      limits: candidateLimits({ cpuMs, peakBytes: sample.peakBytes }, "command"),
      timeoutMs: Math.max(this.#options.limits.runFloorMs, 4 * count * wallMs),
      unit: report === null ? null : { found: report.metric.unitFound },
    };
  }

  /** Whether the command works when it cannot write to its folder, and what it did. @throws RunError */
  async #firstRun(
    baseline: Version,
    signal: AbortSignal,
  ): Promise<{ readonly isReadOnly: boolean; readonly first: Measured }> {
    const { spec, cell } = this.#options;
    const writesFile = spec.metric.kind === "output" && spec.metric.file !== undefined;
    if (cell.sandbox.record.writes === "own-folders" && !writesFile) {
      try {
        const first = await this.#runs.measure(baseline, this.#roomy(true), plainRequest, signal);
        return { isReadOnly: true, first };
      } catch (error) {
        // Whatever went wrong: if it has another cause, it goes wrong again.
        if (!(error instanceof RunError) || error.reason === "sandbox-broken") throw error;
      }
    }
    const first = await this.#runs.measure(baseline, this.#roomy(false), plainRequest, signal);
    return { isReadOnly: false, first };
  }

  async #build(line: string, version: Version, signal: AbortSignal): Promise<string | null> {
    const { cell, home, limits } = this.#options;
    const { root: worktree } = version;
    const isBaseline = version.trial === null;
    const limitMs =
      isBaseline || this.#baselineBuildMs === null
        ? limits.baselineMs
        : Math.max(limits.buildFloorMs, 4 * this.#baselineBuildMs);
    const confinement = commandConfinement({
      worktree,
      home,
      limits: { ...baselineLimits(limitMs, capacity(), "command"), fileBytes: mostBuildFileBytes },
    });
    await this.#runs.remember(version);
    const report = await runUserCommand(cell, { line, folder: worktree, home, limitMs, confinement }, signal);
    if (report.kind !== "passed") return `\`${line}\` ${report.problem}.`;
    if (isBaseline) this.#baselineBuildMs = report.ms;
    return null;
  }
}

function capacity(): { readonly cores: number; readonly memoryBytes: number } {
  return { cores: os.availableParallelism(), memoryBytes: os.totalmem() };
}
