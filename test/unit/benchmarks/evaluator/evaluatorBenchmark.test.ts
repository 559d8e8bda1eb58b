import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Version } from "../../../../src/adapters/benchmarks/benchmark.ts";
import type { EvaluatorPython } from "../../../../src/adapters/benchmarks/evaluator/evaluation.ts";
import {
  defaultEvaluatorLimits,
  EvaluatorBenchmark,
  type EvaluatorBenchmarkOptions,
} from "../../../../src/adapters/benchmarks/evaluator/evaluatorBenchmark.ts";
import type { Cell } from "../../../../src/adapters/sandbox/sandbox.ts";
import { CandidateFailure } from "../../../../src/engine/ports.ts";
import { hasSandbox, openCell } from "../../../support/sandbox.ts";
import { openField } from "../command/support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
const plain = { phase: "search", seed: 7, paddingBytes: 100, effort: 1 } as const;
const driver = path.join(import.meta.dirname, "../../../../src/adapters/benchmarks/evaluator/driver.py");

/** The interpreter itself: what the PATH names may be a wrapper in the home folder. */
const python: EvaluatorPython = (() => {
  const print = "import sys; print(sys.executable); print(sys.prefix)";
  const [file = "", prefix = ""] = execFileSync("python3", ["-c", print], { encoding: "utf8" }).split("\n");
  return { path: file, env: {}, readable: [prefix] };
})();

/** OpenEvolve's own way to load a program, on a small problem. */
const evaluator = `
import importlib.util
import os

LIMIT = float(open(os.path.join(os.path.dirname(__file__), "limit.txt")).read())

def evaluate(program_path):
    spec = importlib.util.spec_from_file_location("program", program_path)
    program = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(program)
    found = program.search()
    print("searching")
    return {"combined_score": min(found, LIMIT), "found": found, "runs_successfully": 1.0, "name": "search"}
`;

let root = "";
let made = 0;
beforeEach(async () => {
  root = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-evaluator-")));
  made = 0;
});
afterEach(() => rm(root, { recursive: true, force: true }));

/** The first one is the baseline. */
async function version(program: string, files: Readonly<Record<string, string>> = {}): Promise<Version> {
  const number = made;
  made += 1;
  const folder = path.join(root, `version-${number}`);
  const all = { "program/initial_program.py": program, "bench/limit.txt": "100", ...files };
  for (const [name, text] of Object.entries(all)) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const trial = { number, commit: `commit-${number}`, code: { target: "", helpers: [] } };
  return { root: folder, trial: number === 0 ? null : trial };
}

function benchmark(cell: Cell, options: Partial<EvaluatorBenchmarkOptions> = {}): EvaluatorBenchmark {
  return new EvaluatorBenchmark({
    spec: { kind: "evaluator", path: "bench/evaluator.py" },
    file: "program/initial_program.py",
    reported: [],
    cell,
    python,
    driver,
    limits: defaultEvaluatorLimits,
    ...options,
  });
}

const cells: readonly (readonly [string, () => Promise<Cell>])[] = [
  ["without a sandbox", async () => openField()],
  ...(hasSandbox ? [["in the sandbox", () => openCell(root)] as const] : []),
];

