import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import { candidateLabel } from "../../engine/domain/candidate.ts";
import type { RunEvent } from "../../engine/domain/events.ts";
import { type RunId, type RunSpec, runIdPattern } from "../../engine/domain/runSpec.ts";
import { type CandidateView, candidateOf, type RunView, viewOf } from "../../engine/domain/runView.ts";
import type { VoiceEvent } from "../../engine/domain/userVoice.ts";
import { RunError } from "../../engine/ports.ts";
import { commitOnBranch } from "../git/acceptBranch.ts";
import { committedText } from "../git/committedText.ts";
import { unifiedDiff } from "../git/diff.ts";
import { mergeCandidate } from "../git/merge.ts";
import { openRepository, type Repository } from "../git/repository.ts";
import { removeRun, resolveCandidate } from "../git/runBranches.ts";
import { isActive } from "../git/runLock.ts";
import { commitOfHead } from "../git/snapshot.ts";
import { removeWorktrees } from "../git/worktrees.ts";
import { JsonlJournal } from "../journal/jsonlJournal.ts";
import { journalFile, listRunIds, removeRunFolder, runsFolder } from "../journal/runFolders.ts";
import type { Captured } from "./captureTarget.ts";
import type { MergeResult, RunSummary, Runs, RunsHost, StartExtras } from "./runs.ts";
import { systemClock } from "./systemClock.ts";
import type { UserWords } from "./userWords.ts";

/**
 * The runs of the repository around a folder.
 * @throws RunError `not-a-repository`, `no-commit` or `git-failed`.
 */
export async function openRuns(host: RunsHost): Promise<Runs> {
  return new RepositoryRuns(host, await openRepository(host));
}

class RepositoryRuns implements Runs {
  readonly root: string;
  readonly journals: string;
  readonly #host: RunsHost;
  readonly #repository: Repository;

  constructor(host: RunsHost, repository: Repository) {
    this.#host = host;
    this.#repository = repository;
    this.root = repository.root;
    this.journals = runsFolder(repository);
  }

  async *start(spec: RunSpec, signal: AbortSignal, extras: StartExtras = {}): AsyncGenerator<RunEvent, void> {
    // Parsers and judge are loaded by those who run something, not by those who look.
    const { startRun } = await import("./startRun.ts");
    yield* startRun({
      host: this.#host,
      repository: this.#repository,
      spec,
      signal,
      extras,
    });
  }

