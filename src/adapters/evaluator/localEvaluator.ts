import { readFile } from "node:fs/promises";
import path from "node:path";
import type { BenchmarkFacts, Growth } from "../../engine/domain/events.ts";
import type { Block, GateName } from "../../engine/domain/verdict.ts";
import {
  type BlockRequest,
  type CancelSignal,
  CandidateFailure,
  type Evaluator,
  type GateResult,
  RunError,
  type Trial,
} from "../../engine/ports.ts";
import { SeededRandom } from "../../engine/search/seededRandom.ts";
import type { Version } from "../benchmarks/benchmark.ts";
import type { UserCommand } from "../process/userCommand.ts";
import { generousLimits } from "../sandbox/resourceLimits.ts";
import { abortSignalOf } from "./abortSignal.ts";
import { regionProblem } from "./gates.ts";
import type { LocalEvaluatorOptions } from "./options.ts";
import { testBaseline, testCandidate } from "./tests.ts";
import { VersionFolders } from "./versionFolders.ts";

const mostPaddingBytes = 4096;

/** What a gate says: why it rejects, as a sentence, and what a person should look at although it does not. */
interface GateAnswer {
  readonly reason: string | null;
  readonly remarks: readonly string[];
}

type Gate = readonly [GateName, () => Promise<GateAnswer>];

/** Evaluates on this machine, in child processes. */
export class LocalEvaluator implements Evaluator {
  readonly #options: LocalEvaluatorOptions;
  readonly #folders: VersionFolders;
  readonly #random: SeededRandom;
  /** Wall milliseconds of the tests on the baseline. */
  #testsMs: number | null = null;

  constructor(options: LocalEvaluatorOptions) {
    const { worktrees, base, benchmark, seed } = options;
    this.#options = options;
    this.#folders = new VersionFolders({ worktrees, base, build: benchmark.build });
    this.#random = new SeededRandom(seed);
  }

  processMs(): number {
    return this.#options.cell.processes.busyMs();
  }

  /** Gives back its folders. No method may be running. */
  close(): Promise<void> {
    return this.#folders.close();
  }

  async prepare(cancel: CancelSignal): Promise<BenchmarkFacts> {
    const signal = abortSignalOf(cancel);
    const { benchmark, tests, cell, limits } = this.#options;
    if (tests !== null) {
      // In a folder of its own, for tests may leave anything behind.
      this.#testsMs = await this.#folders.scratch(signal, async (root) => {
        await this.#buildBaseline(root, signal);
        return testBaseline(cell, this.#testsIn(root, tests, limits.baselineTestsMs), signal);
      });
    }
    const baseline = await this.#folders.baseline(signal);
    await this.#buildBaseline(baseline.root, signal);
    const facts = await benchmark.prepare(baseline, signal);
    return { ...facts, testsMs: this.#testsMs, sandbox: cell.sandbox.record };
  }

