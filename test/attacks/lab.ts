import { mkdtemp, readFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import type { LocalEvaluator } from "../../src/adapters/evaluator/localEvaluator.ts";
import { TimingTurns, timingFolder } from "../../src/adapters/evaluator/timingTurns.ts";
import { GitCandidateStore } from "../../src/adapters/git/candidateStore.ts";
import { openRepository, type Repository } from "../../src/adapters/git/repository.ts";
import { snapshotBase } from "../../src/adapters/git/snapshot.ts";
import { WorktreePool } from "../../src/adapters/git/worktrees.ts";
import type { Language } from "../../src/adapters/languages/language.ts";
import { captureTarget } from "../../src/adapters/runs/captureTarget.ts";
import { openEvaluator } from "../../src/adapters/runs/openEvaluator.ts";
import { openSandboxHere } from "../../src/adapters/runs/openSandboxHere.ts";
import { systemClock } from "../../src/adapters/runs/systemClock.ts";
import { type Baseline, baselineCode, type Code } from "../../src/engine/domain/candidate.ts";
import type { InputsSource, RunSpec } from "../../src/engine/domain/runSpec.ts";
import type { Block, Gain, Verdict } from "../../src/engine/domain/verdict.ts";
import { smallestGain } from "../../src/engine/judge/calibration.ts";
import { codeBytes } from "../../src/engine/judge/codeSize.ts";
import { gainData } from "../../src/engine/judge/evidence.ts";
import { gainFrom } from "../../src/engine/judge/gain.ts";
import type { Finalist, Terms } from "../../src/engine/judge/judge.ts";
import { SequentialJudge } from "../../src/engine/judge/sequentialJudge.ts";
import { CandidateFailure, type Trial } from "../../src/engine/ports.ts";
import type { Grounds } from "./grounds.ts";

/** What a person would be told of an attack in the end. */
export type Outcome =
  | Verdict
  /** The search found it improved, and the confirmation did not; `reason` where it failed there. */
  | { readonly kind: "not-confirmed"; readonly gain: Gain; readonly reason: string | null }
  | { readonly kind: "confirmed"; readonly gain: Gain };

/** A repository whose function is attacked, with the evaluator of a run on it. */
export interface Lab {
  readonly baseline: Baseline;
  readonly language: Language;
  readonly repository: Repository;
  /** The commit of the baseline. */
  readonly base: string;
  /** Holds code as a candidate. `unscanned` takes the scan gate out of its way. */
  hold(code: Code, options?: { readonly unscanned?: boolean }): Promise<Trial>;
  /** The rejection by the first gate that fails; null when all are passed. */
  check(trial: Trial): Promise<Extract<Verdict, { readonly kind: "rejected" }> | null>;
  /** Measures it as a run does, up to the confirmation. */
  judge(trial: Trial, options?: JudgeOptions): Promise<Outcome>;
  close(): Promise<void>;
}

export interface JudgeOptions {
  /** Measure no further where two blocks show next to no gain. */
  readonly glance?: boolean;
}

export interface LabOptions {
  readonly grounds: Pick<Grounds, "fixture" | "built" | "cache">;
  /** The target's file; its function is `smooth`. */
  readonly file: string;
  readonly inputs: InputsSource;
  readonly tests: string | null;
}

/** Decides which recorded calls are kept back, among other things. */
export const labSeed = 20;

const never = new AbortController().signal;
const judge = new SequentialJudge();
/** Half of what a candidate gets at least, so that what never ends is over soon. */
const limits = { candidateFloorMs: 3000 };
/** As of a quiet machine: on one that is not, the blocks of each attack tell themselves. */
const sigma = 0.01;
const effort = 1;

/** Puts together what a run is put together from; see `startRun`. @throws RunError */
export async function openLab({ grounds, file, inputs, tests }: LabOptions): Promise<Lab> {
  const { fixture, built, cache } = grounds;
  const cacheFolder = await mkdtemp(path.join(cache, "lab-"));
  const target = { file, symbol: "smooth" };
  const host = {
    folder: fixture.folder,
    gitPath: "git",
    nodePath: process.execPath,
    nodeEnv: {},
    pythonPath: null,
    cacheFolder,
    branchesToKeep: 0,
  };
  const spec: RunSpec = {
    name: "attack",
    target,
    benchmark: { kind: "function", inputs },
    tests,
    budget: { candidates: 1000, minutes: 60 },
    seed: labSeed,
  };
  const run = "attack-0000";
  const repository = await openRepository(host);
  const text = await readFile(path.join(fixture.folder, target.file), "utf8");
  const captured = await captureTarget(target, { text });
  const { baseline, language } = captured;
  const unscanned = new Set<Code>();
  const scan: Language["scan"] = (before, code) =>
    unscanned.has(code) ? { rejected: null, remarks: [] } : language.scan(before, code);
  const base = await snapshotBase(repository, {
    run,
    captured: { path: target.file, text },
    clock: systemClock,
  });
  const store = await GitCandidateStore.open({ repository, run, base, baseline, clock: systemClock });
  const worktrees = new WorktreePool({ repository, cacheFolder, file: target.file });
  const sandbox = await openSandboxHere(host, repository, never);
  const turns = new TimingTurns({ folder: timingFolder(), note: "test:attacks", onWait: () => undefined });
  const { evaluator, close } = await openEvaluator(
    {
      ...captured,
      language: { ...language, scan },
      ...{ host, root: repository.root, spec, base, worktrees, sandbox, turns, built, limits },
      warn: () => undefined,
    },
    never,
  );
  const { metric } = await evaluator.prepare(never);
  const measuring: Measuring = {
    evaluator,
    terms: ({ code }) => ({
      metric,
      calibration: { sigma, smallestGain: smallestGain(sigma, null) },
      constraints: [],
      codeSize: codeBytes(code) / codeBytes(baselineCode(baseline)),
    }),
  };
  let trials = 0;
  return {
    baseline,
    language,
    repository,
    base,
    hold: async (code, options = {}) => {
      trials += 1;
      const number = trials;
      if (options.unscanned) unscanned.add(code);
      const commit = await store.hold({
        number,
        parents: [base],
        code,
        operator: "attack",
        summary: "attack",
      });
      return { number, code, commit };
    },
    check: async (trial) => {
      for await (const result of evaluator.check(trial, never)) {
        if (!result.passed) return { kind: "rejected", gate: result.gate, reason: result.reason };
      }
      return null;
    },
    judge: (trial, options = {}) => judged(measuring, trial, options),
    close: async () => {
      await close();
      await worktrees.close();
      await store.close();
    },
  };
}

interface Measuring {
  readonly evaluator: LocalEvaluator;
  readonly terms: (trial: Trial) => Terms;
}

/** Of a few blocks, in which an attack that works shows itself and others need not be measured to the end. */
const glance = { blocks: 2, gain: 1.2 };

/** As `Judging` and `Confirming` do, for the only finalist. */
async function judged(
  { evaluator, terms }: Measuring,
  trial: Trial,
  options: JudgeOptions,
): Promise<Outcome> {
  const blocks: Block[] = [];
  try {
    for (;;) {
      const decision = judge.decide(blocks, terms(trial));
      if (decision.kind === "decided") {
        const { verdict } = decision;
        return verdict.kind === "improved"
          ? await confirmed({ evaluator, terms }, trial, verdict.gain)
          : verdict;
      }
      if (options.glance && blocks.length === glance.blocks) {
        const seen = gainFrom(gainData(blocks, terms(trial)), sigma);
        if (seen.estimate < glance.gain) return { kind: "inconclusive", gain: seen };
      }
      blocks.push(await evaluator.block({ trial, phase: "search", index: blocks.length, effort }, never));
    }
  } catch (error) {
    if (!(error instanceof CandidateFailure)) throw error;
    return { kind: "rejected", gate: "differential", reason: error.message };
  }
}

/** Joint error of a confirmation; see docs/measurement.md. */
const alpha = 0.01;

async function confirmed({ evaluator, terms }: Measuring, trial: Trial, gain: Gain): Promise<Outcome> {
  const blocks: Block[] = [];
  try {
    for (;;) {
      const finalist: Finalist = { blocks, terms: terms(trial), failed: false };
      const decision = judge.confirm([finalist], alpha);
      if (decision.kind === "decided") {
        const [finding] = decision.findings;
        return finding?.confirmed
          ? { kind: "confirmed", gain: finding.gain }
          : { kind: "not-confirmed", gain: finding?.gain ?? gain, reason: null };
      }
      blocks.push(
        await evaluator.block({ trial, phase: "confirmation", index: blocks.length, effort }, never),
      );
    }
  } catch (error) {
    if (!(error instanceof CandidateFailure)) throw error;
    return { kind: "not-confirmed", gain, reason: error.message };
  }
}

/** The code of a whole module that has the same target: what is not the target is declared beside it. */
export function codeOf(text: string, { baseline, language }: Pick<Lab, "baseline" | "language">): Code {
  const { file, symbol } = baseline;
  const { region, helperOffset } = language.resolve({ text, file, symbol });
  const above = text.slice(0, helperOffset).trimEnd();
  const below = text.slice(region.end).trim();
  return {
    target: text.slice(region.start, region.end),
    helpers: [above, below].filter((each) => each !== ""),
  };
}
