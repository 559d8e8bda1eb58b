import { RunError } from "../../../engine/ports.ts";
import type { FunctionBenchmark } from "../functionBenchmark.ts";
import type { BenchmarkRun, CheckReport, Fault } from "../functionReports.ts";
import type { HarnessInputs, Outcome } from "../harness/messages.ts";
import { firstDifference } from "./differences.ts";

/** What the baseline does on some inputs: what every candidate must do too. */
export interface Reference {
  readonly inputs: HarnessInputs;
  readonly outcomes: readonly Outcome[];
  /** The baseline changes an argument or its receiver on some input. */
  readonly mutates: boolean;
  /** Parts of the language that it changes, such as `Array.prototype.last`. */
  readonly changed: ReadonlySet<string>;
  /** Wall milliseconds its process took. */
  readonly ms: number;
}

export interface ReferenceOptions {
  readonly calls: FunctionBenchmark;
  /** The baseline with the inputs. */
  readonly run: BenchmarkRun;
  readonly names: TargetNames;
}

/** What messages call the target. */
export interface TargetNames {
  readonly file: string;
  readonly symbol: string;
}

type Checked = Extract<CheckReport, { readonly kind: "checked" }>;

/**
 * Runs the baseline in a process on some inputs.
 * @throws RunError `not-comparable`, `target-fails`, `inputs-failed`
 */
export async function checkBaseline(
  { calls, run, names }: ReferenceOptions,
  signal: AbortSignal,
): Promise<Checked> {
  const report = checked(await calls.check(run, signal), names);
  const failing = report.outcomes.find(({ kind }) => kind === "threw");
  if (failing !== undefined && report.outcomes.every(({ kind }) => kind === "threw")) {
    throw new RunError(
      "target-fails",
      `${names.symbol} throws on every input, on the first ${failing.answer.preview}: give it inputs that it accepts.`,
    );
  }
  return report;
}

/**
 * Runs the baseline in two processes on the same inputs.
 * @throws RunError `not-deterministic`, `not-comparable`, `target-fails`, `inputs-failed`
 */
export async function takeReference(options: ReferenceOptions, signal: AbortSignal): Promise<Reference> {
  const { calls, run, names } = options;
  const first = await checkBaseline(options, signal);
  const second = checked(await calls.check(run, signal), names);
  const found = firstDifference(first.outcomes, second.outcomes);
  if (found !== null) {
    throw new RunError(
      "not-deterministic",
      `${names.symbol} is not deterministic: on input ${found.input}, a second process ${found.difference}; remove what depends on time, chance or surroundings.`,
    );
  }
  return {
    inputs: run.inputs,
    outcomes: first.outcomes,
    mutates: first.outcomes.some(({ mutated }) => mutated),
    changed: new Set([...first.changed, ...second.changed]),
    ms: first.ms,
  };
}

function checked(report: CheckReport, names: TargetNames): Checked {
  switch (report.kind) {
    case "checked":
      return report;
    case "incomparable":
      throw new RunError(
        "not-comparable",
        `What ${names.symbol} does cannot be compared: on input ${report.input}, ${report.what}.`,
      );
    case "fault":
      throw baselineFault(report, names);
  }
}

/** Why the baseline cannot be run, as an error for the user. */
export function baselineFault({ fault }: Fault, { file, symbol }: TargetNames): RunError {
  const { stage, kind, input, message } = fault;
  const refused = kind === "refused";
  switch (stage) {
    case "start":
      return new RunError("runtime-missing", `The process that measures ${symbol} ${message}.`);
    case "load":
      return new RunError(
        "target-fails",
        refused
          ? `${file} cannot be loaded on its own: ${message}.`
          : `${file} cannot be loaded on its own: it ${message}.`,
      );
    case "inputs":
      return new RunError(
        "inputs-failed",
        refused ? `${message}.` : `Making the inputs of ${symbol} ${message}.`,
      );
    case "run":
      return new RunError(
        "target-fails",
        `${symbol} ${message}${input === null ? "" : ` on input ${input}`}.`,
      );
  }
}

/** That the baseline itself answered otherwise when it was timed once more. */
export function unsteady({ symbol }: TargetNames): RunError {
  return new RunError(
    "not-deterministic",
    `${symbol} is not deterministic: called many times, it answers otherwise in a second process; remove what it keeps from call to call and what depends on time, chance or surroundings.`,
  );
}