  async *check(trial: Trial, cancel: CancelSignal): AsyncGenerator<GateResult, void> {
    const signal = abortSignalOf(cancel);
    const file = this.#options.baseline.file;
    const text = await this.#folders.fresh(trial.commit, signal, (root) =>
      readFile(path.join(root, file), "utf8"),
    );
    for (const [gate, run] of this.#gates(trial, text, signal)) {
      const started = performance.now();
      const { reason, remarks } = await run();
      const ms = performance.now() - started;
      yield reason === null ? { gate, passed: true, ms, remarks } : { gate, passed: false, ms, reason };
      if (reason !== null) return;
    }
  }

  async block({ trial, phase, index, effort }: BlockRequest, cancel: CancelSignal): Promise<Block> {
    const signal = abortSignalOf(cancel);
    const baseline = await this.#folders.baseline(signal);
    const random = this.#random.fork(`${phase} ${trial?.number ?? 0} ${index}`);
    const first = random.next() < 0.5 ? "baseline" : "candidate";
    // The commit is known to nobody before the candidate is held, and so are its inputs.
    const seed = Math.floor(random.fork(trial?.commit ?? "baseline").next() * 2 ** 32);
    const { turns, benchmark } = this.#options;
    const measureBoth = async (candidate: Version): Promise<Block> => {
      const sample = (version: Version) => {
        const paddingBytes = Math.floor(random.next() * mostPaddingBytes);
        return benchmark.sample(version, { phase, seed, paddingBytes, effort }, signal);
      };
      const one = await sample(first === "baseline" ? baseline : candidate);
      const other = await sample(first === "baseline" ? candidate : baseline);
      return first === "baseline"
        ? { baseline: one, candidate: other, first }
        : { baseline: other, candidate: one, first };
    };
    // The folder comes first: filling it, or building in it, is no part of a turn.
    const measure = (candidate: Version): Promise<Block> => turns.run(signal, () => measureBoth(candidate));
    return trial === null
      ? measure(await this.#folders.twin(signal))
      : this.#folders.candidate(trial, signal, measure);
  }

  async growth(trial: Trial | null, cancel: CancelSignal): Promise<Growth | null> {
    const signal = abortSignalOf(cancel);
    const { turns, benchmark } = this.#options;
    const grow = (version: Version) => turns.run(signal, () => benchmark.growth(version, signal));
    return trial === null
      ? grow(await this.#folders.baseline(signal))
      : this.#folders.candidate(trial, signal, grow);
  }

  /** @param text of the target's file as it is committed */
  #gates(trial: Trial, text: string, signal: AbortSignal): readonly Gate[] {
    const { baseline, benchmark, tests } = this.#options;
    const { build, differs } = benchmark;
    return [
      ["region", async () => answer(regionProblem(text, baseline, trial))],
      ["syntax", async () => this.#syntaxGate(trial, text)],
      ["scan", async () => this.#scanGate(trial)],
      ...when(build !== null, ["build", () => this.#buildGate(trial, signal)]),
      ...when(tests !== null, ["tests", () => this.#testsGate(trial, signal)]),
      ...when(differs !== null, ["differential", () => this.#differentialGate(trial, signal)]),
    ];
  }

  #syntaxGate({ code }: Trial, text: string): GateAnswer {
    const { baseline, target, language } = this.#options;
    const found = language.findInRegion({ text, baseline, target, code });
    return answer(found.kind === "problem" ? found.reason : null);
  }

  #scanGate({ code }: Trial): GateAnswer {
    const { rejected, remarks } = this.#options.language.scan(this.#options.baseline, code);
    return { reason: rejected, remarks };
  }

  async #buildGate(trial: Trial, signal: AbortSignal): Promise<GateAnswer> {
    try {
      await this.#folders.candidate(trial, signal, async () => undefined);
      return answer(null);
    } catch (error) {
      if (error instanceof CandidateFailure) return answer(error.message);
      throw error;
    }
  }

  /** In a folder of its own: what the tests, and the candidate under them, leave behind is never measured. */
  async #testsGate(trial: Trial, signal: AbortSignal): Promise<GateAnswer> {
    const { tests, benchmark, cell, limits } = this.#options;
    const baselineMs = this.#testsMs;
    if (tests === null || baselineMs === null) throw new Error("The tests have not run on the baseline.");
    const limitMs = Math.max(limits.testsFloorMs, 4 * baselineMs);
    return this.#folders.fresh(trial.commit, signal, async (root) => {
      const problem = (await benchmark.build?.({ root, trial }, signal)) ?? null;
      if (problem !== null) return answer(problem);
      return answer(await testCandidate(cell, this.#testsIn(root, tests, limitMs), signal));
    });
  }

  async #differentialGate(trial: Trial, signal: AbortSignal): Promise<GateAnswer> {
    const { differs } = this.#options.benchmark;
    if (differs === null) return answer(null);
    return this.#folders.candidate(trial, signal, async (version) => answer(await differs(version, signal)));
  }

  async #buildBaseline(root: string, signal: AbortSignal): Promise<void> {
    const problem = (await this.#options.benchmark.build?.({ root, trial: null }, signal)) ?? null;
    if (problem !== null) {
      throw new RunError("build-failed", `The code as it is cannot be built: ${problem}`);
    }
  }

  #testsIn(folder: string, line: string, limitMs: number): UserCommand {
    const { home } = this.#options;
    const confinement = { writable: [folder, home], readable: [], limits: generousLimits(limitMs) };
    return { line, folder, home, limitMs, confinement };
  }
}

function answer(reason: string | null): GateAnswer {
  return { reason, remarks: [] };
}

function when(condition: boolean, gate: Gate): readonly Gate[] {
  return condition ? [gate] : [];
}
