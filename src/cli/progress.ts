import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import pc from "picocolors";
import { candidateLabel } from "../engine/domain/candidate.ts";
import type { BenchmarkFacts, InputFacts, RunEvent } from "../engine/domain/events.ts";
import { gainText } from "../engine/domain/gainText.ts";
import { metricName, metricText, metricValue } from "../engine/domain/metricText.ts";
import type { BenchmarkSpec, InputsSource, RunSpec } from "../engine/domain/runSpec.ts";
import { type CandidateView, candidateOf, gainOf, leaderOf, type RunView } from "../engine/domain/runView.ts";
import { isSandboxed, sandboxText } from "../engine/domain/sandboxText.ts";
import { sampleValue } from "../engine/domain/verdict.ts";
import { candidateLine, endSentence } from "./words.ts";

/** How a run is told on the terminal. */
export interface Progress {
  /** Before the first event, while the baseline is tested and measured. */
  preparing(spec: RunSpec): void;
  show(event: RunEvent, view: RunView): void;
  /** The run came to its end, or was stopped; null when that was before its first event. */
  end(view: RunView | null): void;
  /** The run could not go on; the caller says why. */
  abandon(): void;
}

/** JSON lines when asked for, a live status under the results on a terminal, plain lines into a pipe. */
export function progressFor(output: WriteStream, json: boolean): Progress {
  if (json) return new JsonProgress(output);
  return output.isTTY ? new LiveProgress(output) : new PlainProgress(output);
}

class JsonProgress implements Progress {
  readonly #output: NodeJS.WritableStream;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  preparing(): void {}

  show(event: RunEvent): void {
    this.#output.write(`${JSON.stringify(event)}\n`);
  }

  end(): void {}

  abandon(): void {}
}

class PlainProgress implements Progress {
  readonly #output: NodeJS.WritableStream;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  preparing(spec: RunSpec): void {
    this.#output.write(`${preparingText(spec)}\n`);
  }

  show(event: RunEvent, view: RunView): void {
    for (const line of linesFor(event, view)) this.#output.write(`${line}\n`);
  }

  end(view: RunView | null): void {
    this.#output.write(`${endText(view)}\n`);
  }

  abandon(): void {}
}

/** The same lines as the plain one, above a status that is redrawn. */
class LiveProgress implements Progress {
  readonly #status: ReturnType<typeof createLogUpdate>;
  #view: RunView | null = null;
  #preparing = "";
  #timer: NodeJS.Timeout | null = null;

  constructor(output: WriteStream) {
    this.#status = createLogUpdate(output);
  }

  preparing(spec: RunSpec): void {
    this.#preparing = preparingText(spec);
    this.#draw();
    this.#timer = setInterval(() => this.#draw(), 1000);
  }

  show(event: RunEvent, view: RunView): void {
    this.#view = view;
    const lines = linesFor(event, view);
    if (lines.length > 0) this.#status.persist(lines.join("\n"));
    this.#draw();
  }

  end(view: RunView | null): void {
    this.abandon();
    this.#status.persist(endText(view));
  }

  abandon(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#status.clear();
    this.#status.done();
  }

  #draw(): void {
    this.#status(this.#view === null ? pc.dim(this.#preparing) : statusText(this.#view, Date.now()));
  }
}

function preparingText({ target, tests, benchmark }: RunSpec): string {
  const steps = [...(tests === null ? [] : [`testing with ${tests}`]), benchmarkWords(benchmark)];
  return `Preparing ${target.file}:${target.symbol}: ${steps.join(", ")}`;
}

function benchmarkWords(benchmark: BenchmarkSpec): string {
  switch (benchmark.kind) {
    case "function":
      return inputsWords(benchmark.inputs);
    case "command":
      return `measuring with ${benchmark.run}`;
    case "evaluator":
      return `evaluating with ${benchmark.path}`;
  }
}

function inputsWords(inputs: InputsSource): string {
  switch (inputs.kind) {
    case "module":
      return `inputs from ${inputs.path}`;
    case "recorded":
      return `recording calls of ${inputs.command}`;
    case "types":
      return "inputs drawn from its types";
    case "schema":
      return `inputs drawn from ${inputs.path}`;
  }
}

function linesFor(event: RunEvent, view: RunView): readonly string[] {
  switch (event.type) {
    case "run-started":
      return [`Run ${pc.bold(view.run)}, seed ${view.spec.seed}`];
    case "baseline-measured": {
      const { facts } = event;
      return baselineLines(facts);
    }
    case "candidate-judged":
      return [coloured(candidateOf(view, event.candidate))];
    case "candidate-confirmed":
      return [
        `${candidateLabel(event.candidate)} ${event.confirmed ? pc.green("confirmed") : pc.yellow("not confirmed")} ${gainText(event.gain)}`,
      ];
    case "warning":
      return [pc.yellow(`warning: ${event.message}`)];
    default:
      return [];
  }
}

function baselineLines({
  metric,
  metricReason,
  baseline,
  inputs,
  sandbox,
}: BenchmarkFacts): readonly string[] {
  const value = sampleValue(baseline, metric);
  const of = inputs === null ? [] : [inputsLine(inputs)];
  return [
    isSandboxed(sandbox)
      ? `Sandbox: ${sandboxText(sandbox)}`
      : pc.red(pc.bold(`Sandbox: ${sandboxText(sandbox)}`)),
    [`Baseline: ${metricName(metric)} ${value === null ? "" : metricValue(value, metric)}`, ...of].join(", "),
    `Metric: ${metricText(metric)}. ${metricReason}`,
    ...(inputs?.skipped ?? []).map(({ reason, calls }) => `left out ${calls} recorded calls: ${reason}`),
  ];
}

function inputsLine({ count, heldOut, size }: InputFacts): string {
  const kept = heldOut === 0 ? "" : ` and ${heldOut} held out`;
  return `${count} inputs${kept}${size === null ? "" : ` at size ${size}`}`;
}

function coloured(candidate: CandidateView | null): string {
  if (candidate === null) return "";
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

function statusText(view: RunView, now: number): string {
  const { budget } = view.spec;
  const judged = view.candidates.filter(({ stage }) => stage === "judged").length;
  const running = view.candidates.filter(({ stage }) => stage === "checking" || stage === "timing");
  const leader = leaderOf(view);
  const gain = leader === null ? null : gainOf(leader);
  const left = Math.max(0, view.startedAt + budget.minutes * 60_000 - now);
  return [
    `${judged}/${budget.candidates} candidates`,
    running.map((candidate) => `${candidate.stage} ${candidateLabel(candidate.number)}`).join(", ") ||
      "confirming",
    gain === null || leader === null
      ? "nothing better yet"
      : `best ${candidateLabel(leader.number)} ${gainText(gain)}`,
    `at most ${Math.ceil(left / 60_000)} min left`,
  ].join(pc.dim(" · "));
}

function endText(view: RunView | null): string {
  return view === null ? "Stopped before the run began; nothing was left behind." : endSentence(view);
}
