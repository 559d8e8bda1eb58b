import { readFile } from "node:fs/promises";
import path from "node:path";
import { GitCandidateStore } from "../../../src/adapters/git/candidateStore.ts";
import { openRepository } from "../../../src/adapters/git/repository.ts";
import { snapshotBase } from "../../../src/adapters/git/snapshot.ts";
import { JsonlJournal } from "../../../src/adapters/journal/jsonlJournal.ts";
import { createRunFolder, journalFile } from "../../../src/adapters/journal/runFolders.ts";
import { resolveTarget } from "../../../src/adapters/languages/javascript/resolveTarget.ts";
import { type Baseline, baselineCode, type Code } from "../../../src/engine/domain/candidate.ts";
import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { gateNames } from "../../../src/engine/domain/gate.ts";
import type { SandboxRecord } from "../../../src/engine/domain/sandbox.ts";
import type { Block, Gain, Sample, Verdict } from "../../../src/engine/domain/verdict.ts";

const file = "src/lists.js";
const symbol = "unique";
const clock = { now: () => Date.now() };
/** Takes most of its time in the function, where that is quadratic. */
const benchmark = `node --input-type=module -e "import { unique } from './src/lists.js'; unique(Array.from({ length: 20000 }, (_, index) => index));"`;

/** What becomes of each candidate of a recorded run, by number. */
export const recorded = {
  /** Confirmed, so that it is offered. */
  offered: 1,
  /** Broken: the tests gate rejected it. */
  broken: 2,
  /** Measured, and no faster. */
  tied: 3,
} as const;

/** The lines that the offered candidate brings into the file. */
export const offeredLine = "  return [...new Set(values)];";

const sources: Readonly<Record<number, string>> = {
  [recorded.offered]: `function unique(values) {\n${offeredLine}\n}`,
  [recorded.broken]: "function unique(values) {\n  return [];\n}",
  [recorded.tied]:
    "function unique(values) {\n  return values.filter((value, index) => values.indexOf(value) === index);\n}",
};

/** Writes a run of `unique` that has ended into a fixture repository: real commits, a real journal, invented times. */
export async function recordRun(folder: string, run: string): Promise<void> {
  const repository = await openRepository({ folder, gitPath: "git" });
  const text = await readFile(path.join(folder, file), "utf8");
  const { region, helperOffset } = resolveTarget({ text, file, symbol });
  const baseline: Baseline = { file, symbol, text, region, helperOffset };
  const base = await snapshotBase(repository, { run, captured: { path: file, text }, clock });
  const store = await GitCandidateStore.open({ repository, run, base, baseline, clock });
  await store.holdBaseline();
  await createRunFolder(repository, run);
  const journal = new JsonlJournal(journalFile(repository, run));
  try {
    for (const event of beginning({ run, base, baseline })) await journal.append(event);
    for (const [label, target] of Object.entries(sources)) {
      const number = Number(label);
      const code: Code = { target, helpers: [] };
      const held = { number, parents: [base], code, operator: "example", summary: summaries[number] ?? "" };
      const commit = await store.hold(held);
      await journal.append(holding(number, code, commit));
      const verdict = verdicts[number] ?? fail();
      for (const event of judging(number, verdict)) await journal.append(event);
      await journal.append({
        type: "candidate-judged",
        at: clock.now(),
        candidate: number,
        verdict,
        sandbox,
        commit: await store.settle(held, verdict),
      });
    }
    for (const event of ending) await journal.append(event);
  } finally {
    await store.close();
  }
}

function fail(): never {
  throw new Error("Every recorded candidate has a verdict.");
}

const summaries: Readonly<Record<number, string>> = {
  [recorded.offered]: "look values up in a Set",
  [recorded.broken]: "give back nothing",
  [recorded.tied]: "filter by first index",
};

const sandbox: SandboxRecord = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
};

const gain: Gain = { estimate: 12.4, low: 11.9, high: 12.8, blocks: 12 };

