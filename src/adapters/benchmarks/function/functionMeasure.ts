import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Baseline } from "../../../engine/domain/candidate.ts";
import type { BenchmarkFacts, Growth } from "../../../engine/domain/events.ts";
import type { Sample } from "../../../engine/domain/verdict.ts";
import { CandidateFailure } from "../../../engine/ports.ts";
import { SeededRandom } from "../../../engine/search/seededRandom.ts";
import type { Language } from "../../languages/language.ts";
import type { CallableTarget, Insertion } from "../../languages/target.ts";
import { cpuContention } from "../../process/contention.ts";
import { candidateLimits } from "../../sandbox/policies.ts";
import type { Benchmark, SampleRequest, Version } from "../benchmark.ts";
import {
  type BenchmarkRun,
  changedPhrase,
  type FunctionBenchmark,
  type Timed,
  type Version as Variant,
} from "../functionBenchmark.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import type { HarnessFault } from "../harnessProcess.ts";
import type { PreparedInputs } from "../inputs/preparedInputs.ts";
import type { Learned } from "../learned.ts";
import { AnswerPairs } from "./answerPairs.ts";
import { baselineRun } from "./baselineRun.ts";
import { firstDifference } from "./differences.ts";
import type { FunctionLimits } from "./limits.ts";
import { chooseClock } from "./metricChoice.ts";
import { baselineFault, type Reference, type TargetNames, takeReference, unsteady } from "./reference.ts";

export interface FunctionMeasureOptions {
  readonly baseline: Baseline;
  /** As found in the baseline's text. */
  readonly target: CallableTarget;
  readonly language: Language;
  /** Asks fresh processes. */
  readonly calls: FunctionBenchmark;
  /** Opens the source of the inputs. @throws RunError */
  readonly inputs: (baseline: Variant, signal: AbortSignal) => Promise<PreparedInputs>;
  readonly seed: number;
  /** What the objective demands; null when it leaves the choice. */
  readonly clock: "cpu" | "wall" | null;
  readonly limits: FunctionLimits;
}

/** What is known once the baseline has run. */
interface Prepared {
  readonly baseline: Variant;
  readonly inputs: PreparedInputs;
  /** On the inputs that the search may see. */
  readonly shown: Reference;
}

/** What timing the baseline showed. */
interface Lesson {
  readonly learned: Learned;
  readonly timed: Timed;
}

/** Measures a version by calling its function on inputs, in fresh processes. */
export class FunctionMeasure implements Benchmark {
  readonly build = null;
  readonly remarks: readonly string[] = [];
  readonly #options: FunctionMeasureOptions;
  readonly #names: TargetNames;
  readonly #captures = new Map<string, Insertion>();
  /** Commits whose answers on the inputs kept back are those of the baseline. */
  readonly #confirmable = new Set<string>();
  /** By inputs and effort. */
  readonly #lessons = new Map<string, Lesson>();
  readonly #pairs = new AnswerPairs();
  #prepared: Prepared | null = null;
  #heldOut: Reference | null = null;

  constructor(options: FunctionMeasureOptions) {
    this.#options = options;
    this.#names = { file: options.baseline.file, symbol: options.baseline.symbol };
  }

  async prepare(
    { root }: Version,
    signal: AbortSignal,
  ): Promise<Pick<BenchmarkFacts, "metric" | "metricReason" | "baseline" | "inputs">> {
    const { target, seed, clock } = this.#options;
    const baseline = { root, capture: target.entry.capture };
    const inputs = await this.#options.inputs(baseline, signal);
    const shown = await this.#reference(baseline, inputs.shown(seed), signal);
    this.#prepared = { baseline, inputs, shown };
    const { timed } = await this.#lesson(shown, 1, signal);
    const { sample } = timed;
    const { metric, reason } = chooseClock({
      symbol: this.#names.symbol,
      clock,
      baseline: sample,
      contention: cpuContention(),
    });
    return {
      metric,
      metricReason: reason,
      baseline: sample,
      inputs: {
        count: shown.outcomes.length,
        heldOut: 0,
        size: inputs.size,
        skipped: inputs.skipped,
        mutated: shown.mutates,
      },
    };
  }

