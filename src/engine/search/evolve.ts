import type { Navigator } from "../agents/navigator.ts";
import type { Sampler } from "../agents/sampler.ts";
import { emptyAbstract, type Summarizer } from "../agents/summarizer.ts";
import { type Baseline, baselineCode, type CandidateNumber, type Code } from "../domain/candidate.ts";
import type { EndOutcome, Machine, RunEvent } from "../domain/events.ts";
import type { RunId, RunSpec } from "../domain/runSpec.ts";
import { type CandidateView, candidateOf, type RunView, reduceRun } from "../domain/runView.ts";
import type { Block, Verdict } from "../domain/verdict.ts";
import type { Decision, Judge } from "../judge/judge.ts";
import {
  type CancelSignal,
  CandidateFailure,
  type CandidateStore,
  type Clock,
  type Evaluator,
  type Holding,
  type Proposer,
  type Random,
} from "../ports.ts";
import { EventQueue } from "./eventQueue.ts";
import { finalistsOf } from "./finalists.ts";
import { codeOf } from "./population.ts";
import { type Choice, Proposing } from "./proposing.ts";
import { Slots } from "./slots.ts";

/** What a run starts from. */
export interface EvolveStart {
  readonly run: RunId;
  readonly spec: RunSpec;
  /** Commit of the snapshot; it is commit 0 of the lineage. */
  readonly base: string;
  readonly baseline: Baseline;
  readonly machine: Machine;
}

export interface EvolvePorts {
  readonly proposers: readonly Proposer[];
  readonly store: CandidateStore;
  readonly evaluator: Evaluator;
  readonly judge: Judge;
  readonly summarizer: Summarizer;
  readonly navigator: Navigator;
  readonly sampler: Sampler;
  readonly clock: Clock;
  readonly random: Random;
  /** Equal for codes that are the same program. */
  readonly fingerprint: (code: Code) => string;
  /** Candidates whose gates may run at once, at least 1. */
  readonly checksAtOnce: number;
}

/**
 * Candidates under way at once. A constant of the search, not of the machine: candidate n is chosen from the verdicts
 * up to n − depth and no others, so that the same seed and verdicts give the same proposals on any machine.
 */
const pipelineDepth = 4;

type Body<Event = RunEvent> = Event extends RunEvent ? Omit<Event, "at"> : never;

/**
 * The loop: select a parent, navigate, sample exemplars, propose, hold, check, judge, summarize; at the end confirm
 * the finalists. Yields every event of the run in order and ends after `run-ended`; nothing else is its output.
 * Stopping by the signal is a normal end.
 * @throws RunError before the first event, when the baseline cannot be benchmarked.
 */
export async function* evolve(
  start: EvolveStart,
  ports: EvolvePorts,
  signal: CancelSignal,
): AsyncGenerator<RunEvent, void> {
  const search = new Search(start, ports, signal);
  const facts = await ports.evaluator.prepare(signal);
  const driving = search.drive(facts);
  try {
    yield* search.events;
  } finally {
    search.abandon();
    await driving;
  }
}

class Search {
  readonly events = new EventQueue<RunEvent>();
  readonly #start: EvolveStart;
  readonly #ports: EvolvePorts;
  readonly #signal: CancelSignal;
  readonly #proposing: Proposing;
  readonly #startedAt: number;
  readonly #deadline: number;
  readonly #checking: Slots;
  readonly #timing = new Slots(1);
  #view: RunView | null = null;
  #blocks = 0;
  #blocksMs = 0;
  #abandoned = false;
  #failure: { readonly error: unknown } | null = null;

  constructor(start: EvolveStart, ports: EvolvePorts, signal: CancelSignal) {
    this.#start = start;
    this.#ports = ports;
    this.#signal = signal;
    this.#startedAt = ports.clock.now();
    this.#deadline = this.#startedAt + start.spec.budget.minutes * 60_000;
    this.#checking = new Slots(ports.checksAtOnce);
    this.#proposing = new Proposing({ ...ports, baseline: start.baseline });
  }