const verdicts: Readonly<Record<number, Verdict>> = {
  [recorded.offered]: { kind: "improved", gain },
  [recorded.broken]: {
    kind: "rejected",
    gate: "tests",
    reason: "npm test failed: expected [1, 2] but got [].",
  },
  [recorded.tied]: { kind: "tied", gain: { estimate: 1.01, low: 0.98, high: 1.04, blocks: 12 } },
};

function beginning({ run, base, baseline }: { run: string; base: string; baseline: Baseline }): RunEvent[] {
  const at = clock.now();
  return [
    {
      type: "run-started",
      at,
      run,
      spec: {
        name: "unique",
        target: { file, symbol },
        benchmark: { kind: "command", build: null, run: benchmark, metric: { kind: "time" } },
        tests: "npm test",
        budget: { candidates: 3, minutes: 1 },
        seed: 1,
      },
      base,
      file,
      region: baseline.region,
      code: baselineCode(baseline),
      machine: { cpu: "test", cores: 2, platform: "test", runtime: "test" },
    },
    {
      type: "benchmark-calibrated",
      at,
      calibration: { sigma: 0.01, smallestGain: 1.02, effort: 1, blocks: 8, at, load: 0 },
      cached: false,
    },
    {
      type: "baseline-measured",
      at,
      facts: {
        metric: { kind: "cpu" },
        metricReason: "The baseline keeps one core busy.",
        baseline: sampleOf(1_000_000),
        inputs: { count: 2, heldOut: 2, size: 1000, skipped: [], mutated: false },
        testsMs: 100,
        sandbox,
      },
    },
  ];
}

function holding(candidate: number, code: Code, commit: string): RunEvent {
  return {
    type: "candidate-held",
    at: clock.now(),
    candidate,
    parents: [0],
    operator: "example",
    summary: summaries[candidate] ?? "",
    direction: null,
    exemplars: [],
    code,
    commit,
  };
}

function judging(candidate: number, verdict: Verdict): RunEvent[] {
  const at = clock.now();
  const failing = verdict.kind === "rejected" ? verdict.gate : null;
  const passed = failing === null ? gateNames : gateNames.slice(0, gateNames.indexOf(failing));
  const gates = passed.map(
    (gate): RunEvent => ({ type: "gate-passed", at, candidate, gate, ms: 10, remarks: [] }),
  );
  if (verdict.kind === "rejected") {
    const { gate, reason } = verdict;
    return [...gates, { type: "gate-failed", at, candidate, gate, ms: 10, reason }];
  }
  const block = blockOf(verdict.gain);
  return [
    ...gates,
    { type: "gates-passed", at, candidate },
    ...Array.from(
      { length: 12 },
      (): RunEvent => ({ type: "block-measured", at, candidate, phase: "search", block }),
    ),
  ];
}

function blockOf({ estimate }: Gain): Block {
  return { baseline: sampleOf(1_000_000), candidate: sampleOf(1_000_000 / estimate), first: "baseline" };
}

function sampleOf(ns: number): Sample {
  return { cpuNs: ns, wallNs: ns, peakBytes: 60_000_000, reported: {} };
}

const ending: readonly RunEvent[] = [
  { type: "confirmation-started", at: clock.now(), candidates: [recorded.offered], alpha: 0.01 },
  ...Array.from(
    { length: gain.blocks },
    (): RunEvent => ({
      type: "block-measured",
      at: clock.now(),
      candidate: recorded.offered,
      phase: "confirmation",
      block: blockOf(gain),
    }),
  ),
  {
    type: "candidate-confirmed",
    at: clock.now(),
    candidate: recorded.offered,
    confirmed: true,
    gain,
    growth: null,
  },
  {
    type: "run-ended",
    at: clock.now(),
    outcome: "improved",
    best: recorded.offered,
    reason: "All 3 candidates were evaluated.",
    wallMs: 30_000,
    processMs: 28_000,
  },
];
