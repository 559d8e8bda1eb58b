import { cp, mkdir, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { expect } from "vitest";
import type { LocalEvaluator } from "../../../src/adapters/evaluator/localEvaluator.ts";
import { TimingTurns } from "../../../src/adapters/evaluator/timingTurns.ts";
import { captureTarget } from "../../../src/adapters/runs/captureTarget.ts";
import { type OpenEvaluatorOptions, openEvaluator } from "../../../src/adapters/runs/openEvaluator.ts";
import type { Sandbox } from "../../../src/adapters/sandbox/sandbox.ts";
import { unsandboxed } from "../../../src/adapters/sandbox/unsandboxed.ts";
import { assemble, type Code } from "../../../src/engine/domain/candidate.ts";
import type { BenchmarkFacts } from "../../../src/engine/domain/events.ts";
import type { BenchmarkSpec, InputsSource, Objective } from "../../../src/engine/domain/runSpec.ts";
import type { Block } from "../../../src/engine/domain/verdict.ts";
import { type BlockRequest, type GateResult, RunError, type Trial } from "../../../src/engine/ports.ts";
import { FolderWorktrees } from "../../support/folders.ts";
import { bundleHarness } from "../../support/harness.ts";
import { hasSandbox, openCell } from "../../support/sandbox.ts";

export const never = new AbortController().signal;

export const unique = `export function unique(list) {
  const result = [];
  for (const value of list) if (result.indexOf(value) === -1) result.push(value);
  return result;
}
`;
export const faster = "function unique(list) { return [...new Set(list)]; }";
const lists = `export const inputs = (random, size) =>
  Array.from({ length: 2 }, () => [Array.from({ length: size }, () => random.int(size))]);
`;

/** What is to be evaluated; `unique` above with a module of inputs when left out. */
export interface Setup {
  readonly file?: string;
  readonly symbol?: string;
  readonly source?: string;
  /** Text of the module of inputs; null for none. */
  readonly inputs?: string | null;
  readonly from?: InputsSource;
  readonly benchmark?: BenchmarkSpec;
  readonly objective?: Objective;
  readonly tests?: string | null;
  readonly files?: Readonly<Record<string, string>>;
  readonly limits?: OpenEvaluatorOptions["limits"];
  /** Of the budget. */
  readonly minutes?: number;
  readonly nodePath?: string;
  readonly pythonPath?: string;
  readonly sandbox?: (usual: Sandbox) => Sandbox;
}

export interface Bench {
  readonly evaluator: LocalEvaluator;
  readonly runtime: string;
  /** What the user was told. */
  readonly warnings: readonly string[];
  /** A candidate whose target is this code. */
  trial(
    target: string,
    options?: {
      readonly helpers?: readonly string[];
      /** The whole text of the file instead. */
      readonly text?: string;
      /** Other files that differ too. */
      readonly files?: Readonly<Record<string, string>>;
    },
  ): Promise<Trial>;
  /** A block of a candidate, or of the baseline against itself. */
  block(trial: Trial | null, request?: Partial<Omit<BlockRequest, "trial">>): Promise<Block>;
  gates(trial: Trial): Promise<readonly GateResult[]>;
  /** The reason a candidate is rejected for, after its gate; `passed` when it is not. */
  verdictOn(target: string): Promise<string>;
}

/** A bench that has been prepared. */
export interface UsualBench extends Bench {
  readonly facts: BenchmarkFacts;
}

/** Everything evaluators need: the programs as they are built, folders and a sandbox, where there is one. */
export class Workshop {
  readonly worktrees: FolderWorktrees;
  readonly #built: string;
  readonly #sandbox: Sandbox;
  readonly #open: { close(): Promise<void> }[] = [];
  /** Is held open, with its folder, until all is over. */
  #usual: Promise<UsualBench & { close(): Promise<void> }> | null = null;

  private constructor(worktrees: FolderWorktrees, built: string, sandbox: Sandbox) {
    this.worktrees = worktrees;
    this.#built = built;
    this.#sandbox = sandbox;
  }

  static async open(): Promise<Workshop> {
    const worktrees = await FolderWorktrees.create();
    const built = await mkdtemp(path.join(os.tmpdir(), "evolvent-built-"));
    const bundle = await bundleHarness();
    await cp(bundle.path, path.join(built, "harness.js"));
    await bundle.dispose();
    const sources = path.join(import.meta.dirname, "../../../src/adapters/benchmarks");
    await cp(path.join(sources, "python/harness"), path.join(built, "python"), { recursive: true });
    await mkdir(path.join(built, "evaluator"));
    await cp(path.join(sources, "evaluator/driver.py"), path.join(built, "evaluator/driver.py"));
    const sandbox = hasSandbox
      ? (await openCell(await worktrees.folder())).sandbox
      : unsandboxed(
          { kind: "none", version: null, network: "open", writes: "anything", home: "readable", limits: [] },
          {},
        );
    return new Workshop(worktrees, built, sandbox);
  }

  async bench(setup: Setup = {}): Promise<Bench> {
    const bench = await this.#make(setup);
    this.#open.push(bench);
    return bench;
  }

  /** The usual one, with a file beside its target, prepared once for all tests that only ask it. */
  usual(): Promise<UsualBench> {
    this.#usual ??= this.#make({ files: { "package.json": "{}" } }).then(async (bench) => ({
      ...bench,
      facts: await bench.evaluator.prepare(never),
    }));
    return this.#usual;
  }

  async #make(setup: Setup): Promise<Bench & { close(): Promise<void> }> {
    const { file = "src/lists.mjs", symbol = "unique", source = unique, inputs = lists } = setup;
    const { worktrees } = this;
    const files = {
      ...(inputs === null ? {} : { "bench/inputs.mjs": inputs }),
      ...setup.files,
      [file]: source,
    };
    const captured = await captureTarget({ file, symbol }, { text: source });
    const warnings: string[] = [];
    const folder = await worktrees.folder();
    const { evaluator, runtime, close } = await openEvaluator(
      {
        ...captured,
        host: {
          nodePath: setup.nodePath ?? process.execPath,
          nodeEnv: {},
          pythonPath: setup.pythonPath ?? null,
        },
        root: folder,
        spec: {
          name: "test",
          target: { file, symbol },
          benchmark: setup.benchmark ?? {
            kind: "function",
            inputs: setup.from ?? { kind: "module", path: "bench/inputs.mjs" },
          },
          ...(setup.objective === undefined ? {} : { objective: setup.objective }),
          tests: setup.tests ?? null,
          budget: { candidates: 10, minutes: setup.minutes ?? 5 },
          seed: 11,
        },
        base: await worktrees.commit(files),
        worktrees,
        sandbox: setup.sandbox?.(this.#sandbox) ?? this.#sandbox,
        turns: new TimingTurns({ folder: path.join(folder, "turns"), note: "test", onWait: () => undefined }),
        built: this.#built,
        limits: { candidateFloorMs: 4000, ...setup.limits },
        warn: (sentence) => warnings.push(sentence),
      },
      never,
    );
    let trials = 0;
    const trial: Bench["trial"] = async (code, { helpers = [], text, files: others = {} } = {}) => {
      trials += 1;
      const whole: Code = { target: code, helpers };
      const changed = text ?? assemble(captured.baseline, whole);
      const commit = await worktrees.commit({ ...files, ...others, [file]: changed });
      return { number: trials, code: whole, commit };
    };
    const gates: Bench["gates"] = (candidate) => Array.fromAsync(evaluator.check(candidate, never));
    return {
      close,
      evaluator,
      runtime,
      warnings,
      trial,
      block: (candidate, request) =>
        evaluator.block({ phase: "search", index: 0, effort: 1, ...request, trial: candidate }, never),
      gates,
      verdictOn: async (target) => {
        const last = (await gates(await trial(target))).at(-1);
        return last?.passed === false ? `${last.gate}: ${last.reason}` : "passed";
      },
    };
  }

  /** Why a baseline cannot be measured, which must be one sentence. */
  async refusal(setup: Setup): Promise<{ readonly reason: string; readonly message: string }> {
    const error = await this.bench(setup)
      .then(({ evaluator }) => evaluator.prepare(never))
      .then(
        () => null,
        (thrown: unknown) => thrown,
      );
    if (!(error instanceof RunError)) throw error ?? new Error("prepared");
    expect(error.message).toMatch(/^[^\n]+\.$/);
    return { reason: error.reason, message: error.message };
  }

  /** Closes all evaluators but the usual one; every other folder must have come back then. */
  async tidy(): Promise<void> {
    for (const { close } of this.#open.splice(0)) await close();
    expect(this.worktrees.inUse).toBe(this.#usual === null ? 0 : 1);
  }

  async dispose(): Promise<void> {
    await (await this.#usual)?.close();
    await this.worktrees.dispose();
    await rm(this.#built, { recursive: true, force: true });
  }
}
