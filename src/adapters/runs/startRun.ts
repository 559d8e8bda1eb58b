import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { RuleNavigator } from "../../engine/agents/ruleNavigator.ts";
import { RuleSampler } from "../../engine/agents/ruleSampler.ts";
import { RuleSummarizer } from "../../engine/agents/ruleSummarizer.ts";
import type { Baseline } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunId, RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
import type { SandboxRecord } from "../../engine/domain/sandbox.ts";
import { FixedBlocksJudge } from "../../engine/judge/fixedBlocksJudge.ts";
import { RunError } from "../../engine/ports.ts";
import { evolve } from "../../engine/search/evolve.ts";
import { SeededRandom } from "../../engine/search/seededRandom.ts";
import { GitCandidateStore } from "../git/candidateStore.ts";
import { type Repository, refuseOperation } from "../git/repository.ts";
import { settleBranches } from "../git/runBranches.ts";
import { lockTarget } from "../git/runLock.ts";
import { snapshotBase } from "../git/snapshot.ts";
import { WorktreePool } from "../git/worktrees.ts";
import { JsonlJournal } from "../journal/jsonlJournal.ts";
import { createRunFolder, journalFile, removeRunFolder } from "../journal/runFolders.ts";
import { languageOf } from "../languages/languages.ts";
import type { Target } from "../languages/target.ts";
import { unsandboxed } from "../sandbox/unsandboxed.ts";
import { Cleanup } from "./cleanup.ts";
import { keptBranches } from "./keptBranches.ts";
import { describeMachine } from "./machine.ts";
import { openEvaluator } from "./openEvaluator.ts";
import type { RunsHost } from "./runs.ts";
import { systemClock } from "./systemClock.ts";

const nothingHolds: SandboxRecord = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
};

interface StartOptions {
  readonly host: RunsHost;
  readonly repository: Repository;
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  /** The text of the target's file; null to read it from the disk. */
  readonly captured: string | null;
}

/** A run from capture to its end; see `Runs.start`. */
export async function* startRun(options: StartOptions): AsyncGenerator<RunEvent, void> {
  const { host, spec } = options;
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  const { repository } = options;
  await refuseOperation(repository);
  const baselineText = options.captured ?? (await readTarget(repository, spec));
  const { file, symbol, line } = spec.target;
  const language = languageOf(file);
  const target = language.resolve({
    text: baselineText,
    file,
    symbol,
    ...(line === undefined ? {} : { line }),
  });
  const machine = await describeMachine(host);
  const run = await newRun(repository, spec);
  const undo = new Cleanup();
  let started = false;
  undo.add(async () => {
    if (!started) await removeRunFolder(repository, run);
  });
  try {
    const lock = await lockTarget(repository, { run, file, symbol: target.symbol });
    undo.add(() => lock.release());
    const captured = { path: file, text: baselineText };
    const base = await snapshotBase(repository, { run, captured, clock: systemClock });
    const baseline = baselineFrom(baselineText, file, target);
    const store = await GitCandidateStore.open({ repository, run, base, baseline, clock: systemClock });
    undo.add(() => store.close());
    const worktrees = new WorktreePool({ repository, cacheFolder: host.cacheFolder, file });
    undo.add(() => worktrees.close());
    const { evaluator, close } = await openEvaluator(
      {
        ...{ host, spec, baseline, target, language, base, worktrees },
        sandbox: unsandboxed(nothingHolds),
      },
      signal,
    );
    undo.add(close);
    const events = evolve(
      { run, spec: { ...spec, target: { ...spec.target, symbol: target.symbol } }, base, baseline, machine },
      {
        proposers: language.proposers,
        store,
        evaluator,
        judge: new FixedBlocksJudge(),
        summarizer: new RuleSummarizer((code) => language.features(baseline, code)),
        navigator: new RuleNavigator(),
        sampler: new RuleSampler(),
        clock: systemClock,
        random: new SeededRandom(spec.seed),
        fingerprint: (code) => language.fingerprint(baseline, code),
        checksAtOnce: Math.max(1, availableParallelism() - 1),
      },
      signal,
    );
    const journal = new JsonlJournal(journalFile(repository, run));
    let view: RunView | null = null;
    for await (const event of events) {
      // When the journal cannot be written, or the reader leaves, what is under way must not go on.
      let taken = false;
      try {
        if (!started) await store.holdBaseline();
        await journal.append(event);
        started = true;
        view = reduceRun(view, event);
        if (event.type === "run-ended")
          await settleBranches(repository, run, keptBranches(view, host.branchesToKeep));
        yield event;
        taken = true;
      } finally {
        if (!taken) halt.abort();
      }
    }
  } finally {
    await undo.run();
  }
}

function baselineFrom(text: string, file: string, { symbol, region, helperOffset }: Target): Baseline {
  return { file, symbol, text, region, helperOffset };
}

async function readTarget(repository: Repository, { target }: RunSpec): Promise<string> {
  try {
    return await readFile(join(repository.root, target.file), "utf8");
  } catch (error) {
    throw new RunError(
      "file-missing",
      `There is no file ${target.file} in ${repository.root}: check the path.`,
      {
        cause: error,
      },
    );
  }
}

/** Makes the folder of a run whose id no other has. */
async function newRun(repository: Repository, spec: RunSpec): Promise<RunId> {
  for (;;) {
    const run = `${spec.name}-${randomBytes(2).toString("hex")}`;
    if ((await createRunFolder(repository, run)) !== null) return run;
  }
}