  /** Lets go of everything under way; the reader has left. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** Runs to the end; never rejects, since the events tell how it went. */
  async drive(facts: Extract<RunEvent, { type: "baseline-measured" }>["facts"]): Promise<void> {
    const { run, spec, base, baseline, machine } = this.#start;
    try {
      this.#emit({
        type: "run-started",
        run,
        spec,
        base,
        file: baseline.file,
        region: baseline.region,
        code: baselineCode(baseline),
        machine,
      });
      this.#emit({ type: "baseline-measured", facts });
      const reason = await this.#search();
      const best = this.#halted ? null : await this.#confirmBest();
      this.#end(best, reason);
      this.events.close();
    } catch (error) {
      this.#end(null, error instanceof Error ? error.message : String(error), "failed");
      this.events.close();
    }
  }

  /** Proposes and evaluates until the budget, the ideas or the user's patience end; returns why it ended. */
  async #search(): Promise<string> {
    const { budget } = this.#start.spec;
    const underWay: Promise<void>[] = [];
    let settled = 0;
    const settleNext = async () => {
      await underWay[settled];
      settled++;
    };
    let reason = `All ${budget.candidates} candidates of the budget are evaluated.`;
    while (underWay.length < budget.candidates) {
      if (underWay.length - settled >= pipelineDepth) await settleNext();
      if (this.#halted || this.#timeIsUp()) break;
      const number = underWay.length + 1;
      let choice = await this.#choose(number, number - pipelineDepth);
      if (choice === null) {
        while (settled < underWay.length) await settleNext();
        if (this.#halted || this.#timeIsUp()) break;
        choice = await this.#choose(number, number - 1);
      }
      if (choice === null) {
        reason = "No new variant can be made of what is known.";
        break;
      }
      const evaluated = this.#evaluate(number, choice);
      underWay.push(
        evaluated.catch((error: unknown) => {
          if (!this.#halted) this.#failure = { error };
        }),
      );
    }
    await Promise.all(underWay);
    if (this.#failure !== null) throw this.#failure.error;
    if (this.#signal.aborted) return "The run was stopped.";
    return this.#timeIsUp() ? `The ${budget.minutes} minutes of the budget are used.` : reason;
  }

  async #choose(number: CandidateNumber, horizon: CandidateNumber): Promise<Choice | null> {
    const directions = await this.#proposing.navigate(this.#current, number, horizon);
    if (directions !== null) this.#emit({ type: "directions-set", directions });
    return this.#proposing.choose(this.#current, number, horizon, (discarded) =>
      this.#emit({ type: "proposal-discarded", ...discarded }),
    );
  }

  async #evaluate(number: CandidateNumber, choice: Choice): Promise<void> {
    const { proposal, parents, direction, exemplars } = choice;
    const holding: Holding = {
      number,
      parents: parents.map((parent) => candidateOf(this.#current, parent)?.commit ?? this.#start.base),
      code: proposal.code,
      operator: proposal.operator,
      summary: proposal.summary,
    };
    const commit = await this.#ports.store.hold(holding);
    this.#emit({
      type: "candidate-held",
      candidate: number,
      parents,
      operator: proposal.operator,
      summary: proposal.summary,
      direction,
      exemplars,
      code: proposal.code,
      commit,
    });
    const verdict = await this.#verdictOn({ number, code: proposal.code, commit });
    if (verdict === null) return;
    const final = await this.#ports.store.settle(holding, verdict);
    this.#emit({ type: "candidate-judged", candidate: number, verdict, commit: final });
    const abstract = await this.#ports.summarizer.summarize({
      operator: proposal.operator,
      summary: proposal.summary,
      code: proposal.code,
      parents: parents.map((parent) => ({
        code: codeOf(this.#current, parent),
        abstract: candidateOf(this.#current, parent)?.abstract ?? emptyAbstract,
      })),
      verdict,
    });
    this.#emit({ type: "candidate-summarized", candidate: number, abstract });
  }

  /** The verdict on a candidate, or null when the run was halted or its time ran out before there was one. */
  async #verdictOn(trial: Trial): Promise<Verdict | null> {
    const rejected = await this.#checking.run(() => this.#check(trial));
    if (rejected !== null) return rejected;
    return this.#timing.run(async () => {
      const blocks: Block[] = [];
      try {
        for (;;) {
          const decision: Decision = this.#ports.judge.decide(blocks);
          if (decision.kind === "decided") return decision.verdict;
          for (let more = decision.blocks; more > 0; more--) {
            if (this.#halted || this.#timeIsUp()) return null;
            blocks.push(await this.#block(trial, "search", blocks.length));
          }
        }
      } catch (error) {
        if (error instanceof CandidateFailure) {
          return { kind: "rejected", gate: "differential", reason: error.message };
        }
        throw error;
      }
    });
  }

  async #check(trial: Trial): Promise<Verdict | null> {
    if (this.#halted || this.#timeIsUp()) return null;
    for await (const result of this.#ports.evaluator.check(trial, this.#signal)) {
      const { gate, ms } = result;
      if (!result.passed) {
        this.#emit({ type: "gate-failed", candidate: trial.number, gate, ms, reason: result.reason });
        return { kind: "rejected", gate, reason: result.reason };
      }
      this.#emit({ type: "gate-passed", candidate: trial.number, gate, ms });
    }
    return null;
  }

  async #block(trial: Trial, phase: "search" | "confirmation", index: number): Promise<Block> {
    const before = this.#ports.clock.now();
    const block = await this.#ports.evaluator.block(trial, phase, index, this.#signal);
    this.#blocks++;
    this.#blocksMs += this.#ports.clock.now() - before;
    this.#emit({ type: "block-measured", candidate: trial.number, phase, block });
    return block;
  }

  /** Tries the finalists in turn and returns the first that fresh blocks confirm. */
  async #confirmBest(): Promise<CandidateNumber | null> {
    const finalists = finalistsOf(this.#current, this.#ports.judge.finalists);
    for (const [rank, finalist] of finalists.entries()) {
      if (await this.#confirm(finalist, rank)) return finalist.number;
      if (this.#halted) return null;
    }
    return null;
  }

  async #confirm(finalist: CandidateView, rank: number): Promise<boolean> {
    const { number: candidate, code, commit } = finalist;
    const blocks: Block[] = [];
    try {
      for (;;) {
        const decision = this.#ports.judge.confirm(blocks, rank);
        if (decision.kind === "decided") {
          const { confirmed, gain } = decision;
          this.#emit({ type: "candidate-confirmed", candidate, confirmed, gain });
          return confirmed;
        }
        for (let more = decision.blocks; more > 0; more--) {
          if (this.#halted) return false;
          blocks.push(await this.#block({ number: candidate, code, commit }, "confirmation", blocks.length));
        }
      }
    } catch (error) {
      if (this.#halted) return false;
      if (!(error instanceof CandidateFailure)) throw error;
      this.#emit({
        type: "warning",
        message: `Candidate ${candidate} failed its confirmation: ${error.message}`,
      });
      return false;
    }
  }

  #end(best: CandidateNumber | null, reason: string, failed?: "failed"): void {
    const outcome: EndOutcome =
      failed ?? (this.#signal.aborted ? "stopped" : best === null ? "nothing-better" : "improved");
    this.#emit({
      type: "run-ended",
      outcome,
      best,
      reason,
      wallMs: this.#ports.clock.now() - this.#startedAt,
      processMs: this.#ports.evaluator.processMs(),
    });
  }

  /**
   * Whether the search must leave what remains to the confirmation of the best: as long as its blocks take on
   * average, but never more than a third of the budget.
   */
  #timeIsUp(): boolean {
    const first = this.#ports.judge.confirm([], 0);
    const expected =
      first.kind === "measure" ? (first.blocks * this.#blocksMs) / Math.max(this.#blocks, 1) : 0;
    const reserve = Math.min(expected, (this.#deadline - this.#startedAt) / 3);
    return this.#ports.clock.now() + reserve >= this.#deadline;
  }

  get #halted(): boolean {
    return this.#signal.aborted || this.#abandoned || this.#failure !== null;
  }

  get #current(): RunView {
    if (this.#view === null) throw new Error("the run has not started");
    return this.#view;
  }

  #emit(body: Body): void {
    const event: RunEvent = { at: this.#ports.clock.now(), ...body };
    this.#view = reduceRun(this.#view, event);
    this.events.push(event);
  }
}

type Trial = Parameters<Evaluator["block"]>[0];
