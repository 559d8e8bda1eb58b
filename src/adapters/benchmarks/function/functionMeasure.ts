import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Attack } from "../../../engine/domain/attack.ts";
import { sampleValue } from "../../../engine/domain/blockDatum.ts";
import { type Baseline, candidateLabel } from "../../../engine/domain/candidate.ts";
import type { Growth, Profile } from "../../../engine/domain/events.ts";
import type { Sample } from "../../../engine/domain/verdict.ts";
import { CandidateFailure } from "../../../engine/ports.ts";
import { SeededRandom } from "../../../engine/search/seededRandom.ts";
import type { Language } from "../../languages/language.ts";
import type { CallableTarget, Insertion } from "../../languages/target.ts";
import { cpuContention } from "../../process/contention.ts";
import { candidateLimits, harnessConfinement, wallLimitMs } from "../../sandbox/policies.ts";
import type { Benchmark, PreparedFacts, SampleRequest, Version } from "../benchmark.ts";
import { changedPhrase, type FunctionBenchmark } from "../functionBenchmark.ts";
import type { BenchmarkRun, TimeReport, Version as Variant } from "../functionReports.ts";
import type { HarnessInputs } from "../harness/messages.ts";
import type { PreparedInputs } from "../inputs/preparedInputs.ts";
import { AnswerPairs } from "./answerPairs.ts";
import { baselineRun } from "./baselineRun.ts";
import { firstDifference } from "./differences.ts";
import { timeFairly } from "./fairTiming.ts";
import { whatHappened } from "./faults.ts";
import { FunctionAdversary, type InTurn } from "./functionAdversary.ts";
import { GrowthMeasure } from "./growthMeasure.ts";
import { type Lesson, Lessons, type TimedInputs } from "./lessons.ts";
import type { FunctionLimits } from "./limits.ts";
import { chooseClock } from "./metricChoice.ts";
import { type Reference, type TargetNames, takeReference, unsteady } from "./reference.ts";
import { Slowness } from "./slowness.ts";

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
  /** One timing at a time on the machine. */
  readonly turns: {
    run<Result>(signal: AbortSignal, time: () => Promise<Result>): Promise<Result>;
  };
  /** Whether it is to be found out where the baseline's time goes. */
  readonly profiles: boolean;
  /** Tells the user something, a sentence. */
  readonly warn: (sentence: string) => void;
}

/** Inputs with what the baseline does on them. */
interface InputSet extends TimedInputs {
  readonly reference: Reference;
}

/** What is known once the baseline has run. */
interface Prepared {
  readonly baseline: Variant;
  readonly inputs: PreparedInputs;
  readonly lessons: Lessons;
  /** What the search may see. */
  readonly shown: InputSet;
  /** Null where sizes cannot be varied. */
  readonly growth: GrowthMeasure | null;
  /** Null where sizes cannot be varied. */
  readonly adversary: FunctionAdversary | null;
}

/** Measures a version by calling its function on inputs, in fresh processes. */
export class FunctionMeasure implements Benchmark {
  readonly build = null;
  readonly #options: FunctionMeasureOptions;
  readonly #names: TargetNames;
  readonly #captures = new Map<string, Insertion>();
  /** Commits whose answers on the inputs kept back are those of the baseline. */
  readonly #confirmable = new Set<string>();
  /** Commits of which all remarks have been made. */
  readonly #remarked = new Set<string>();
  readonly #pairs = new AnswerPairs();
  #prepared: Prepared | null = null;
  #unseen: Promise<InputSet> | null = null;

  constructor(options: FunctionMeasureOptions) {
    this.#options = options;
    this.#names = { file: options.baseline.file, symbol: options.baseline.symbol };
  }

  get remarks(): readonly string[] {
    return this.#prepared?.inputs.remarks ?? [];
  }

  async prepare({ root }: Version, signal: AbortSignal): Promise<PreparedFacts> {
    const { target, calls, seed, clock, limits } = this.#options;
    const names = this.#names;
    const baseline = { root, capture: target.entry.capture };
    const inputs = await this.#options.inputs(baseline, signal);
    const shown = await this.#setOf("shown", inputs.shown, { baseline, seed }, signal);
    const lessons = new Lessons({ calls, baseline, names, seed, limitMs: limits.baselineMs });
    const lesson = await lessons.of(shown, 1, signal);
    const { sample } = lesson.timed;
    const profile = this.#options.profiles ? await this.#profile(baseline, shown, lesson, signal) : null;
    const contention = cpuContention();
    const { metric, reason } = chooseClock({ symbol: names.symbol, clock, baseline: sample, contention });
    const { sized, arranged, size, heldOut, skipped } = inputs;
    const { outcomes, mutates } = shown.reference;
    const growth =
      sized === null || size === null ? null : new GrowthMeasure({ lessons, sized, size, mutates, metric });
    const run = this.#run.bind(this);
    const passNs = sampleValue(sample, metric) ?? sample.wallNs;
    const slowness = new Slowness({ calls, baseline, metric, passNs, run, limitMs: limits.baselineMs });
    const limitMs = limits.adversaryMs;
    const adversary =
      sized === null || size === null
        ? null
        : new FunctionAdversary({ calls, baseline, sized, arranged, size, seed, run, slowness, limitMs });
    this.#prepared = { baseline, inputs, lessons, shown, growth, adversary };
    return {
      metric,
      metricReason: reason,
      baseline: sample,
      inputs: {
        count: outcomes.length,
        heldOut: heldOut === null ? 0 : (heldOut.count ?? outcomes.length),
        size,
        skipped,
        mutated: mutates,
      },
      ...(profile !== null && { profile }),
    };
  }

