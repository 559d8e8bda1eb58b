import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import type { RunView } from "../../engine/domain/runView.ts";
import { measureMore as measureMoreOf } from "../../engine/search/measureMore.ts";
import { committedText } from "../git/committedText.ts";
import { type Repository, refuseOperation } from "../git/repository.ts";
import { lockTarget } from "../git/runLock.ts";
import { WorktreePool } from "../git/worktrees.ts";
import { JsonlJournal } from "../journal/jsonlJournal.ts";
import { journalFile } from "../journal/runFolders.ts";
import { captureTarget } from "./captureTarget.ts";
import { Cleanup } from "./cleanup.ts";
import { openMeasuringPorts } from "./measuringPorts.ts";
import { openSandboxHere } from "./openSandboxHere.ts";
import type { RunsHost } from "./runs.ts";
import { systemClock } from "./systemClock.ts";
import { withWarnings } from "./warnings.ts";

interface MeasureMoreOptions {
  readonly host: RunsHost;
  readonly repository: Repository;
  /** The run so far. */
  readonly view: RunView;
  readonly candidate: CandidateNumber;
  readonly signal: AbortSignal;
}

/** Measures a candidate of a run again; see `Runs.measureMore`. */
export async function* measureMore(options: MeasureMoreOptions): AsyncGenerator<RunEvent, void> {
  const { host, repository, view, candidate } = options;
  const halt = new AbortController();
  const signal = AbortSignal.any([options.signal, halt.signal]);
  await refuseOperation(repository);
  const { run, spec, base, file, region } = view;
  const text = await committedText(repository, base, file);
  const found = await captureTarget(spec.target, { text, region });
  const sandbox = await openSandboxHere(host, repository, signal);
  const undo = new Cleanup();
  try {
    const lock = await lockTarget(repository, { run, file, symbol: found.baseline.symbol });
    undo.add(() => lock.release());
    const worktrees = new WorktreePool({ repository, cacheFolder: host.cacheFolder, file });
    undo.add(() => worktrees.close());
    const measuring = await openMeasuringPorts(
      { ...found, host, repository, run, spec, base, worktrees, sandbox },
      signal,
    );
    undo.add(() => measuring.close());
    const journal = new JsonlJournal(journalFile(repository, run));
    const events = measureMoreOf(view, candidate, measuring, signal);
    for await (const event of withWarnings(events, measuring.warnings, systemClock)) {
      let taken = false;
      try {
        await journal.append(event);
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
