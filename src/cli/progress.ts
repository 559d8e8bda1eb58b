import type { WriteStream } from "node:tty";
import { createLogUpdate } from "log-update";
import pc from "picocolors";
import { candidateLabel } from "../engine/domain/candidate.ts";
import type { RunEvent } from "../engine/domain/events.ts";
import { gainText } from "../engine/domain/gainText.ts";
import type { RunSpec } from "../engine/domain/runSpec.ts";
import { gainOf, leaderOf, type RunView } from "../engine/domain/runView.ts";
import { linesFor, preparingText } from "./runLines.ts";
import { endSentence, ledgerLines } from "./words.ts";

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

function statusText(view: RunView, now: number): string {
  const { budget } = view.spec;
  if (view.calibration === null)
    return pc.dim(view.facts === null ? "Measuring the baseline" : "Measuring the noise");
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
  return view === null
    ? "Stopped before the run began; nothing was left behind."
    : [...ledgerLines(view), endSentence(view)].join("\n");
}
