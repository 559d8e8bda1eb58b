import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { regionOf } from "../../engine/domain/candidate.ts";
import type { BenchmarkFacts } from "../../engine/domain/events.ts";
import type { Block, GateName } from "../../engine/domain/verdict.ts";
import {
  type CancelSignal,
  CandidateFailure,
  type Evaluator,
  type GateResult,
  type Trial,
} from "../../engine/ports.ts";
import { SeededRandom } from "../../engine/search/seededRandom.ts";
import type { TimeReport, Version } from "../benchmarks/functionBenchmark.ts";
import type { HarnessFault } from "../benchmarks/harnessProcess.ts";
import { probeNodeRuntime } from "../benchmarks/nodeRuntime.ts";
import { retarget } from "../languages/javascript/targets.ts";
import type { Insertion } from "../languages/target.ts";
import { ProcessRunner } from "../process/runProcess.ts";
import { runUserCommand } from "../process/userCommand.ts";
import { abortSignalOf } from "./abortSignal.ts";
import { firstDifference } from "./differences.ts";
import { findInRegion, regionProblem } from "./gates.ts";
import { defaultLimits, type EvaluatorLimits, type LocalEvaluatorOptions } from "./options.ts";
import { type Prepared, prepareBaseline, runCommands } from "./preparation.ts";
import {
  assertSteady,
  baselineFault,
  firstWrong,
  type Reference,
  type TargetNames,
  takeReference,
} from "./reference.ts";
import type { Worktree } from "./worktree.ts";

type Phase = "search" | "confirmation";

const mostPaddingBytes = 4096;

/** Evaluates on this machine, in child processes. */
export class LocalEvaluator implements Evaluator {
  readonly #options: LocalEvaluatorOptions;
  readonly #limits: EvaluatorLimits;
  readonly #names: TargetNames;
  readonly #processes = new ProcessRunner();
  readonly #random: SeededRandom;
  readonly #captures = new Map<string, Insertion>();
  /** Commits whose answers on the unseen inputs are those of the baseline. */
  readonly #confirmable = new Set<string>();
  #prepared: Prepared | null = null;
  #confirmation: Reference | null = null;
  #base: Worktree | null = null;
  #home: string | null = null;

  constructor(options: LocalEvaluatorOptions) {
    this.#options = options;
    // Set-up is part of the budget, so no command of it may take longer than the whole.
    const baselineCommandMs = Math.min(defaultLimits.baselineCommandMs, options.spec.budget.minutes * 60_000);
    this.#limits = { ...defaultLimits, baselineCommandMs, ...options.limits };
    this.#names = { file: options.baseline.file, symbol: options.baseline.symbol };
    this.#random = new SeededRandom(options.spec.seed);
  }

  processMs(): number {
    return this.#processes.busyMs();
  }

