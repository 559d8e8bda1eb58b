import pLimit from "p-limit";
import type { Navigator } from "../agents/navigator/navigator.ts";
import type { Sampler } from "../agents/sampler/sampler.ts";
import { emptyAbstract, type Summarizer } from "../agents/summarizer/summarizer.ts";
import { type Baseline, baselineCode, type CandidateNumber, type Code } from "../domain/candidate.ts";
import type { BenchmarkFacts, EndOutcome, Machine, RunEvent } from "../domain/events.ts";
import type { ModelsSpec } from "../domain/modelsSpec.ts";
import type { RunId, RunSpec } from "../domain/runSpec.ts";
import { candidateOf } from "../domain/runView.ts";
import type { Verdict } from "../domain/verdict.ts";
import type { Judge } from "../judge/judge.ts";
import type {
  Adversary,
  Calibrations,
  CancelSignal,
  CandidateStore,
  Clock,
  Evaluator,
  Holding,
  Proposer,
  Random,
  Trial,
  UserChannel,
} from "../ports.ts";
import { Attacking } from "./attacking.ts";
import { Calibrating } from "./calibrating.ts";
import { Confirming } from "./confirming.ts";
import { type Finalists, finalistsOf, inOrderOfOffer, preferredFinalists } from "./finalists.ts";
import { Growths } from "./growths.ts";
import { Halt } from "./halt.ts";
import { pipelineDepth } from "./horizon.ts";
import { Judging } from "./judging.ts";
import { Listening } from "./listening.ts";
import { refuseUnmeasured } from "./measured.ts";
import { Measuring } from "./measuring.ts";
import { type ModelAgents, type ModelPorts, modelAgents } from "./modelAgents.ts";
import type { Choice } from "./picking.ts";
import { codeOf } from "./population.ts";
import { Proposing, type ProposingOptions } from "./proposing.ts";
import { RunLog } from "./runLog.ts";

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
  readonly calibrations: Calibrations;
  readonly summarizer: Summarizer;
  readonly navigator: Navigator;
  readonly sampler: Sampler;
  /** The language model that takes part, as the spec says; null when it names none. */
  readonly models: ModelPorts | null;
  readonly clock: Clock;
  readonly random: Random;
  /** Equal for codes that are the same program. */
  readonly fingerprint: (code: Code) => string;
  /** Left out where nobody looks for inputs that break candidates. */
  readonly adversary?: Adversary;
  /** What the user says while the run goes on; left out when there is nobody to listen to. */
  readonly user?: UserChannel;
  /** Candidates whose gates may run at once, at least 1. */
  readonly checksAtOnce: number;
}

/** Chance of offering a candidate without a gain worth having, over all finalists of a run. */
export const confirmationAlpha = 0.01;

/**
 * The loop: calibrate; select a parent, navigate, sample exemplars, propose, hold, check, judge, summarize; at the end
 * confirm the finalists. Yields every event of the run in order and ends after `run-ended`; nothing else is its output.
 * Stopping by the signal is a normal end, and so is a benchmark that turns out too noisy: the run has failed, and says
 * how noisy it is.
 * @throws RunError before the first event, when the baseline cannot be benchmarked.
 */
export async function* evolve(
  start: EvolveStart,
  ports: EvolvePorts,
  signal: CancelSignal,
): AsyncGenerator<RunEvent, void> {
  const halt = new Halt(signal);
  const startedAt = ports.clock.now();
  const facts = await ports.evaluator.prepare(signal);
  refuseUnmeasured(facts, start.spec);
  const search = new Search({ ...start, facts, startedAt }, ports, halt);
  const driving = search.drive();
  try {
    yield* search.log.events;
  } finally {
    halt.abandon();
    await driving;
  }
}

interface SearchStart extends EvolveStart {
  readonly facts: BenchmarkFacts;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

class Search {
  readonly log: RunLog;
  readonly #start: SearchStart;
  readonly #ports: EvolvePorts;
  readonly #halt: Halt;
  /** Null where no language model takes part. */
  readonly #agents: ModelAgents | null;
  readonly #listening: Listening;
  readonly #proposing: Proposing;
  readonly #measuring: Measuring;
  readonly #calibrating: Calibrating;
  readonly #judging: Judging;
  readonly #attacking: Attacking;
  readonly #confirming: Confirming;
  readonly #checking: ReturnType<typeof pLimit>;
  readonly #startedAt: number;
  readonly #deadline: number;

