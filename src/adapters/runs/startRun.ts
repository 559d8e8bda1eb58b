import { randomBytes } from "node:crypto";
import { availableParallelism } from "node:os";
import { RuleNavigator } from "../../engine/agents/navigator/ruleNavigator.ts";
import { RuleSampler } from "../../engine/agents/sampler/ruleSampler.ts";
import { RuleSummarizer } from "../../engine/agents/summarizer/ruleSummarizer.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunId, RunSpec } from "../../engine/domain/runSpec.ts";
import { type RunView, reduceRun } from "../../engine/domain/runView.ts";
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
import { captureTarget, readTarget } from "./captureTarget.ts";
import { Cleanup } from "./cleanup.ts";
import { keptBranches } from "./keptBranches.ts";
import { openMeasuringPorts } from "./measuringPorts.ts";
import { openModelPorts } from "./openModelPorts.ts";
import { openSandboxHere } from "./openSandboxHere.ts";
import { recordedPorts } from "./recordedPorts.ts";
import type { RunsHost, StartExtras } from "./runs.ts";
import { systemClock } from "./systemClock.ts";
import { JournalChannel, RecordedChannel } from "./userChannel.ts";
import { withWarnings } from "./warnings.ts";

interface StartOptions {
  readonly host: RunsHost;
  readonly repository: Repository;
  readonly spec: RunSpec;
  readonly signal: AbortSignal;
  readonly extras: StartExtras;
}

/** A run from capture to its end; see `Runs.start`. */
export async function* startRun(options: StartOptions): AsyncGenerator<RunEvent, void> {
  const { host, spec, repository, extras } = options;
  const { endpoint = null, model: own = null, replay = null } = extras;
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  await refuseOperation(repository);
  const captured = extras.captured ?? { text: await readTarget(repository, spec.target) };
  const found = await captureTarget(spec.target, captured);
  const { baseline, language } = found;
  const { file, symbol } = baseline;
  const sandbox = replay === null ? await openSandboxHere(host, repository, signal) : null;
  const run = await newRun(repository, spec);
  const undo = new Cleanup();
  let started = false;
  undo.add(async () => {
    if (!started) await removeRunFolder(repository, run);
  });
  try {
    const lock = await lockTarget(repository, { run, file, symbol });
    undo.add(() => lock.release());
    const base = await snapshotBase(repository, {
      run,
      captured: { path: file, text: captured.text },
      clock: systemClock,
    });
    const store = await GitCandidateStore.open({ repository, run, base, baseline, clock: systemClock });
    undo.add(() => store.close());
    const worktrees = new WorktreePool({ repository, cacheFolder: host.cacheFolder, file });
    undo.add(() => worktrees.close());
    const recorded = replay === null ? [] : await new JsonlJournal(journalFile(repository, replay)).read();
    const measuring =
      sandbox === null
        ? recordedPorts(recorded)
        : await openMeasuringPorts(
            { ...found, host, repository, run, spec, base, worktrees, sandbox },
            signal,
          );
    undo.add(() => measuring.close());
    const { models = null } = spec;
    const asked =
      models === null
        ? null
        : await openModelPorts({ repository, found, run, models, endpoint, own, replay });
    undo.add(async () => asked?.close());
    const events = evolve(
      {
        run,
        spec: { ...spec, target: { ...spec.target, symbol } },
        base,
        baseline,
        machine: measuring.machine,
      },
      {
        ...measuring,
        proposers: language.proposers,
        store,
        summarizer: new RuleSummarizer((code) => language.features(baseline, code)),
        navigator: new RuleNavigator(),
        sampler: new RuleSampler(),
        models: asked?.ports ?? null,
        user:
          replay === null ? new JournalChannel(journalFile(repository, run)) : new RecordedChannel(recorded),
        random: new SeededRandom(spec.seed),
        fingerprint: (code) => language.fingerprint(baseline, code),
        checksAtOnce: Math.max(1, availableParallelism() - 1),
      },
      signal,
    );
    const journal = new JsonlJournal(journalFile(repository, run));
    let view: RunView | null = null;
    for await (const event of withWarnings(events, measuring.warnings, systemClock)) {
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

/** Makes the folder of a run whose id no other has. */
async function newRun(repository: Repository, spec: RunSpec): Promise<RunId> {
  for (;;) {
    const run = `${spec.name}-${randomBytes(2).toString("hex")}`;
    if ((await createRunFolder(repository, run)) !== null) return run;
  }
}