describe.each(cells)("an OpenEvolve evaluator %s", (_, open) => {
  test("runs unchanged, and its combined_score is to rise", async () => {
    const baseline = await version("def search():\n    return 4\n", { "bench/evaluator.py": evaluator });
    const candidate = await version("def search():\n    return 5\n");
    const bench = benchmark(await open(), { reported: ["found"] });
    const facts = await bench.prepare(baseline, never);
    expect(facts.metric).toEqual({ kind: "reported", name: "combined_score", unit: null, better: "higher" });
    expect(facts.metricReason).toBe(
      "combined_score is measured, as bench/evaluator.py returns it; higher is better.",
    );
    expect(facts.baseline.reported).toEqual({ combined_score: 4, found: 4 });
    expect((await bench.sample(candidate, plain, never)).reported).toEqual({ combined_score: 5, found: 5 });
    expect((await bench.sample(baseline, plain, never)).reported).toEqual({ combined_score: 4, found: 4 });
  });

  test("evaluates a copy in a private folder that is the working folder and gone afterwards", async () => {
    const looking = `
import os, tempfile
def evaluate(program_path):
    assert os.path.basename(program_path) == "initial_program.py", program_path
    assert os.path.realpath(os.getcwd()) == os.path.realpath(os.path.dirname(program_path))
    assert os.listdir() == ["initial_program.py"], os.listdir()
    open("left.txt", "w").write("x")
    tempfile.mkstemp()
    print(os.getcwd())
    return {"combined_score": 1}
`;
    const baseline = await version("x = 1\n", { "bench/evaluator.py": looking });
    // A folder for temporary files of its own: others write to the usual one meanwhile.
    const temporary = await mkdtemp(path.join(os.tmpdir(), "evolvent-temporary-"));
    vi.stubEnv("TMPDIR", temporary);
    try {
      const bench = benchmark(await open());
      const before = await readdir(temporary);
      await bench.prepare(baseline, never);
      await bench.sample(baseline, plain, never);
      const left = (await readdir(temporary)).filter((name) => !before.includes(name));
      expect(left).toEqual([]);
    } finally {
      vi.unstubAllEnvs();
      await rm(temporary, { recursive: true, force: true });
    }
  });

  test("comes from the baseline with all files beside it, whatever a candidate has there", async () => {
    const baseline = await version("def search():\n    return 4\n", { "bench/evaluator.py": evaluator });
    const candidate = await version("def search():\n    return 5\n", {
      "bench/evaluator.py": "def evaluate(path):\n    return {'combined_score': 1e9}\n",
      "bench/limit.txt": "1e9",
    });
    const bench = benchmark(await open());
    await bench.prepare(baseline, never);
    expect((await bench.sample(candidate, plain, never)).reported).toEqual({ combined_score: 5 });
  });

  test("tells the CPU and wall time of the evaluation, that of its children included", async () => {
    const busy = `
import subprocess, sys
def evaluate(program_path):
    subprocess.run([sys.executable, program_path], check=True)
    return {"combined_score": 1}
`;
    const program = (steps: number): string => `total = 0\nfor i in range(${steps}):\n    total += i\n`;
    const baseline = await version(program(8_000_000), { "bench/evaluator.py": busy });
    const candidate = await version(program(10));
    const bench = benchmark(await open());
    const { baseline: slow } = await bench.prepare(baseline, never);
    const fast = await bench.sample(candidate, plain, never);
    expect(slow.wallNs).toBeGreaterThan(2 * fast.wallNs);
    if (process.platform === "linux") expect(slow.cpuNs).toBeGreaterThan(2 * (fast.cpuNs ?? 0));
  });
});