  constructor(start: SearchStart, ports: EvolvePorts, halt: Halt) {
    this.#start = start;
    this.#ports = ports;
    this.#halt = halt;
    this.#startedAt = start.startedAt;
    this.#deadline = this.#startedAt + start.spec.budget.minutes * 60_000;
    this.#checking = pLimit(ports.checksAtOnce);
    const log = new RunLog(ports.clock);
    const measuring = new Measuring({ ...ports, log, halt });
    const mustStop = () => halt.isHalted || this.#timeIsUp();
    const { spec, facts, baseline } = start;
    const { models = null } = spec;
    this.#agents =
      models === null || ports.models === null
        ? null
        : modelAgents({
            ...ports,
            ports: ports.models,
            models,
            rules: ports,
            spec,
            facts,
            baseline,
            log,
            halt,
            mustStop,
          });
    this.#proposing = new Proposing({
      ...ports,
      ...proposingWith(this.#agents, models, ports),
      baseline,
      warn: (message) => log.warn(message),
    });
    this.#listening = new Listening(ports.user ?? null, log);
    this.log = log;
    this.#measuring = measuring;
    this.#calibrating = new Calibrating({ ...ports, log, measuring, mustStop });
    this.#judging = new Judging({ ...ports, log, halt, measuring, calibrating: this.#calibrating, mustStop });
    this.#attacking = new Attacking({ ...ports, log, halt });
    const growths = new Growths({ ...ports, log, halt });
    this.#confirming = new Confirming({ ...ports, log, halt, measuring, growths });
  }

  /** Runs to the end; never rejects, since the events tell how it went. */
  async drive(): Promise<void> {
    const { run, spec, base, baseline, machine, facts } = this.#start;
    const { file, region } = baseline;
    try {
      const code = baselineCode(baseline);
      this.log.emit({ type: "run-started", run, spec, base, file, region, code, machine });
      this.log.emit({ type: "baseline-measured", facts });
      const reason = await this.#search();
      this.#end(await this.#confirmBest(), reason);
    } catch (error) {
      if (this.#halt.signal.aborted) this.#end(null, stoppedText);
      else this.#end(null, error instanceof Error ? error.message : String(error), "failed");
    }
    this.log.events.close();
  }

  /** Calibrates, proposes and evaluates until budget, ideas or the user's patience end; returns why it ended. */
  async #search(): Promise<string> {
    const { budget } = this.#start.spec;
    const calibrated = await this.#calibrating.begin();
    const reason = calibrated ? await this.#explore() : "";
    if (this.#halt.failure !== null) throw this.#halt.failure.error;
    if (this.#halt.signal.aborted) return stoppedText;
    if (!calibrated) {
      return `What the budget of ${budget.minutes} min leaves for a search went into finding out how noisy the benchmark is: give it more minutes, or a quieter machine.`;
    }
    return this.#timeIsUp() ? `The ${budget.minutes} minutes of the budget are used.` : reason;
  }

  async #explore(): Promise<string> {
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
      if (this.#halt.isHalted || this.#timeIsUp()) break;
      const number = underWay.length + 1;
      const pointless = this.#proposing.pointless(this.log.view, number - pipelineDepth);
      if (pointless !== null) {
        reason = pointless;
        break;
      }
      let choice = await this.#choose(number, number - pipelineDepth);
      if (choice === null) {
        while (settled < underWay.length) await settleNext();
        if (this.#halt.isHalted || this.#timeIsUp()) break;
        choice = await this.#choose(number, number - 1);
      }
      if (choice === null) {
        reason = this.#modelProblem ?? "No new variant can be made of what is known.";
        break;
      }
      const evaluated = this.#evaluate(number, choice);
      underWay.push(evaluated.catch((error: unknown) => this.#halt.fail(error)));
    }
    await Promise.all(underWay);
    return reason;
  }

  /** The next thing to try; null when there is nothing, or when the run was halted or failed meanwhile. */
  async #choose(number: CandidateNumber, horizon: CandidateNumber): Promise<Choice | null> {
    try {
      await this.#listening.listen();
      const directions = await this.#proposing.navigate(this.log.view, number, horizon);
      if (directions !== null) this.log.emit({ type: "directions-set", directions });
      return await this.#proposing.choose(this.log.view, number, horizon, (discarded) =>
        this.log.emit({ type: "proposal-discarded", ...discarded }),
      );
    } catch (error) {
      // What is under way ends before the run does.
      this.#halt.fail(error);
      return null;
    }
  }

  /** Why a model that is alone gives no proposals, in one sentence; null when that is not why there are none. */
  get #modelProblem(): string | null {
    return this.#start.spec.models?.search === "models" ? (this.#agents?.access.problem ?? null) : null;
  }

  async #evaluate(number: CandidateNumber, choice: Choice): Promise<void> {
    const { proposal, parents, direction, exemplars } = choice;
    const { operator, summary, code, author, changes } = proposal;
    const holding: Holding = {
      number,
      parents: parents.map((parent) => candidateOf(this.log.view, parent)?.commit ?? this.#start.base),
      code,
      operator,
      summary,
    };
    const commit = await this.#ports.store.hold(holding);
    this.log.emit({
      type: "candidate-held",
      candidate: number,
      parents,
      operator,
      summary,
      direction,
      exemplars,
      code,
      commit,
      ...(author && { author }),
      ...(changes && { changes }),
    });
    const verdict = await this.#verdictOn({ number, code, commit });
    if (verdict === null) return;
    const final = await this.#ports.store.settle(holding, verdict);
    const { facts } = this.log.view;
    if (facts === null) throw new Error("nothing is judged before the baseline is measured");
    const { sandbox } = facts;
    this.log.emit({ type: "candidate-judged", candidate: number, verdict, sandbox, commit: final });
    const summarizer = this.#agents?.summarizer ?? this.#ports.summarizer;
    const abstract = await summarizer.summarize(
      {
        operator,
        summary,
        ...(changes && { changes }),
        code,
        parents: parents.map((parent) => ({
          code: codeOf(this.log.view, parent),
          abstract: candidateOf(this.log.view, parent)?.abstract ?? emptyAbstract,
        })),
        verdict,
      },
      this.#agents?.callFor(number),
    );
    this.log.emit({ type: "candidate-summarized", candidate: number, abstract });
  }

  /** The verdict on a candidate, or null when the run was halted or its time ran out before there was one. */
  async #verdictOn(trial: Trial): Promise<Verdict | null> {
    const checked = await this.#checking(() => this.#judging.check(trial));
    if (checked !== "passed") return checked;
    const verdict = await this.#judging.judge(trial);
    return verdict && this.#checking(() => this.#attacking.face(trial, verdict));
  }

