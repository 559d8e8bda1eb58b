import { candidateLabel } from "../../src/engine/domain/candidate.ts";
import type { GateName } from "../../src/engine/domain/gate.ts";
import { comparatives } from "../../src/engine/domain/metricText.ts";
import { inconclusiveText } from "../../src/engine/domain/noiseText.ts";
import type { CandidateModel, RunHeader } from "../../src/protocol/lineageModel.ts";
import type { ListFilter } from "../../src/protocol/pageState.ts";
import { type Standing, standingOf } from "./standing.ts";

/** `1.5×`, for axes. */
export function ratioText(ratio: number): string {
  return `${Number(ratio.toPrecision(3))}×`;
}

/** `340 ms`, `4.2 s`, `3 min 20 s`. */
export function durationText(ms: number): string {
  if (ms < 1) return "under 1 ms";
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest === 0 ? "" : ` ${rest} s`}`;
}

/** `1 candidate`, `3 candidates`. */
export function count(quantity: number, one: string, many = `${one}s`): string {
  return `${quantity} ${quantity === 1 ? one : many}`;
}

/** `0007`, or `Baseline`. */
export function nameOf(number: number): string {
  return number === 0 ? "Baseline" : candidateLabel(number);
}

export const standingWords: Readonly<Record<Standing, string>> = {
  improved: "Improved",
  unconfirmed: "Not confirmed",
  tied: "Tied",
  worse: "Worse",
  inconclusive: "Inconclusive",
  rejected: "Rejected",
  running: "Running",
  interrupted: "Not judged",
};

export const filterWords: Readonly<Record<ListFilter, string>> = {
  all: "All candidates",
  improved: "Improved",
  tied: "Tied",
  worse: "Worse",
  inconclusive: "Inconclusive",
  rejected: "Rejected",
  unjudged: "Not judged yet",
};

export const gateWords: Readonly<Record<GateName, string>> = {
  region: "Region",
  syntax: "Syntax",
  scan: "Scan for tricks",
  build: "Build",
  tests: "Tests",
  differential: "Same results",
  constraints: "Constraints",
};

/** What the verdict means, in a sentence. */
export function verdictSentence(candidate: CandidateModel, { facts, calibration }: RunHeader): string {
  const { better, worse, as } = comparatives(facts?.metric ?? { kind: "cpu" });
  switch (standingOf(candidate)) {
    case "improved":
      return candidate.confirmation === null
        ? `${capital(better)} than the baseline in the search; a finalist is confirmed with fresh measurements.`
        : `${capital(better)} than the baseline, and fresh measurements confirmed it.`;
    case "unconfirmed":
      return `${capital(better)} in the search, but fresh measurements did not confirm it.`;
    case "tied":
      return `${capital(as)} as the baseline, within what matters.`;
    case "worse":
      return `${capital(worse)} than the baseline.`;
    case "inconclusive":
      return candidate.gain === null
        ? `The measurements do not tell whether it is ${better}.`
        : inconclusiveText(candidate.gain, calibration);
    case "rejected":
      return candidate.verdict?.kind === "rejected"
        ? `Failed the gate “${gateWords[candidate.verdict.gate]}”: ${candidate.verdict.reason}`
        : "Failed a gate.";
    case "running":
      return stageSentence(candidate);
    case "interrupted":
      return "The run ended before this candidate was judged.";
  }
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

function stageSentence(candidate: CandidateModel): string {
  if (candidate.stage === "timing")
    return `Being timed: ${count(candidate.blocks.data.length, "block")} so far.`;
  return candidate.stage === "waiting"
    ? "Passed every gate; waits to be timed."
    : "Its gates are being checked.";
}