test("an evaluator cannot write beside itself in the sandbox", { skip: !hasSandbox }, async () => {
  const writing = `
import os
def evaluate(program_path):
    open(os.path.join(os.path.dirname(__file__), "limit.txt"), "w").write("1")
    return {"combined_score": 1}
`;
  const baseline = await version("x = 1\n", { "bench/evaluator.py": writing });
  await expect(benchmark(await openCell(root)).prepare(baseline, never)).rejects.toThrow(
    /^The evaluator does not work on the code as it is: bench\/evaluator\.py fails \(OSError: .*Read-only file system/,
  );
  expect(await readFile(path.join(baseline.root, "bench/limit.txt"), "utf8")).toBe("100");
});

test("results may be an object with metrics, awaited, numbers of a library, or of the first stage of a cascade", async () => {
  const bodies = [
    "class Result:\n    def __init__(self, metrics):\n        self.metrics = metrics\ndef evaluate(path):\n    return Result({'combined_score': 2})",
    "async def evaluate(path):\n    return {'combined_score': 2}",
    "from fractions import Fraction\ndef evaluate(path):\n    return {'combined_score': Fraction(4, 2)}",
    "def evaluate_stage1(path):\n    return {'combined_score': 2}\ndef evaluate_stage2(path):\n    return {'combined_score': 3}",
    "import threading, time\ndef evaluate(path):\n    threading.Thread(target=time.sleep, args=(60,)).start()\n    return {'combined_score': 2}",
  ];
  for (const body of bodies) {
    made = 0;
    const baseline = await version("x = 1\n", { "bench/evaluator.py": `${body}\n` });
    const { baseline: sample } = await benchmark(openField()).prepare(baseline, never);
    expect(sample.reported).toEqual({ combined_score: 2 });
  }
});

describe("an evaluator that does not work on the code as it is", () => {
  test.for([
    ["raise ImportError('no numpy')", "fails (ImportError: no numpy)."],
    ["def other(path):\n    return 1", "fails (LookupError: it has no function evaluate(program_path))."],
    ["def evaluate(path):\n    return {}[path]", "fails (KeyError: "],
    ["def evaluate(path):\n    raise SystemExit(3)", "fails (SystemExit: 3)."],
    ["def evaluate(path)\n    return 1", "fails (SyntaxError: "],
    ["import os\ndef evaluate(path):\n    os._exit(0)", "ended its process before it returned."],
    ["import os\ndef evaluate(path):\n    os._exit(7)", "exited with code 7."],
    [
      "import os, signal\ndef evaluate(path):\n    os.kill(os.getpid(), signal.SIGSEGV)",
      "was killed by SIGSEGV.",
    ],
    ["import time\ndef evaluate(path):\n    time.sleep(60)", "did not end within 1 s."],
    [
      "def evaluate(path):\n    return 0.5",
      "returns float, where a dict of numbers, or an object with one as .metrics, is needed.",
    ],
    [
      "def evaluate(path):\n    return {'speed': 2, 'size': 3}",
      "has no metric `combined_score`, only `speed` and `size`.",
    ],
    ["def evaluate(path):\n    return {}", "has no metric `combined_score`, and no other either."],
    [
      "def evaluate(path):\n    return {'combined_score': float('nan')}",
      "has no number for `combined_score` but NaN or null.",
    ],
    [
      "def evaluate(path):\n    return {'combined_score': float('inf')}",
      "says that `combined_score` is infinite.",
    ],
    [
      "def evaluate(path):\n    return {'combined_score': -1}",
      "says that `combined_score` is -1, but versions",
    ],
    [
      "def evaluate(path):\n    return {'combined_score': 0, 'error': 'Timeout after 5 s'}",
      "says that `combined_score` is 0, but versions are compared by ratio, so it must be above 0 (it tells of an error: Timeout after 5 s).",
    ],
    [
      "def evaluate(path):\n    print('x' * 9000000)\n    return {'combined_score': 1}",
      "printed more than 8 MiB.",
    ],
  ] as const)("%s", async ([body, problem]) => {
    const baseline = await version("x = 1\n", { "bench/evaluator.py": `${body}\n` });
    const limits = { baselineMs: 1000, candidateFloorMs: 1000 };
    await expect(benchmark(openField(), { limits }).prepare(baseline, never)).rejects.toThrow(
      `The evaluator does not work on the code as it is: bench/evaluator.py ${problem}`,
    );
  });

  test("is missing", async () => {
    const baseline = await version("x = 1\n");
    await expect(benchmark(openField()).prepare(baseline, never)).rejects.toThrow(
      /bench\/evaluator\.py fails \(FileNotFoundError: /,
    );
  });
});

test("another of its metrics can be the one that is to rise", async () => {
  const baseline = await version("def search():\n    return 4\n", { "bench/evaluator.py": evaluator });
  const spec = { kind: "evaluator", path: "bench/evaluator.py", metric: "found" } as const;
  const facts = await benchmark(openField(), { spec }).prepare(baseline, never);
  expect(facts.metric).toMatchObject({ name: "found", better: "higher" });
});

test("an evaluator that throws on some candidates rejects those, with the error, and measures the others", async () => {
  const baseline = await version("def search():\n    return 4\n", { "bench/evaluator.py": evaluator });
  const broken = await version("def search():\n    return [][0]\n");
  const endless = await version("def search():\n    while True: pass\n");
  const good = await version("def search():\n    return 6\n");
  const limits = { baselineMs: 20_000, candidateFloorMs: 1000 };
  const bench = benchmark(openField(), { limits });
  await bench.prepare(baseline, never);
  const failure = await bench.sample(broken, plain, never).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CandidateFailure);
  expect(String(failure)).toContain("bench/evaluator.py fails (IndexError: list index out of range).");
  await expect(bench.sample(endless, plain, never)).rejects.toThrow("did not end within");
  expect((await bench.sample(good, plain, never)).reported).toEqual({ combined_score: 6 });
});

test("what a candidate writes to the descriptors of the answer without the nonce does not count", async () => {
  const baseline = await version("def search():\n    return 4\n", { "bench/evaluator.py": evaluator });
  const forge = `
import os, json
def search():
    line = json.dumps({"nonce": "?", "kind": "result", "metrics": {"combined_score": 99}, "was": "dict", "note": None})
    for descriptor in range(3, 20):
        try:
            os.write(descriptor, line.encode() + b"\\n")
        except OSError:
            pass
    return 3
`;
  const candidate = await version(forge);
  const bench = benchmark(openField());
  await bench.prepare(baseline, never);
  expect((await bench.sample(candidate, plain, never)).reported).toEqual({ combined_score: 3 });
});