  /** Where the baseline's time goes; what keeps that from being found is told and no reason to end the run. */
  async #profile(
    baseline: Variant,
    shown: InputSet,
    { learned }: Lesson,
    signal: AbortSignal,
  ): Promise<Profile | null> {
    const { calls, seed, limits, warn } = this.#options;
    const run = baselineRun(baseline, shown.at(seed), limits.baselineMs);
    const found = await calls.profile(run, { seed, learned }, signal);
    if (found === null || !("kind" in found)) return found;
    warn(
      `It is not known where the time of ${this.#names.symbol} goes: profiled, it ${whatHappened(found.fault)}.`,
    );
    return null;
  }

  readonly differs = async (version: Version, signal: AbortSignal): Promise<string | null> => {
    const { shown, adversary } = this.#ready();
    const variant = await this.#variant(version);
    const difference =
      (await this.#difference(shown, variant, signal)) ??
      (await adversary?.differs(variant, this.#inTurn(signal), signal)) ??
      (await this.#memory(shown, version, variant, signal));
    return difference === null ? null : `It ${difference}.`;
  };

  readonly attack = async (version: Version, signal: AbortSignal): Promise<Attack | null> => {
    const { adversary } = this.#ready();
    const { trial } = version;
    if (adversary === null || trial === null) return null;
    const variant = await this.#variant(version);
    const name = `candidate ${candidateLabel(trial.number)}`;
    return adversary.attack({ variant, commit: trial.commit, name }, this.#inTurn(signal), signal);
  };

  async sample(version: Version, request: SampleRequest, signal: AbortSignal): Promise<Sample> {
    const { shown, lessons } = this.#ready();
    const { phase, seed, paddingBytes, effort } = request;
    const isUnseen = phase === "confirmation";
    const inputs = isUnseen ? await this.#keptBack(signal) : shown;
    const variant = await this.#variant(version);
    if (isUnseen) await this.#checkUnseen(inputs, version, variant, signal);
    const isBaseline = version.trial === null;
    const timed = isBaseline
      ? await lessons.time({ version: variant, inputs, effort }, { seed, paddingBytes }, signal)
      : await this.#time(
          version,
          { inputs, lesson: await lessons.of(inputs, effort, signal), seed, paddingBytes },
          signal,
        );
    if (timed.kind === "fault") {
      throw new CandidateFailure(`It ${whatHappened(timed.fault)} while it was timed.`);
    }
    this.#tell(version, timed.remarks);
    const found = this.#pairs.add(`${phase} ${seed}`, { timed, isBaseline });
    if (found === null) return timed.sample;
    if (found.bothBaseline) throw unsteady(this.#names);
    throw new CandidateFailure(
      `It answers otherwise than the baseline while it is timed, in round ${found.round}.`,
    );
  }

  async growth(version: Version, signal: AbortSignal): Promise<Growth | null> {
    const { growth } = this.#ready();
    if (growth === null || version.trial === null) return growth?.ofBaseline(signal) ?? null;
    const { seed } = this.#options;
    return growth.ofCandidate(
      (inputs, lesson) => this.#time(version, { inputs, lesson, seed, paddingBytes: 0 }, signal),
      signal,
    );
  }

  #inTurn(signal: AbortSignal): InTurn {
    return (task) => this.#options.turns.run(signal, task);
  }

  #ready(): Prepared {
    if (this.#prepared === null) throw new Error("The benchmark has not been prepared.");
    return this.#prepared;
  }

  /** How long a candidate takes. */
  async #time(
    version: Version,
    task: {
      readonly inputs: TimedInputs;
      readonly lesson: Lesson;
      readonly seed: number;
      readonly paddingBytes: number;
    },
    signal: AbortSignal,
  ): Promise<TimeReport> {
    const { inputs, lesson, seed, paddingBytes } = task;
    const { calls } = this.#options;
    const run = this.#run(await this.#variant(version), inputs.at(seed), lesson.timed.ms);
    return timeFairly(lesson, {
      time: ({ learned }) => calls.time(run, { seed, paddingBytes, learned }, signal),
      renew: () => this.#ready().lessons.renew(inputs, lesson.learned.effort, signal),
    });
  }

  /** What a candidate does otherwise than the baseline, as a phrase that follows "it"; null when nothing. */
  async #difference({ reference }: InputSet, variant: Variant, signal: AbortSignal): Promise<string | null> {
    const { inputs, ms, outcomes, changed } = reference;
    const run = this.#run(variant, inputs, ms);
    const report = await this.#options.calls.check(run, signal);
    switch (report.kind) {
      case "fault":
        return whatHappened(report.fault);
      case "incomparable":
        return `gives what cannot be compared on input ${report.input}: ${report.what}`;
      case "checked": {
        const found = firstDifference(outcomes, report.outcomes);
        if (found !== null) return `${found.difference} on input ${found.input}`;
        return changedPhrase(report.changed, changed);
      }
    }
  }

  /** Whether a version remembers earlier calls, as a phrase that follows "it"; null when nothing of it shows. */
  async #memory(
    inputs: InputSet,
    { trial }: Version,
    variant: Variant,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { learned, timed } = await this.#ready().lessons.longest(inputs, signal);
    const seed = this.#seedFor(`probe ${trial?.commit ?? ""}`);
    const run = this.#run(variant, inputs.at(seed), timed.ms);
    const usual = baselineRun(this.#ready().baseline, inputs.at(seed), this.#options.limits.baselineMs);
    const found = await this.#options.calls.remembers(run, { baseline: usual, seed, learned }, signal);
    return typeof found === "string" || found === null ? found : whatHappened(found.fault);
  }

  /** @throws RunError when the baseline fails on them, or does not do twice the same */
  async #setOf(
    name: string,
    at: (seed: number) => HarnessInputs,
    { baseline, seed }: { readonly baseline: Variant; readonly seed: number },
    signal: AbortSignal,
  ): Promise<InputSet> {
    const { calls, limits } = this.#options;
    const run = baselineRun(baseline, at(seed), limits.baselineMs);
    const reference = await takeReference({ calls, run, names: this.#names }, signal);
    return { name, at, mutates: reference.mutates, reference };
  }

  /** A candidate's process. @param baselineMs wall milliseconds that a process of the baseline took for the same */
  #run(version: Variant, inputs: HarnessInputs, baselineMs: number): BenchmarkRun {
    const { peakBytes, cores } = this.#ready().lessons;
    const floorMs = this.#options.limits.candidateFloorMs;
    const limits = candidateLimits(
      { cpuMs: cores * Math.max(baselineMs, floorMs / 6), peakBytes },
      "harness",
    );
    const confinement = harnessConfinement({ worktree: version.root, limits });
    return { version, inputs, timeoutMs: wallLimitMs(limits), confinement };
  }

  /** Inputs that no gate and no block of the search has shown a candidate, where the source has them. */
  #keptBack(signal: AbortSignal): Promise<InputSet> {
    const { inputs, shown, baseline } = this.#ready();
    const { heldOut } = inputs;
    if (heldOut === null) return Promise.resolve(shown);
    const seed = this.#seedFor("unseen inputs");
    this.#unseen ??= this.#setOf("unseen", heldOut.at, { baseline, seed }, signal).catch((error: unknown) => {
      this.#unseen = null;
      throw error;
    });
    return this.#unseen;
  }

  /** @throws CandidateFailure when it differs from the baseline on inputs that no gate has shown it. */
  async #checkUnseen(
    inputs: InputSet,
    version: Version,
    variant: Variant,
    signal: AbortSignal,
  ): Promise<void> {
    const { trial } = version;
    if (trial === null || inputs === this.#ready().shown || this.#confirmable.has(trial.commit)) return;
    const problem = await this.#difference(inputs, variant, signal);
    if (problem !== null) throw new CandidateFailure(`On inputs it had not seen, it ${problem}.`);
    // Those that were found since it was checked. Whoever measures a block has the turn already.
    const late = await this.#ready().adversary?.differs(variant, (task) => task(), signal);
    if (late != null) throw new CandidateFailure(`It ${late}.`);
    this.#confirmable.add(trial.commit);
  }

  #tell({ trial }: Version, remarks: readonly string[]): void {
    if (trial === null || remarks.length === 0 || this.#remarked.has(trial.commit)) return;
    this.#remarked.add(trial.commit);
    for (const remark of remarks) {
      this.#options.warn(`Of candidate ${candidateLabel(trial.number)}: ${remark}`);
    }
  }

  #seedFor(label: string): number {
    return Math.floor(new SeededRandom(this.#options.seed).fork(label).next() * 2 ** 32);
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