  readonly differs = async (version: Version, signal: AbortSignal): Promise<string | null> => {
    const { shown } = this.#ready();
    const variant = await this.#variant(version);
    const difference =
      (await this.#difference(shown, version, variant, signal)) ??
      (await this.#memory(shown, version, variant, signal));
    return difference === null ? null : `It ${difference}.`;
  };

  async sample(version: Version, request: SampleRequest, signal: AbortSignal): Promise<Sample> {
    const prepared = this.#ready();
    const unseen = request.phase === "confirmation";
    const reference = unseen ? await this.#unseen(prepared, signal) : prepared.shown;
    const variant = await this.#variant(version);
    if (unseen) await this.#checkUnseen(version, variant, signal);
    const { learned, timed: usual } = await this.#lesson(reference, request.effort, signal);
    const { seed, paddingBytes } = request;
    const timed = await this.#options.calls.time(
      this.#run(version, variant, reference.inputs, usual.ms),
      { seed, paddingBytes, learned },
      signal,
    );
    const isBaseline = version.trial === null;
    if (timed.kind === "fault") {
      if (isBaseline) throw baselineFault(timed, this.#names);
      throw new CandidateFailure(`It ${whatHappened(timed.fault)} while it was timed.`);
    }
    const found = this.#pairs.add(`${request.phase} ${seed}`, { timed, isBaseline });
    if (found === null) return timed.sample;
    if (found.bothBaseline) throw unsteady(this.#names);
    throw new CandidateFailure(
      `It answers otherwise than the baseline while it is timed, in round ${found.round}.`,
    );
  }

  async growth(): Promise<Growth | null> {
    return null;
  }

  #ready(): Prepared {
    if (this.#prepared === null) throw new Error("The benchmark has not been prepared.");
    return this.#prepared;
  }

  /** What a version does otherwise than the baseline, as a phrase that follows "it"; null when nothing. */
  async #difference(
    reference: Reference,
    version: Version,
    variant: Variant,
    signal: AbortSignal,
  ): Promise<string | null> {
    const run = this.#run(version, variant, reference.inputs, reference.ms);
    const report = await this.#options.calls.check(run, signal);
    switch (report.kind) {
      case "fault":
        return whatHappened(report.fault);
      case "incomparable":
        return `gives what cannot be compared on input ${report.input}: ${report.what}`;
      case "checked": {
        const found = firstDifference(reference.outcomes, report.outcomes);
        if (found !== null) return `${found.difference} on input ${found.input}`;
        return changedPhrase(report.changed, reference.changed);
      }
    }
  }

  /** Whether a version remembers earlier calls, as a phrase that follows "it"; null when nothing of it shows. */
  async #memory(
    reference: Reference,
    version: Version,
    variant: Variant,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { learned, timed } = await this.#lesson(reference, 1, signal);
    const run = this.#run(version, variant, reference.inputs, timed.ms);
    const random = new SeededRandom(this.#options.seed).fork(`probe ${version.trial?.commit ?? ""}`);
    const seed = Math.floor(random.next() * 2 ** 32);
    const found = await this.#options.calls.remembers(run, { seed, learned }, signal);
    return typeof found === "string" || found === null ? found : whatHappened(found.fault);
  }

  /** What timing the baseline on some inputs shows. @throws RunError when it cannot be timed */
  async #lesson(reference: Reference, effort: number, signal: AbortSignal): Promise<Lesson> {
    const { calls, seed, limits } = this.#options;
    const { baseline, shown } = this.#ready();
    const key = `${reference === shown ? "shown" : "unseen"} ${effort}`;
    const known = this.#lessons.get(key);
    if (known !== undefined) return known;
    const run = baselineRun(baseline, reference.inputs, limits.baselineMs);
    const lesson = await calls.learn(run, { seed, mutates: reference.mutates, effort }, signal);
    if (lesson.kind === "fault") throw baselineFault(lesson, this.#names);
    if (lesson.kind === "unsteady") throw unsteady(this.#names);
    this.#lessons.set(key, lesson);
    return lesson;
  }

  #reference(baseline: Variant, inputs: HarnessInputs, signal: AbortSignal): Promise<Reference> {
    const { calls, limits } = this.#options;
    const run = baselineRun(baseline, inputs, limits.baselineMs);
    return takeReference({ calls, run, names: this.#names }, signal);
  }

  /** @param baselineMs wall milliseconds that a process of the baseline took for the same */
  #run({ trial }: Version, version: Variant, inputs: HarnessInputs, baselineMs: number): BenchmarkRun {
    const { candidateFloorMs } = this.#options.limits;
    if (trial === null) return baselineRun(version, inputs, this.#options.limits.baselineMs);
    const timeoutMs = Math.max(candidateFloorMs, 10 * baselineMs);
    const limits = candidateLimits({ cpuMs: timeoutMs, peakBytes: null }, "harness");
    return { version, inputs, timeoutMs, confinement: { writable: [], readable: [version.root], limits } };
  }

  async #unseen(prepared: Prepared, signal: AbortSignal): Promise<Reference> {
    if (prepared.inputs.size === null) return prepared.shown;
    const seed = Math.floor(new SeededRandom(this.#options.seed).fork("unseen inputs").next() * 2 ** 32);
    this.#heldOut ??= await this.#reference(prepared.baseline, prepared.inputs.shown(seed), signal);
    return this.#heldOut;
  }

  /** @throws CandidateFailure when it differs from the baseline on inputs that no gate has shown it. */
  async #checkUnseen(version: Version, variant: Variant, signal: AbortSignal): Promise<void> {
    const { trial } = version;
    if (trial === null || this.#heldOut === null || this.#confirmable.has(trial.commit)) return;
    const problem = await this.#difference(this.#heldOut, version, variant, signal);
    if (problem !== null) throw new CandidateFailure(`On inputs it had not seen, it ${problem}.`);
    this.#confirmable.add(trial.commit);
  }

  async #variant({ root, trial }: Version): Promise<Variant> {
    const { baseline, target, language } = this.#options;
    if (trial === null) return { root, capture: target.entry.capture };
    const known = this.#captures.get(trial.commit);
    if (known !== undefined) return { root, capture: known };
    const text = await readFile(path.join(root, baseline.file), "utf8");
    const found = language.findInRegion({ text, baseline, target, code: trial.code });
    if (found.kind === "problem") throw new CandidateFailure(found.reason);
    if (found.target.entry === null) throw new CandidateFailure("It can no longer be called.");
    const { capture } = found.target.entry;
    this.#captures.set(trial.commit, capture);
    return { root, capture };
  }
}

/** A fault of a candidate as a phrase that follows "it". */
function whatHappened({ kind, stage, input, message }: HarnessFault): string {
  const where = input === null ? "" : ` on input ${input}`;
  if (kind !== "refused") return `${message}${where}`;
  return stage === "load" ? `cannot be loaded (${message})` : `fails${where} (${message})`;
}
