import type { Attack } from "../../engine/domain/attack.ts";
import type { CandidateNumber } from "../../engine/domain/candidate.ts";
import type { BenchmarkFacts, Calibration, Growth, RunEvent } from "../../engine/domain/events.ts";
import {
  type CandidateView,
  candidateOf,
  type GateView,
  type RunView,
  reduceRun,
  viewOf,
} from "../../engine/domain/runView.ts";
import type { Block } from "../../engine/domain/verdict.ts";
import { SequentialJudge } from "../../engine/judge/sequentialJudge.ts";
import {
  type Adversary,
  type BlockRequest,
  type Calibrations,
  CandidateFailure,
  type Evaluator,
  type GateResult,
  RunError,
  type Trial,
} from "../../engine/ports.ts";
import type { MeasuringPorts } from "./measuringPorts.ts";
import { systemClock } from "./systemClock.ts";
import { Warnings } from "./warnings.ts";

/**
 * What a run found out about its candidates, from its journal, in place of running anything.
 * @throws RunError `replay-differs` when the run was never measured.
 */
export function recordedPorts(events: readonly RunEvent[]): MeasuringPorts {
  const end = events.findIndex(({ type }) => type === "run-ended");
  const own = end < 0 ? events : events.slice(0, end + 1);
  const view = viewOf(own);
  if (view === null || view.facts === null) {
    throw new RunError("replay-differs", "The run was never measured, so there is nothing to replay.");
  }
  const evaluator = new RecordedEvaluator(view, view.facts, own);
  return {
    evaluator,
    adversary: evaluator,
    judge: new SequentialJudge(),
    calibrations: recordedCalibrations(own),
    clock: systemClock,
    machine: view.machine,
    warnings: new Warnings(),
    close: async () => undefined,
  };
}

/** One that the run had from an earlier run is there again; one that it made is made again. */
function recordedCalibrations(events: readonly RunEvent[]): Calibrations {
  const first = events.find((event) => event.type === "benchmark-calibrated");
  const known: Calibration | null = first?.cached ? first.calibration : null;
  return {
    read: async () => (known === null ? null : { ...known, at: systemClock.now() }),
    write: async () => undefined,
    load: () => known?.load ?? 0,
  };
}

/** Gives back what another run's evaluator found, as long as the candidates are the same. */
class RecordedEvaluator implements Evaluator, Adversary {
  readonly #view: RunView;
  readonly #facts: BenchmarkFacts;
  readonly #calibration: readonly Block[];
  /** What the gates said before anything was timed: later failures have other ways to be told. */
  readonly #checked = new Map<CandidateNumber, readonly GateView[]>();

  constructor(view: RunView, facts: BenchmarkFacts, events: readonly RunEvent[]) {
    this.#view = view;
    this.#facts = facts;
    let seen: RunView | null = null;
    for (const event of events) {
      seen = reduceRun(seen, event);
      if (event.type !== "gates-passed" && event.type !== "gate-failed") continue;
      const { candidate } = event;
      const gates = candidateOf(seen, candidate)?.gates ?? [];
      if (!this.#checked.has(candidate)) this.#checked.set(candidate, gates);
    }
    this.#calibration = events.flatMap((event) =>
      event.type === "calibration-block-measured" ? [event.block] : [],
    );
  }

  async prepare(): Promise<BenchmarkFacts> {
    return this.#facts;
  }

  async *check(trial: Trial): AsyncGenerator<GateResult, void> {
    const { number } = this.#same(trial);
    for (const { gate: name, ms, remarks, reason } of this.#checked.get(number) ?? []) {
      yield reason === null
        ? { gate: name, passed: true, ms, remarks }
        : { gate: name, passed: false, ms, reason };
    }
  }

  async attack(trial: Trial): Promise<Attack | null> {
    return this.#same(trial).attack;
  }

  async block({ trial, phase, index }: BlockRequest): Promise<Block> {
    const candidate = trial === null ? null : this.#same(trial);
    const blocks =
      candidate === null
        ? this.#calibration
        : phase === "search"
          ? candidate.blocks
          : candidate.confirmationBlocks;
    const block = blocks[index];
    if (block !== undefined) return block;
    if (phase === "search" && candidate?.verdict?.kind === "rejected") {
      throw new CandidateFailure(candidate.verdict.reason);
    }
    const { outcome } = this.#view.end ?? {};
    if (phase === "confirmation" && (outcome === "improved" || outcome === "nothing-better")) {
      throw new CandidateFailure("It failed when the run was made.");
    }
    throw new RunError("replay-differs", `The record of run ${this.#view.run} ends here.`);
  }

  async growth(trial: Trial | null): Promise<Growth | null> {
    const known = this.#view.candidates.flatMap(({ confirmation }) => confirmation?.growth ?? []);
    if (trial === null) return known[0]?.baseline ?? null;
    return this.#same(trial).confirmation?.growth?.candidate ?? null;
  }

  processMs(): number {
    return 0;
  }

  /** @throws RunError `replay-differs` */
  #same({ number, code }: Trial): CandidateView {
    const recorded = candidateOf(this.#view, number);
    const isSame = recorded !== null && JSON.stringify(recorded.code) === JSON.stringify(code);
    if (isSame) return recorded;
    throw new RunError(
      "replay-differs",
      `Candidate ${number} is another than in run ${this.#view.run}; replay it with the version of Evolvent that it was made with.`,
    );
  }
}