  async *measureMore(
    run: RunId,
    candidate: CandidateNumber,
    signal: AbortSignal,
  ): AsyncGenerator<RunEvent, void> {
    const { measureMore } = await import("./measureMore.ts");
    const view = await this.view(run);
    yield* measureMore({ host: this.#host, repository: this.#repository, view, candidate, signal });
  }

  async list(): Promise<readonly RunSummary[]> {
    const ids = await listRunIds(this.#repository);
    return Promise.all(ids.map((run) => this.#summary(run)));
  }

  async replayable(run: RunId): Promise<{ readonly spec: RunSpec; readonly captured: Captured }> {
    const view = await this.view(run);
    const judged = view.candidates.findIndex(({ verdict }) => verdict === null);
    const candidates = judged < 0 ? view.candidates.length : judged;
    if (candidates === 0) {
      throw new RunError(
        "replay-differs",
        `Nothing of run ${run} was judged, so there is nothing to replay.`,
      );
    }
    return {
      spec: { ...view.spec, budget: { ...view.spec.budget, candidates } },
      captured: { text: await this.#read(view, 0) },
    };
  }

  async view(run: RunId): Promise<RunView> {
    if (!runIdPattern.test(run)) throw missing(run);
    const events = await this.#journal(run)
      .read()
      .catch((error: unknown) => {
        throw error instanceof RunError && error.reason === "run-missing" ? missing(run) : error;
      });
    const view = viewOf(events);
    if (view === null) throw missing(run);
    return view;
  }

  async source(run: RunId, candidate: CandidateNumber): Promise<string> {
    const view = await this.view(run);
    return this.#read(view, candidate);
  }

  async diff(run: RunId, candidate: CandidateNumber, against: "parent" | "baseline"): Promise<string> {
    const view = await this.view(run);
    const { parents } = required(view, candidate);
    const from = against === "parent" ? (parents[0] ?? 0) : 0;
    return unifiedDiff(this.#repository, {
      from: commitOf(view, from),
      to: commitOf(view, candidate),
      path: view.spec.target.file,
    });
  }

  async merge(run: RunId, candidate: CandidateNumber, currentText: string): Promise<MergeResult> {
    const view = await this.view(run);
    const [baselineText, candidateText] = await Promise.all([
      this.#read(view, 0),
      this.#read(view, candidate),
    ]);
    return mergeCandidate({ baselineText, candidateText, currentText });
  }

  async noteAccepted(run: RunId, candidate: CandidateNumber, into: string): Promise<void> {
    required(await this.view(run), candidate);
    await this.#journal(run).append({ type: "candidate-accepted", at: systemClock.now(), candidate, into });
  }

  async say(run: RunId, words: UserWords): Promise<VoiceEvent> {
    const { checkedWords } = await import("./userWords.ts");
    const [view, active] = await Promise.all([this.view(run), isActive(this.#repository, run)]);
    const event: VoiceEvent = { ...checkedWords(view, active, words), at: systemClock.now() };
    await this.#journal(run).append(event);
    return event;
  }

  async acceptToBranch(run: RunId, candidate: CandidateNumber, branch: string): Promise<string> {
    const view = await this.view(run);
    const { summary } = required(view, candidate);
    const { file, symbol } = view.spec.target;
    const head = await commitOfHead(this.#repository);
    const merged = await this.merge(run, candidate, await committedText(this.#repository, head, file));
    if (merged.kind === "conflict") {
      throw new RunError(
        "conflict",
        `${file} in HEAD has changed where candidate ${candidate} changes it: merge its branch evolvent/${run}/${candidateLabel(candidate)} yourself.`,
      );
    }
    return commitOnBranch(this.#repository, {
      branch,
      path: file,
      text: merged.text,
      message: `Make ${symbol} faster: ${summary}`,
      clock: systemClock,
    });
  }

  async clean(run: RunId): Promise<void> {
    if (!runIdPattern.test(run) || !(await listRunIds(this.#repository)).includes(run)) throw missing(run);
    if (await isActive(this.#repository, run)) {
      throw new RunError("already-running", `Run ${run} is going on: stop it before cleaning it up.`);
    }
    await removeRun(this.#repository, run);
    await removeRunFolder(this.#repository, run);
    await removeWorktrees(this.#repository, this.#host.cacheFolder);
  }

  async #summary(run: RunId): Promise<RunSummary> {
    const active = await isActive(this.#repository, run);
    try {
      return { run, view: await this.view(run), problem: null, active };
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      return { run, view: null, problem: error.message, active };
    }
  }

  /** By the commit in the journal, which outlives a branch that was deleted by hand for as long as git keeps it. */
  async #read(view: RunView, candidate: CandidateNumber): Promise<string> {
    const commit = commitOf(view, candidate);
    try {
      return await committedText(this.#repository, commit, view.spec.target.file);
    } catch (error) {
      await resolveCandidate(this.#repository, view.run, candidate);
      throw error;
    }
  }

  #journal(run: RunId): JsonlJournal {
    return new JsonlJournal(journalFile(this.#repository, run));
  }
}

function required(view: RunView, candidate: CandidateNumber): CandidateView {
  const found = candidateOf(view, candidate);
  if (found !== null) return found;
  throw new RunError(
    "candidate-missing",
    `Run ${view.run} has no candidate ${candidate}; it has ${view.candidates.length}.`,
  );
}

function commitOf(view: RunView, candidate: CandidateNumber): string {
  return candidate === 0 ? view.base : required(view, candidate).commit;
}

function missing(run: RunId): RunError {
  return new RunError(
    "run-missing",
    `There is no run "${run}" in this repository; evolvent runs lists them.`,
  );
}