  /** Gives back its folders and deletes what it made outside the run's folder. No method may be running. */
  async close(): Promise<void> {
    await this.#base?.release();
    this.#base = null;
    this.#prepared = null;
    if (this.#home !== null) await rm(this.#home, { recursive: true, force: true });
    this.#home = null;
  }

  async prepare(cancel: CancelSignal): Promise<BenchmarkFacts> {
    const signal = abortSignalOf(cancel);
    const { worktrees, base, nodePath, nodeEnv } = this.#options;
    const home = await mkdtemp(path.join(os.tmpdir(), "evolvent-home-"));
    this.#home = home;
    const processes = this.#processes;
    const runtime = await probeNodeRuntime({ processes, path: nodePath, env: nodeEnv, home }, signal);
    const surroundings = { ...this.#options, limits: this.#limits, processes, runtime, home };
    const commands = await runCommands(surroundings, signal);
    this.#base = await worktrees.acquire(base, cancel);
    this.#prepared = await prepareBaseline({ ...surroundings, ...commands, root: this.#base.path }, signal);
    return this.#prepared.facts;
  }

  async *check(trial: Trial, cancel: CancelSignal): AsyncGenerator<GateResult, void> {
    const signal = abortSignalOf(cancel);
    const prepared = this.#ready();
    const worktree = await this.#options.worktrees.acquire(trial.commit, cancel);
    try {
      const gates: readonly (readonly [GateName, () => Promise<string | null>])[] = [
        ["region", () => this.#regionGate(trial, worktree)],
        ["syntax", () => this.#syntaxGate(trial, worktree)],
        ["tests", () => this.#testsGate(prepared, worktree, signal)],
        ["differential", () => this.#differentialGate(prepared, trial, worktree, signal)],
      ];
      for (const [gate, run] of gates) {
        const started = performance.now();
        const reason = await run();
        const ms = performance.now() - started;
        yield reason === null ? { gate, passed: true, ms } : { gate, passed: false, ms, reason };
        if (reason !== null) return;
      }
    } finally {
      await worktree.release();
    }
  }

  async block(trial: Trial, phase: Phase, index: number, cancel: CancelSignal): Promise<Block> {
    const signal = abortSignalOf(cancel);
    const prepared = this.#ready();
    const reference =
      phase === "search" ? prepared.search : await this.#confirmationReference(prepared, signal);
    const worktree = await this.#options.worktrees.acquire(trial.commit, cancel);
    try {
      const version = { root: worktree.path, capture: await this.#captureOf(trial, worktree) };
      if (phase === "confirmation") await this.#checkUnseen({ prepared, reference, trial, version }, signal);
      const random = this.#random.fork(`${phase} ${trial.number} ${index}`);
      const first = random.next() < 0.5 ? "baseline" : "candidate";
      const seed = Math.floor(random.next() * 2 ** 32);
      const time = (side: "baseline" | "candidate"): Promise<TimeReport> =>
        prepared.benchmark.time(
          {
            version: side === "baseline" ? prepared.version : version,
            inputs: reference.inputs,
            timeoutMs: Math.max(this.#limits.harnessFloorMs, 10 * prepared.timeMs),
          },
          {
            freshInputs: reference.mutates,
            seed,
            paddingBytes: Math.floor(random.next() * mostPaddingBytes),
          },
          signal,
        );
      const one = await time(first);
      const other = await time(first === "baseline" ? "candidate" : "baseline");
      const [baseline, candidate] = first === "baseline" ? [one, other] : [other, one];
      if (baseline.kind === "fault") throw baselineFault(baseline, this.#names);
      assertSteady(baseline.digests, reference, this.#names);
      if (candidate.kind === "fault")
        throw new CandidateFailure(`It ${whatHappened(candidate.fault)} while it was timed.`);
      const wrong = firstWrong(candidate.digests, reference);
      if (wrong !== null) {
        throw new CandidateFailure(
          `It answers otherwise than the baseline on input ${wrong} while it is timed.`,
        );
      }
      return {
        baselineCpuNs: baseline.cpuNs,
        candidateCpuNs: candidate.cpuNs,
        baselineWallNs: baseline.wallNs,
        candidateWallNs: candidate.wallNs,
        first,
      };
    } finally {
      await worktree.release();
    }
  }

  #ready(): Prepared {
    if (this.#prepared === null) throw new Error("The evaluator has not been prepared.");
    return this.#prepared;
  }

  async #regionGate(trial: Trial, worktree: Worktree): Promise<string | null> {
    return regionProblem(await this.#textIn(worktree), this.#options.baseline, trial);
  }

  async #syntaxGate({ code, commit }: Trial, worktree: Worktree): Promise<string | null> {
    const { baseline, target } = this.#options;
    const found = findInRegion({ text: await this.#textIn(worktree), baseline, target, code });
    if (found.kind === "problem") return found.reason;
    this.#captures.set(commit, found.target.entry.capture);
    return null;
  }

  async #testsGate(
    { home, facts: { testsMs } }: Prepared,
    worktree: Worktree,
    signal: AbortSignal,
  ): Promise<string | null> {
    const line = this.#options.spec.tests;
    if (line === null || testsMs === null) return null;
    const limitMs = Math.max(this.#limits.testsFloorMs, 4 * testsMs);
    const report = await runUserCommand(
      this.#processes,
      { line, folder: worktree.path, home, limitMs },
      signal,
    );
    return report.kind === "passed" ? null : `\`${line}\` ${report.problem}.`;
  }

  async #differentialGate(
    prepared: Prepared,
    trial: Trial,
    worktree: Worktree,
    signal: AbortSignal,
  ): Promise<string | null> {
    const version = { root: worktree.path, capture: await this.#captureOf(trial, worktree) };
    const problem = await this.#difference(prepared, prepared.search, version, signal);
    return problem === null ? null : `It ${problem}.`;
  }

  /** What a version does otherwise than the baseline, as a phrase; null when nothing. */
  async #difference(
    { benchmark }: Prepared,
    reference: Reference,
    version: Version,
    signal: AbortSignal,
  ): Promise<string | null> {
    const timeoutMs = Math.max(this.#limits.harnessFloorMs, 10 * reference.ms);
    const report = await benchmark.check({ version, inputs: reference.inputs, timeoutMs }, signal);
    switch (report.kind) {
      case "fault":
        return whatHappened(report.fault);
      case "incomparable":
        return `gives what cannot be compared on input ${report.input}: ${report.what}`;
      case "checked": {
        const found = firstDifference(reference.outcomes, report.outcomes);
        return found === null ? null : `${found.difference} on input ${found.input}`;
      }
    }
  }

  async #confirmationReference(prepared: Prepared, signal: AbortSignal): Promise<Reference> {
    if (prepared.inputs.size === null) return prepared.search;
    this.#confirmation ??= await takeReference(
      {
        benchmark: prepared.benchmark,
        baseline: prepared.version,
        inputs: prepared.inputs.inputs(Math.floor(this.#random.fork("unseen inputs").next() * 2 ** 32)),
        names: this.#names,
        limitMs: this.#limits.baselineHarnessMs,
      },
      signal,
    );
    return this.#confirmation;
  }

  /** @throws CandidateFailure when it differs from the baseline on inputs that no gate has shown it. */
  async #checkUnseen(
    options: {
      readonly prepared: Prepared;
      readonly reference: Reference;
      readonly trial: Trial;
      readonly version: Version;
    },
    signal: AbortSignal,
  ): Promise<void> {
    const { prepared, reference, trial, version } = options;
    if (reference === prepared.search || this.#confirmable.has(trial.commit)) return;
    const problem = await this.#difference(prepared, reference, version, signal);
    if (problem !== null) throw new CandidateFailure(`On inputs it had not seen, it ${problem}.`);
    this.#confirmable.add(trial.commit);
  }

  async #captureOf({ code, commit }: Trial, worktree: Worktree): Promise<Insertion> {
    const known = this.#captures.get(commit);
    if (known !== undefined) return known;
    const { baseline, target } = this.#options;
    const region = regionOf(baseline, code);
    const text = await this.#textIn(worktree);
    const { capture } = retarget(text, { file: baseline.file, baseline: target, region }).entry;
    this.#captures.set(commit, capture);
    return capture;
  }

  #textIn(worktree: Worktree): Promise<string> {
    return readFile(path.join(worktree.path, this.#options.baseline.file), "utf8");
  }
}

/** A fault of a candidate as a phrase that follows "it". */
function whatHappened({ kind, stage, input, message }: HarnessFault): string {
  const where = input === null ? "" : ` on input ${input}`;
  if (kind !== "refused") return `${message}${where}`;
  return stage === "load" ? `cannot be loaded (${message})` : `fails${where} (${message})`;
}
