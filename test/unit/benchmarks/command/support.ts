import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { Version } from "../../../../src/adapters/benchmarks/benchmark.ts";
import {
  CommandBenchmark,
  type CommandBenchmarkOptions,
  defaultCommandLimits,
} from "../../../../src/adapters/benchmarks/command/commandBenchmark.ts";
import { ProcessRunner } from "../../../../src/adapters/process/runProcess.ts";
import type { Cell } from "../../../../src/adapters/sandbox/sandbox.ts";
import { unsandboxed } from "../../../../src/adapters/sandbox/unsandboxed.ts";
import type { Trial } from "../../../../src/engine/ports.ts";

export const never = new AbortController().signal;

/** A cell without a sandbox. */
export function openField(): Cell {
  const record = {
    kind: "none",
    version: null,
    network: "open",
    writes: "anything",
    home: "readable",
    limits: [],
  } as const;
  return { processes: new ProcessRunner(), sandbox: unsandboxed(record, {}) };
}

/** Folders with versions, and benchmarks of them. */
export class Bench {
  readonly root: string;
  #made = 0;

  private constructor(root: string) {
    this.root = root;
  }

  static async create(): Promise<Bench> {
    const root = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-command-")));
    await mkdir(path.join(root, "home"));
    return new Bench(root);
  }

  /** The first one is the baseline. */
  async version(files: Readonly<Record<string, string>>): Promise<Version> {
    const number = this.#made;
    this.#made += 1;
    const folder = path.join(this.root, `version-${number}`);
    await mkdir(folder);
    for (const [name, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
      await writeFile(path.join(folder, name), text);
    }
    const trial: Trial = { number, commit: `commit-${number}`, code: { target: "", helpers: [] } };
    return { root: folder, trial: number === 0 ? null : trial };
  }

  benchmark(
    cell: Cell,
    spec: Partial<CommandBenchmarkOptions["spec"]> & { readonly run: string },
    options: Partial<CommandBenchmarkOptions> = {},
  ): CommandBenchmark {
    return new CommandBenchmark({
      spec: { kind: "command", build: null, metric: { kind: "time" }, ...spec },
      clock: null,
      reported: [],
      hasTests: true,
      cell,
      home: path.join(this.root, "home"),
      limits: defaultCommandLimits,
      ...options,
    });
  }

  dispose(): Promise<void> {
    return rm(this.root, { recursive: true, force: true });
  }
}

export const plain = { phase: "search", seed: 7, paddingBytes: 100, effort: 1 } as const;
