import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { serialize } from "node:v8";
import { FunctionBenchmark } from "../../../src/adapters/benchmarks/functionBenchmark.ts";
import type { BenchmarkRun } from "../../../src/adapters/benchmarks/functionReports.ts";
import type { HarnessInputs, HarnessTarget } from "../../../src/adapters/benchmarks/harness/messages.ts";
import { Harness } from "../../../src/adapters/benchmarks/harnessProcess.ts";
import { probeNodeRuntime } from "../../../src/adapters/benchmarks/nodeRuntime.ts";
import { resolveTarget } from "../../../src/adapters/languages/javascript/resolveTarget.ts";
import type { CallableTarget } from "../../../src/adapters/languages/target.ts";
import { ProcessRunner } from "../../../src/adapters/process/runProcess.ts";
import type { Confinement } from "../../../src/adapters/sandbox/sandbox.ts";
import { unsandboxed } from "../../../src/adapters/sandbox/unsandboxed.ts";
import { bundleHarness } from "../../support/harness.ts";

/** A version of a file with the function `f`, and what it is called with. */
export interface Setup {
  /** Its name; `target.mjs` without it. */
  readonly file?: string;
  readonly symbol?: string;
  readonly source: string;
  /** Text of the module of inputs. */
  readonly inputs?: string;
  /** Recorded calls instead. */
  readonly recorded?: readonly unknown[];
  /** More files of the version. */
  readonly files?: Readonly<Record<string, string>>;
  readonly size?: number;
  readonly seed?: number;
  readonly timeoutMs?: number;
}

/** A version laid out in a folder, ready to be run. */
export interface LaidOut {
  readonly run: BenchmarkRun;
  readonly target: HarnessTarget;
  readonly calls: FunctionBenchmark;
}

/** The harness as the product ships it, without a sandbox. */
export interface HarnessLab {
  readonly harness: Harness;
  layOut(setup: Setup): Promise<LaidOut>;
  dispose(): Promise<void>;
}

export const never = new AbortController().signal;

/** @param flags more of Node.js */
export async function openLab(flags: readonly string[] = []): Promise<HarnessLab> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "evolvent-harness-test-"));
  const bundle = await bundleHarness();
  const processes = new ProcessRunner();
  const options = { processes, path: process.execPath, env: {}, home: scratch };
  const runtime = await probeNodeRuntime(options, never);
  const sandbox = unsandboxed(
    { kind: "none", version: null, network: "open", writes: "anything", home: "readable", limits: [] },
    {},
  );
  const harness = new Harness({
    processes,
    sandbox,
    runtime: { ...runtime, flags: [...runtime.flags, ...flags] },
    script: bundle.path,
    home: scratch,
  });
  let folders = 0;
  return {
    harness,
    layOut: async (setup) => {
      folders += 1;
      return layOut(harness, path.join(scratch, String(folders)), setup);
    },
    dispose: async () => {
      await bundle.dispose();
      await rm(scratch, { recursive: true, force: true });
    },
  };
}

async function layOut(harness: Harness, root: string, setup: Setup): Promise<LaidOut> {
  const { file = "target.mjs", symbol = "f", source, files = {} } = setup;
  // What a version's folder holds in the place of the inputs is not to be read.
  const forged = { "inputs.mjs": "throw new Error('read from the folder');" };
  for (const [name, text] of Object.entries({ ...forged, ...files, [file]: source })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const found = resolveTarget({ text: source, file, symbol });
  if (found.entry === null) throw new Error(`${symbol} cannot be called`);
  const target: CallableTarget = { ...found, entry: found.entry };
  const { capture, receiver, member } = target.entry;
  return {
    run: {
      version: { root, capture },
      inputs: inputsOf(setup),
      timeoutMs: setup.timeoutMs ?? 30_000,
      confinement: generous,
    },
    target: { root, file, capture, receiver, member: member?.name ?? null },
    calls: new FunctionBenchmark({ harness, file, target }),
  };
}

function inputsOf({ inputs = "", recorded, seed = 1, size = 10, file }: Setup): HarnessInputs {
  if (recorded !== undefined) {
    return { kind: "recorded", calls: recorded.map((call) => serialize(call).toString("base64")) };
  }
  return { kind: "module", path: file === "inputs.mjs" ? file : "inputs.mjs", text: inputs, seed, size };
}

const generous: Confinement = {
  writable: [],
  readable: [],
  limits: { cpuMs: 600_000, memoryBytes: 2 ** 34, processes: 4096, fileBytes: 2 ** 30 },
};
