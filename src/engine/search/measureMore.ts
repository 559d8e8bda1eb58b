import type { CandidateNumber } from "../domain/candidate.ts";
import { candidateLabel } from "../domain/candidate.ts";
import type { RunEvent } from "../domain/events.ts";
import { type CandidateView, candidateOf, type RunView } from "../domain/runView.ts";
import type { Judge } from "../judge/judge.ts";
import { type Calibrations, type CancelSignal, type Clock, type Evaluator, RunError } from "../ports.ts";
import { Calibrating } from "./calibrating.ts";
import { Confirming } from "./confirming.ts";
import { confirmationAlpha } from "./evolve.ts";
import { Growths } from "./growths.ts";
import { Halt } from "./halt.ts";
import { Measuring } from "./measuring.ts";
import { RunLog } from "./runLog.ts";

export interface MeasureMorePorts {
  readonly evaluator: Evaluator;
  readonly judge: Judge;
  readonly calibrations: Calibrations;
  readonly clock: Clock;
}

/**
 * Confirms one candidate of a run afresh, whatever its verdict, unless it was rejected. The error it may spend is
 * halved with every confirmation of the candidate that was begun before, so that asking again and again does not make
 * luck likely. Yields the events to append to the journal of the run, the last of them `candidate-confirmed`; fewer
 * when stopped by the signal.
 * @param view the run so far, ended or not.
 * @throws RunError before the first event when the candidate cannot be measured, and `too-noisy` when the machine has
 *   become so.
 */
export async function* measureMore(
  view: RunView,
  candidate: CandidateNumber,
  ports: MeasureMorePorts,
  signal: CancelSignal,
): AsyncGenerator<RunEvent, void> {
  const { confirmationAttempts } = measurable(view, candidate);
  const halt = new Halt(signal);
  const log = new RunLog(ports.clock, view);
  const measuring = new Measuring({ ...ports, log, halt });
  const calibrating = new Calibrating({ ...ports, log, measuring, mustStop: () => halt.isHalted });
  const growths = new Growths({ ...ports, log, halt });
  const confirming = new Confirming({ ...ports, log, halt, measuring, growths });
  await ports.evaluator.prepare(signal);
  const drive = async (): Promise<void> => {
    try {
      if (await calibrating.begin()) {
        await confirming.confirm([candidate], confirmationAlpha / 2 ** confirmationAttempts, null);
      }
      log.events.close();
    } catch (error) {
      if (halt.isHalted) log.events.close();
      else log.events.fail(error);
    }
  };
  const driving = drive();
  try {
    yield* log.events;
  } finally {
    halt.abandon();
    await driving;
  }
}

function measurable(view: RunView, number: CandidateNumber): CandidateView {
  const candidate = candidateOf(view, number);
  const label = candidateLabel(number);
  if (candidate === null) {
    throw new RunError("candidate-missing", `There is no candidate ${label} in ${view.run}.`);
  }
  const { verdict, gates } = candidate;
  if (verdict === null) {
    throw new RunError(
      "not-measurable",
      `Candidate ${label} of ${view.run} has not been judged: let the run judge it first.`,
    );
  }
  const failed = gates.find(({ passed }) => !passed);
  const reason = verdict.kind === "rejected" ? verdict.reason : failed?.reason;
  if (reason != null) {
    throw new RunError(
      "not-measurable",
      `Candidate ${label} of ${view.run} was rejected and is not measured: ${reason}`,
    );
  }
  return candidate;
}