  /** Confirms the finalists and returns the best of those that hold; null when none does. */
  async #confirmBest(): Promise<CandidateNumber | null> {
    // Who was rejected meanwhile is not offered.
    await this.#listening.listen();
    const chosen = finalistsOf(this.log.view, this.#ports.judge.finalists);
    if (chosen.candidates.length === 0 || this.#halt.isHalted) return null;
    const { candidates: finalists, because } = await this.#preferred(chosen);
    await this.#calibrating.refresh();
    const numbers = finalists.map(({ number }) => number);
    const confirmed = await this.#confirming.confirm(numbers, confirmationAlpha, because);
    const { candidates } = this.log.view;
    const [best = null] = inOrderOfOffer(
      this.log.view,
      candidates.filter(({ number }) => confirmed.includes(number)),
      numbers,
    );
    return best?.number ?? null;
  }

  async #preferred(finalists: Finalists): Promise<Finalists> {
    if (this.#agents === null) return finalists;
    const { rubric, callFor } = this.#agents;
    return preferredFinalists(this.log.view, finalists, { rubric, call: callFor(null) });
  }

  #end(best: CandidateNumber | null, reason: string, failed?: "failed"): void {
    const outcome: EndOutcome =
      failed ?? (this.#halt.signal.aborted ? "stopped" : best === null ? "nothing-better" : "improved");
    this.log.emit({
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
    const expected = this.#measuring.expectedMs(this.#ports.judge.confirmationBlocks);
    const reserve = Math.min(expected, (this.#deadline - this.#startedAt) / 3);
    return this.#ports.clock.now() + reserve >= this.#deadline;
  }
}

/** Who proposes and advises where a language model takes part; nothing to change where none does. */
function proposingWith(
  agents: ModelAgents | null,
  models: ModelsSpec | null,
  { proposers }: EvolvePorts,
): Partial<ProposingOptions> {
  if (agents === null) return {};
  const { proposer, navigator, sampler, callFor } = agents;
  return {
    proposers: models?.search === "models" ? [proposer] : [...proposers, proposer],
    navigator,
    modelSampler: sampler,
    callFor,
  };
}

const stoppedText = "The run was stopped.";
