import { mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { median } from "simple-statistics";
import type { BenchmarkSpec } from "../../../engine/domain/runSpec.ts";
import type { Sample } from "../../../engine/domain/verdict.ts";
import { CandidateFailure, RunError, type RunErrorReason } from "../../../engine/ports.ts";
import { cleanEnvironment } from "../../process/environment.ts";
import type { ResourceLimits } from "../../process/limits.ts";
import type { Cell } from "../../sandbox/sandbox.ts";
import type { SampleRequest, Version } from "../benchmark.ts";
import { MetricProblem } from "../metrics/reading.ts";
import { type Report, readReport, runProblem } from "./commandOutput.ts";
import {
  changesBetween,
  type FolderChanges,
  type FolderState,
  folderState,
  removeAdded,
} from "./folderState.ts";
import { runTimed, type TimedRequest, type TimedRun } from "./timedRun.ts";

export type CommandSpec = Extract<BenchmarkSpec, { readonly kind: "command" }>;

export interface CommandRunsOptions {
  readonly spec: CommandSpec;
  /** Names of metrics in the command's report that are needed beside the one that counts. */
  readonly reported: readonly string[];
  readonly cell: Cell;
}

/** How a command is run on every version alike. */
export interface Conditions {
  /** It cannot write to the folder of the version. */
  readonly isReadOnly: boolean;
  /** Runs in a round. */
  readonly count: number;
  /** Of one round. */
  readonly limits: ResourceLimits;
  /** Wall milliseconds after which a round is ended. */
  readonly timeoutMs: number;
  /** What every report must say of the unit of the metric; null when nothing is reported or known yet. */
  readonly unit: { readonly found: string | null } | null;
}

/** What one process of a block measured, and what else was seen. */
export interface Measured {
  readonly sample: Sample;
  /** The first run. */
  readonly run: TimedRun;
  readonly report: Report | null;
  /** What it added to its folder; all of it is gone again. */
  readonly wrote: readonly string[];
}

/** A request for the baseline while nothing is compared. */
export const plainRequest = { seed: 0, paddingBytes: 0, effort: 1 } as const;

/** Runs a user's benchmark command in the folders of versions. */
export class CommandRuns {
  readonly #options: CommandRunsOptions;
  /** By folder, the files of the repository before anything was built there. */
  readonly #sources = new Map<string, FolderState>();

  constructor(options: CommandRunsOptions) {
    this.#options = options;
  }

  /** To be called before a version is built: afterwards its files cannot be told from those of the build. */
  async remember({ root }: Version): Promise<void> {
    this.#sources.set(root, await folderState(root));
  }

  /** @throws CandidateFailure or RunError, whichever fits the version */
  async measure(
    version: Version,
    conditions: Conditions,
    request: Pick<SampleRequest, "seed" | "paddingBytes" | "effort">,
    signal: AbortSignal,
  ): Promise<Measured> {
    const isTimed = this.#options.spec.metric.kind === "time";
    // A time is the least of several rounds; of what is reported several times, the median counts.
    const [rounds, runs] = isTimed ? [request.effort, 1] : [1, request.effort];
    const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-benchmark-"));
    try {
      const timed = await this.#request(version, { conditions, request, rounds, folder });
      const measured: Measured[] = [];
      for (let run = 0; run < runs; run += 1) {
        measured.push(await this.#run(version, timed, conditions, signal));
      }
      return typicalOf(measured);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** Wall nanoseconds of a command that does nothing: the start of a shell. Null when even that fails. */
  async startNs({ root }: Version, conditions: Conditions, signal: AbortSignal): Promise<number | null> {
    const { limits, timeoutMs } = conditions;
    const confinement = { writable: [], readable: [root], limits };
    const request = { line: "true", folder: root, env: cleanEnvironment(root), count: 20, rounds: 1 };
    const run = await runTimed(this.#options.cell, { ...request, confinement, timeoutMs }, signal);
    return run.rounds[0]?.wallNs ?? null;
  }

  async #request(
    { root }: Version,
    {
      conditions: { isReadOnly, count, limits, timeoutMs },
      request,
      rounds,
      folder,
    }: {
      readonly conditions: Conditions;
      readonly request: Pick<SampleRequest, "seed" | "paddingBytes">;
      readonly rounds: number;
      /** Private folder that stands for the home folder and holds the one for temporary files. */
      readonly folder: string;
    },
  ): Promise<TimedRequest> {
    const temporary = path.join(folder, "tmp");
    await mkdir(temporary);
    return {
      line: this.#options.spec.run,
      folder: root,
      env: cleanEnvironment(folder, {
        CI: "true",
        NO_COLOR: "1",
        TMPDIR: temporary,
        EVOLVENT_SEED: String(request.seed),
        EVOLVENT_PADDING: "x".repeat(request.paddingBytes),
      }),
      count,
      rounds,
      confinement: {
        writable: isReadOnly ? [folder] : [folder, root],
        readable: [root],
        limits: { ...limits, cpuMs: rounds * limits.cpuMs },
      },
      timeoutMs: rounds * timeoutMs,
    };
  }

  async #run(
    version: Version,
    timed: TimedRequest,
    conditions: Conditions,
    signal: AbortSignal,
  ): Promise<Measured> {
    const { spec, cell } = this.#options;
    const { root } = version;
    const file = spec.metric.kind === "output" ? spec.metric.file : undefined;
    const before = conditions.isReadOnly ? null : await folderState(root);
    // What an earlier run or the repository itself left there is no report of this run.
    if (file !== undefined) await rm(path.join(root, file), { force: true });
    const run = await runTimed(cell, timed, signal);
    const problem = runProblem(run, timed);
    if (problem !== null) throw failure(version, "not-measurable", `\`${spec.run}\` ${problem}`);
    const report = await this.#report(version, run, conditions);
    const changes = before === null ? null : changesBetween(before, await folderState(root));
    if (changes !== null) {
      await removeAdded(root, changes);
      this.#checkSources(version, changes, file ?? null);
    }
    return { sample: sampleOf(run, report), run, report, wrote: changes?.added ?? [] };
  }

  async #report(version: Version, run: TimedRun, { unit }: Conditions): Promise<Report | null> {
    const { spec, reported } = this.#options;
    const { metric, run: line } = spec;
    if (metric.kind === "time") return null;
    try {
      const report = await readReport({ metric, others: reported, run, line, folder: version.root });
      const { name, unitFound } = report.metric;
      if (unit === null || unit.found === unitFound) return report;
      const units = `in ${unitFound ?? "no unit"}, while the baseline does so in ${unit.found ?? "none"}`;
      throw new MetricProblem(`\`${line}\` reports ${name} ${units}`);
    } catch (error) {
      if (error instanceof MetricProblem) throw failure(version, "metric-missing", error.message);
      throw error;
    }
  }

  /** @param file where the metric is, which may be a file of the repository */
  #checkSources(version: Version, { changed }: FolderChanges, file: string | null): void {
    const sources = this.#sources.get(version.root);
    const touched = changed.find((name) => name !== file && (sources === undefined || sources.has(name)));
    if (touched === undefined) return;
    const advice = version.trial === null ? ": let it write somewhere else, such as to $TMPDIR" : "";
    const message = `\`${this.#options.spec.run}\` changes ${touched}, a file of the repository${advice}`;
    throw failure(version, "not-measurable", message);
  }
}

function failure({ trial }: Version, reason: RunErrorReason, sentence: string): Error {
  return trial === null
    ? new RunError(reason, `The benchmark does not work on the code as it is: ${sentence}.`)
    : new CandidateFailure(`${sentence}.`);
}

function sampleOf({ rounds, result }: TimedRun, report: Report | null): Sample {
  const { metric, others } = report ?? { metric: null, others: {} };
  return {
    cpuNs: least(rounds.map(({ cpuNs }) => cpuNs)),
    wallNs: Math.min(...rounds.map(({ wallNs }) => wallNs)),
    peakBytes: result.peakBytes,
    reported: metric === null ? {} : { ...others, [metric.name]: metric.value },
  };
}

/** Of several runs the least times, and the median of whatever was reported. */
function typicalOf(runs: readonly Measured[]): Measured {
  const [first] = runs;
  if (first === undefined) throw new Error("There is no run.");
  const samples = runs.map(({ sample }) => sample);
  const names = Object.keys(first.sample.reported);
  const reported = Object.fromEntries(
    names.map((name) => [name, median(samples.flatMap((sample) => sample.reported[name] ?? []))]),
  );
  return { ...first, sample: { ...leastOf(samples), reported } };
}

/** The least time of each kind; the rest is that of the first. */
export function leastOf(samples: readonly Sample[]): Sample {
  const [first] = samples;
  if (first === undefined) throw new Error("There is no sample.");
  return {
    ...first,
    cpuNs: least(samples.map(({ cpuNs }) => cpuNs)),
    wallNs: Math.min(...samples.map(({ wallNs }) => wallNs)),
  };
}

/** Null when one of them is not known. */
function least(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? Math.min(...known) : null;
}
