import { copyFile, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { median } from "simple-statistics";
import type { BenchmarkFacts } from "../../../engine/domain/events.ts";
import type { BenchmarkSpec } from "../../../engine/domain/runSpec.ts";
import type { Sample } from "../../../engine/domain/verdict.ts";
import { CandidateFailure, RunError, type RunErrorReason } from "../../../engine/ports.ts";
import type { ResourceLimits } from "../../process/limits.ts";
import { baselineLimits, candidateLimits, evaluatorConfinement } from "../../sandbox/policies.ts";
import type { Cell } from "../../sandbox/sandbox.ts";
import type { Benchmark, SampleRequest, Version } from "../benchmark.ts";
import { MetricProblem, type Reading } from "../metrics/reading.ts";
import { chooseMetric, readingNamed } from "../metrics/readMetric.ts";
import { type EvaluatorPython, evaluate } from "./evaluation.ts";

export interface EvaluatorBenchmarkOptions {
  readonly spec: Extract<BenchmarkSpec, { readonly kind: "evaluator" }>;
  /** Path of the target's file below the folder of every version: the program that is evaluated. */
  readonly file: string;
  /** Names of metrics that constraints need beside the one that counts. */
  readonly reported: readonly string[];
  readonly cell: Cell;
  readonly python: EvaluatorPython;
  /** Absolute path of `driver.py`. */
  readonly driver: string;
  readonly limits: EvaluatorLimits;
}

/** Wall milliseconds after which an evaluation is ended. */
export interface EvaluatorLimits {
  readonly baselineMs: number;
  /** Least for a candidate, which otherwise gets four times what the baseline's took. */
  readonly candidateFloorMs: number;
}

export const defaultEvaluatorLimits: EvaluatorLimits = { baselineMs: 10 * 60_000, candidateFloorMs: 10_000 };

/** OpenEvolve's name for the one number that is to rise. */
const defaultMetric = "combined_score";

interface Conditions {
  /** Absolute path of the folder that the evaluator comes from: the baseline's, whatever version is evaluated. */
  readonly base: string;
  readonly limits: ResourceLimits;
  readonly timeoutMs: number;
}

/**
 * An evaluator as OpenEvolve has it: a Python file with evaluate(program_path) that returns metrics, which are to
 * rise. It runs unchanged, each time in a fresh process and in a private folder, where a copy of the program lies
 * under its own name.
 */
export class EvaluatorBenchmark implements Benchmark {
  readonly build = null;
  readonly differs = null;
  readonly attack = null;
  readonly remarks = [];
  readonly #options: EvaluatorBenchmarkOptions;
  #conditions: Conditions | null = null;

  constructor(options: EvaluatorBenchmarkOptions) {
    this.#options = options;
  }

  async prepare(
    baseline: Version,
    signal: AbortSignal,
  ): Promise<Pick<BenchmarkFacts, "metric" | "metricReason" | "baseline" | "inputs">> {
    const { spec, limits } = this.#options;
    const { baselineMs: timeoutMs } = limits;
    const capacity = { cores: os.availableParallelism(), memoryBytes: os.totalmem() };
    const roomy = { base: baseline.root, timeoutMs, limits: baselineLimits(timeoutMs, capacity, "command") };
    const sample = await this.#evaluate(baseline, roomy, { seed: 0, paddingBytes: 0 }, signal);
    const wallMs = sample.wallNs / 1e6;
    const cpuMs = Math.max(sample.cpuNs ?? 0, sample.wallNs) / 1e6;
    this.#conditions = {
      base: baseline.root,
      timeoutMs: Math.max(limits.candidateFloorMs, 4 * wallMs),
      limits: candidateLimits({ cpuMs, peakBytes: sample.peakBytes }, "command"),
    };
    const name = spec.metric ?? defaultMetric;
    return {
      metric: { kind: "reported", name, unit: null, better: "higher" },
      metricReason: `${name} is measured, as ${spec.path} returns it; higher is better.`,
      baseline: sample,
      inputs: null,
    };
  }

  /** With an effort above 1 the evaluator runs that many times, and the median of what it returns counts. */
  async sample(version: Version, request: SampleRequest, signal: AbortSignal): Promise<Sample> {
    const conditions = this.#conditions;
    if (conditions === null) throw new Error("The benchmark has not been prepared.");
    const samples: Sample[] = [];
    for (let run = 0; run < request.effort; run += 1) {
      samples.push(await this.#evaluate(version, conditions, request, signal));
    }
    const [first] = samples;
    if (first === undefined) throw new Error("There is no sample.");
    const names = Object.keys(first.reported);
    const typical = names.map((name) => [
      name,
      median(samples.flatMap(({ reported }) => reported[name] ?? [])),
    ]);
    return { ...first, reported: Object.fromEntries(typical) };
  }

  async growth(): Promise<null> {
    return null;
  }

  async #evaluate(
    version: Version,
    { base, limits, timeoutMs }: Conditions,
    { seed, paddingBytes }: Pick<SampleRequest, "seed" | "paddingBytes">,
    signal: AbortSignal,
  ): Promise<Sample> {
    const { spec, file, cell, python, driver } = this.#options;
    const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-evaluation-"));
    try {
      const program = path.join(folder, path.basename(file));
      await copyFile(path.join(version.root, file), program);
      const dependencies = [driver, ...python.readable];
      const confinement = evaluatorConfinement({ worktree: base, folder, dependencies, limits });
      const evaluator = path.join(base, spec.path);
      const request = { evaluator, program, folder, seed, paddingBytes, confinement, timeoutMs };
      const evaluation = await evaluate({ cell, python, driver }, request, signal);
      if (evaluation.kind === "failed") throw this.#failure(version, "not-measurable", evaluation.problem);
      const { cpuNs, wallNs, peakBytes, metrics, note } = evaluation;
      return { cpuNs, wallNs, peakBytes, reported: this.#reported(version, metrics, note) };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  #reported(
    version: Version,
    metrics: Readonly<Record<string, number>>,
    note: string | null,
  ): Readonly<Record<string, number>> {
    const { spec, reported } = this.#options;
    const name = spec.metric ?? defaultMetric;
    const readings = Object.entries(metrics).map(
      ([each, value]): Reading => ({
        name: each,
        short: each,
        value,
        unit: null,
        better: "higher",
        main: true,
      }),
    );
    try {
      const others = reported.map((other) => [other, readingNamed(readings, other)]);
      return { ...Object.fromEntries(others), [name]: chooseMetric(readings, { name }).value };
    } catch (error) {
      if (!(error instanceof MetricProblem)) throw error;
      const because = note === null ? "" : ` (it tells of an error: ${note})`;
      throw this.#failure(version, "metric-missing", `${error.message}${because}`);
    }
  }

  #failure({ trial }: Version, reason: RunErrorReason, problem: string): Error {
    const sentence = `${this.#options.spec.path} ${problem}.`;
    return trial === null
      ? new RunError(reason, `The evaluator does not work on the code as it is: ${sentence}`)
      : new CandidateFailure(sentence);
  }
}
