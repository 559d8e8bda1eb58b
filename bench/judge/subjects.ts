import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { baselineRun } from "../../src/adapters/benchmarks/function/baselineRun.ts";
import { FunctionBenchmark } from "../../src/adapters/benchmarks/functionBenchmark.ts";
import type { BenchmarkRun } from "../../src/adapters/benchmarks/functionReports.ts";
import { Harness } from "../../src/adapters/benchmarks/harnessProcess.ts";
import { probeNodeRuntime } from "../../src/adapters/benchmarks/nodeRuntime.ts";
import { probePythonRuntime } from "../../src/adapters/benchmarks/python/pythonRuntime.ts";
import { languageOf } from "../../src/adapters/languages/languages.ts";
import type { Cell } from "../../src/adapters/sandbox/sandbox.ts";
import { withReadable } from "../../src/adapters/sandbox/withReadable.ts";
import type { Language, workloads } from "./recording.ts";

type Workload = (typeof workloads)[number];

/** Rounds of each workload that take about 5 ms; multiples of 20, so that every gain is a whole number of rounds. */
const rounds: Readonly<Record<Language, Readonly<Record<Workload, number>>>> = {
  node: { integers: 400, allocation: 1400, strings: 2000, sorting: 140 },
  python: { integers: 120, allocation: 60, strings: 560, sorting: 120 },
};

/** A workload that can be measured as the product measures a function. */
export interface Subject {
  readonly calls: FunctionBenchmark;
  /** Such as "Node.js 24.21.0". */
  readonly runtime: string;
  /** A process that does the work of the candidate so many times: 1 is the candidate's own. */
  run(times: number): BenchmarkRun;
}

/** Rounds of the candidate in a workload. */
export function roundsOf(language: Language, workload: Workload): number {
  return rounds[language][workload];
}

/**
 * @param options.home private folder that stands for the home folder
 * @param options.built folder with the harnesses
 */
export async function openSubject(
  options: {
    readonly language: Language;
    readonly workload: Workload;
    readonly cell: Cell;
    readonly home: string;
    readonly built: string;
  },
  signal: AbortSignal,
): Promise<Subject> {
  const { language, workload, cell, home, built } = options;
  const root = fileURLToPath(new URL("workloads", import.meta.url));
  const file = `${workload}${language === "node" ? ".mjs" : ".py"}`;
  const text = await readFile(join(root, file), "utf8");
  const reader = await languageOf({ file, text, symbol: "run", region: null });
  const target = reader.resolve({ text, file, symbol: "run" });
  const { entry } = target;
  if (entry === null) throw new Error(`${file} holds no function that can be called`);
  const { processes } = cell;
  const runtime =
    language === "node"
      ? await probeNodeRuntime({ processes, path: process.execPath, env: {}, home }, signal)
      : await probePythonRuntime({ processes, named: null, root, file, environment: process.env }, signal);
  const harness = new Harness({
    processes,
    sandbox: withReadable(cell.sandbox, runtime.readable),
    runtime,
    script: join(built, language === "node" ? "harness.js" : "python/harness.py"),
    home,
  });
  return {
    runtime: `${runtime.name} ${runtime.version}`,
    calls: new FunctionBenchmark({ harness, file, target: { ...target, entry } }),
    run(times) {
      const count = Math.round(rounds[language][workload] * times);
      const inputs = {
        kind: "module",
        path: language === "node" ? "inputs.mjs" : "inputs.py",
        text:
          language === "node"
            ? `export const inputs = () => [[${count}]];`
            : `def inputs(random, size):\n    return [[${count}]]\n`,
        seed: 1,
        size: 1,
      } as const;
      return baselineRun({ root, capture: entry.capture }, inputs, 60_000);
    },
  };
}
