import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import type { Attack } from "../../engine/domain/attack.ts";
import { assemble } from "../../engine/domain/candidate.ts";
import type { BenchmarkFacts, Growth } from "../../engine/domain/events.ts";
import type { Block, GateName } from "../../engine/domain/verdict.ts";
import {
  type Adversary,
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
import { removeTree } from "../git/worktreeSlot.ts";
import type { UserCommand } from "../process/userCommand.ts";
import { machineCapacity } from "../sandbox/capacity.ts";
import { baselineLimits, commandConfinement } from "../sandbox/policies.ts";
import { abortSignalOf } from "./abortSignal.ts";
import { regionProblem, treeProblem } from "./gates.ts";
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
export class LocalEvaluator implements Evaluator, Adversary {
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
    const { benchmark, tests, cell, limits, warn } = this.#options;
    if (tests !== null) {
      // In a folder of its own, for tests may leave anything behind.
      this.#testsMs = await this.#folders.scratch(signal, async (root) => {
        await this.#buildBaseline(root, signal);
        return this.#withTests(root, { line: tests, limitMs: limits.baselineTestsMs }, (command) =>
          testBaseline(cell, command, signal),
        );
      });
    }
    const baseline = await this.#folders.baseline(signal);
    await this.#buildBaseline(baseline.root, signal);
    const facts = await benchmark.prepare(baseline, signal);
    for (const remark of benchmark.remarks) warn(remark);
    return { ...facts, testsMs: this.#testsMs, sandbox: cell.sandbox.record };
  }

  async *check(trial: Trial, cancel: CancelSignal): AsyncGenerator<GateResult, void> {
    const signal = abortSignalOf(cancel);
    for (const [gate, run] of this.#gates(trial, signal)) {
      const started = performance.now();
      const { reason, remarks } = await run();
      const ms = performance.now() - started;
      yield reason === null ? { gate, passed: true, ms, remarks } : { gate, passed: false, ms, reason };
      if (reason !== null) return;
    }
  }

  async attack(trial: Trial, cancel: CancelSignal): Promise<Attack | null> {
    const signal = abortSignalOf(cancel);
    const { attack } = this.#options.benchmark;
    if (attack === null) return null;
    return this.#folders.candidate(trial, signal, (version) => attack(version, signal));
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

  #gates(trial: Trial, signal: AbortSignal): readonly Gate[] {
    const { benchmark, tests } = this.#options;
    const { build, differs } = benchmark;
    return [
      ["region", () => this.#regionGate(trial, signal)],
      ["syntax", async () => this.#syntaxGate(trial)],
      ["scan", async () => this.#scanGate(trial)],
      ...when(build !== null, ["build", () => this.#buildGate(trial, signal)]),
      ...when(tests !== null, ["tests", () => this.#testsGate(trial, signal)]),
      ...when(differs !== null, ["differential", () => this.#differentialGate(trial, signal)]),
    ];
  }

  async #regionGate(trial: Trial, signal: AbortSignal): Promise<GateAnswer> {
    const { baseline, base, worktrees } = this.#options;
    const stray = treeProblem(await worktrees.changes(base, trial.commit), baseline);
    if (stray !== null) return answer(stray);
    const text = await this.#folders.fresh(trial.commit, signal, (root) =>
      readFile(path.join(root, baseline.file), "utf8"),
    );
    return answer(regionProblem(text, baseline, trial));
  }

  /** Its text is what the region gate has compared, byte for byte. */
  #syntaxGate({ code }: Trial): GateAnswer {
    const { baseline, target, language } = this.#options;
    const text = assemble(baseline, code);
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
      return this.#withTests(root, { line: tests, limitMs }, async (command) =>
        answer(await testCandidate(cell, command, signal)),
      );
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

  /** With a home folder of its own: what the tests of one version leave there, no other finds. */
  async #withTests<Result>(
    worktree: string,
    { line, limitMs }: { readonly line: string; readonly limitMs: number },
    use: (command: UserCommand) => Promise<Result>,
  ): Promise<Result> {
    // Tests work with more than the target: what one program of them may use says nothing of the target.
    const limits = baselineLimits(limitMs, machineCapacity(), "command");
    const home = await mkdtemp(path.join(this.#options.home, "tests-"));
    try {
      const confinement = commandConfinement({ worktree, home, limits });
      return await use({ line, folder: worktree, home, limitMs, confinement });
    } finally {
      await removeTree(home);
    }
  }
}

function answer(reason: string | null): GateAnswer {
  return { reason, remarks: [] };
}

function when(condition: boolean, gate: Gate): readonly Gate[] {
  return condition ? [gate] : [];
}
