import pc from "picocolors";
import { benchmarkText, constraintText } from "../engine/domain/benchmarkText.ts";
import { sampleValue } from "../engine/domain/blockDatum.ts";
import { candidateLabel, type Direction, type Exemplar } from "../engine/domain/candidate.ts";
import type { BenchmarkFacts, Calibration, InputFacts, RunEvent } from "../engine/domain/events.ts";
import { gainText } from "../engine/domain/gainText.ts";
import { growthText } from "../engine/domain/growthText.ts";
import { metricName, metricText, metricValue } from "../engine/domain/metricText.ts";
import { inconclusiveText, noiseText, smallestGainText } from "../engine/domain/noiseText.ts";
import type { RunSpec } from "../engine/domain/runSpec.ts";
import { type CandidateView, candidateOf, type RunView } from "../engine/domain/runView.ts";
import type { SandboxRecord } from "../engine/domain/sandbox.ts";
import { isSandboxed, sandboxText } from "../engine/domain/sandboxText.ts";
import { candidateLine } from "./words.ts";

/** What is being done before the first event, in a line. */
export function preparingText({ target, tests, benchmark }: RunSpec): string {
  const steps = [
    ...(tests === null ? [] : [`testing with ${tests}`]),
    `measuring by ${benchmarkText(benchmark)}`,
  ];
  return `Preparing ${target.file}:${target.symbol}: ${steps.join(", ")}`;
}

/** What a person is told of an event; most events say nothing by themselves. @param view with the event folded in. */
export function linesFor(event: RunEvent, view: RunView): readonly string[] {
  switch (event.type) {
    case "run-started":
      return [`Run ${pc.bold(view.run)}, seed ${view.spec.seed}`];
    case "baseline-measured":
      return baselineLines(event.facts, view.spec);
    case "benchmark-calibrated":
      return [calibrationLine(event.calibration, event.cached)];
    case "candidate-judged":
      return judgedLines(candidateOf(view, event.candidate), view);
    case "confirmation-started":
      return event.because === undefined ? [] : [event.because];
    case "candidate-confirmed":
      return [
        [
          candidateLabel(event.candidate),
          event.confirmed ? pc.green("confirmed") : pc.yellow("not confirmed"),
          gainText(event.gain),
          ...(event.growth === null ? [] : [growthText(event.growth)]),
        ].join(" "),
      ];
    case "directions-set":
      return view.spec.models === undefined ? [] : event.directions.map(directionLine);
    case "candidate-held":
      return event.author === undefined ? [] : event.exemplars.map(exemplarLine);
    case "model-called":
      return event.problem === null ? [] : [pc.yellow(`${event.role}: ${event.problem}`)];
    case "user-heard":
      return [pc.dim(`What you said is taken in (${event.said} in all)`)];
    case "warning":
      return [pc.yellow(`warning: ${event.message}`)];
    default:
      return [];
  }
}

/** `direction 2: sort once before the loop (credit 0.120 after 3)`. */
export function directionLine({ id, idea, credit, trials }: Direction): string {
  const earned = trials === 0 ? "not tried yet" : `credit ${credit.toFixed(3)} after ${trials}`;
  return pc.dim(`direction ${id}: ${idea} (${earned})`);
}

function exemplarLine({ candidate, reason }: Exemplar): string {
  return pc.dim(`     shown ${candidateLabel(candidate)}: ${reason}`);
}

/** What the sandbox keeps from candidates; its absence is not to be overlooked. */
function sandboxLine(sandbox: SandboxRecord): string {
  return isSandboxed(sandbox)
    ? `Sandbox: ${sandboxText(sandbox)}`
    : pc.bold(pc.red(`NO SANDBOX: code of candidates runs with your rights (${sandboxText(sandbox)})`));
}

/** `Noise 1.3 %, smallest gain worth having 2 %`. */
export function calibrationLine(calibration: Calibration, cached: boolean): string {
  const rounds = calibration.effort === 1 ? "" : `, rounds ${calibration.effort} times as long as usual`;
  return `Noise ${noiseText(calibration)}, smallest gain worth having ${smallestGainText(calibration)}${rounds}${cached ? " (measured by an earlier run)" : ""}`;
}

/** What is measured of the baseline, and by what. */
export function baselineLines(facts: BenchmarkFacts, { objective }: RunSpec): readonly string[] {
  const { metric, metricReason, baseline, inputs, sandbox } = facts;
  const value = sampleValue(baseline, metric);
  const measured = value === null ? [] : [`${metricName(metric)} ${metricValue(value, metric)}`];
  const seen = inputs === null ? [] : [inputsText(inputs)];
  return [
    sandboxLine(sandbox),
    `Baseline: ${[...measured, ...seen].join(", ")}`,
    `Metric: ${metricText(metric)}. ${metricReason}`,
    ...(objective?.constraints ?? []).map((constraint) => `Constraint: ${constraintText(constraint)}`),
    ...(inputs?.skipped ?? []).map(({ reason, calls }) => `left out ${calls} recorded calls: ${reason}`),
  ];
}

function inputsText({ count, heldOut, size }: InputFacts): string {
  const kept = heldOut === 0 ? "" : ` and ${heldOut} held out`;
  return `${count} ${count === 1 ? "input" : "inputs"}${kept}${size === null ? "" : ` at size ${size}`}`;
}

function judgedLines(candidate: CandidateView | null, view: RunView): readonly string[] {
  if (candidate === null) return [];
  const remarks = candidate.gates.flatMap((gate) => gate.remarks);
  return [
    coloured(candidate),
    ...remarks.map((remark) => pc.yellow(`     look at: ${remark}`)),
    ...inconclusiveLines(candidate, view),
  ];
}

/** Why a candidate is undecided and how to decide it; empty when it is not. */
function inconclusiveLines(
  { number, verdict }: CandidateView,
  { run, calibration }: RunView,
): readonly string[] {
  if (verdict?.kind !== "inconclusive") return [];
  return [
    `     ${inconclusiveText(verdict.gain, calibration)}`,
    `     evolvent measure ${run} ${number} measures more once the run has ended.`,
  ];
}

function coloured(candidate: CandidateView): string {
  const line = candidateLine(candidate);
  switch (candidate.verdict?.kind) {
    case "improved":
      return pc.green(line);
    case "rejected":
      return pc.dim(line);
    default:
      return line;
  }
}
