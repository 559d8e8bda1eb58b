import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { FunctionBenchmark } from "../../../../src/adapters/benchmarks/functionBenchmark.ts";
import type { BenchmarkRun } from "../../../../src/adapters/benchmarks/functionReports.ts";
import type { HarnessInputs, HarnessTarget } from "../../../../src/adapters/benchmarks/harness/messages.ts";
import { Harness } from "../../../../src/adapters/benchmarks/harnessProcess.ts";
import type { HarnessRuntime } from "../../../../src/adapters/benchmarks/harnessRuntime.ts";
import { probePythonRuntime } from "../../../../src/adapters/benchmarks/python/pythonRuntime.ts";
import { python } from "../../../../src/adapters/languages/python/language.ts";
import { ProcessRunner } from "../../../../src/adapters/process/runProcess.ts";
import { unsandboxed } from "../../../../src/adapters/sandbox/unsandboxed.ts";

/** A version of a file with the function `f`, and what it is called with. */
export interface Setup {
  /** `target.py` without it. */
  readonly file?: string;
  readonly symbol?: string;
  readonly source: string;
  /** Text of the module of inputs. */
  readonly inputs?: string;
  /** Recorded calls instead, in Base64. */
  readonly recorded?: readonly string[];
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
export interface PythonLab {
  readonly harness: Harness;
  readonly runtime: HarnessRuntime;
  /** Absolute path of a folder that goes with the lab. */
  readonly scratch: string;
  layOut(setup: Setup): Promise<LaidOut>;
  dispose(): Promise<void>;
}

export const never = new AbortController().signal;
export const harnessFolder = path.join(
  import.meta.dirname,
  "../../../../src/adapters/benchmarks/python/harness",
);

/** EVOLVENT_TEST_PYTHON names another Python than the one on the PATH, to try out older and newer ones. */
export async function openPythonLab(): Promise<PythonLab> {
  const scratch = await mkdtemp(path.join(os.tmpdir(), "evolvent-python-test-"));
  const processes = new ProcessRunner();
  const { EVOLVENT_TEST_PYTHON: named = null, PATH } = process.env;
  const runtime = await probePythonRuntime(
    { processes, named, root: scratch, file: "target.py", environment: { PATH } },
    never,
  );
  const sandbox = unsandboxed(
    { kind: "none", version: null, network: "open", writes: "anything", home: "readable", limits: [] },
    {},
  );
  const script = path.join(harnessFolder, "harness.py");
  const harness = new Harness({ processes, sandbox, runtime, script, home: scratch });
  let folders = 0;
  return {
    harness,
    runtime,
    scratch,
    layOut: async (setup) => {
      folders += 1;
      return layOut(harness, path.join(scratch, String(folders)), setup);
    },
    dispose: () => rm(scratch, { recursive: true, force: true }),
  };
}

async function layOut(harness: Harness, root: string, setup: Setup): Promise<LaidOut> {
  const { file = "target.py", symbol = "f", source, inputs = "", files = {} } = setup;
  for (const [name, text] of Object.entries({ "inputs.py": inputs, ...files, [file]: source })) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), text);
  }
  const target = python.resolve({ text: source, file, symbol });
  const { entry } = target;
  if (entry === null) throw new Error("Functions in Python can be called.");
  const given: HarnessInputs =
    setup.recorded === undefined
      ? { kind: "module", path: "inputs.py", text: inputs, seed: setup.seed ?? 1, size: setup.size ?? 10 }
      : { kind: "recorded", calls: setup.recorded };
  const limits = { cpuMs: 60_000, memoryBytes: 2 ** 30, processes: 64, fileBytes: 2 ** 26 };
  return {
    run: {
      version: { root, capture: entry.capture },
      inputs: given,
      timeoutMs: setup.timeoutMs ?? 30_000,
      confinement: { writable: [], readable: [root], limits },
    },
    target: {
      root,
      file,
      capture: entry.capture,
      receiver: entry.receiver,
      member: entry.member?.name ?? null,
    },
    calls: new FunctionBenchmark({ harness, file, target: { ...target, entry } }),
  };
}
