import { randomUUID } from "node:crypto";
import * as z from "zod";
import { TreeClock, type TreeUsage } from "../../process/cpuTime.ts";
import { cleanEnvironment } from "../../process/environment.ts";
import { tellingLine } from "../../process/outputSummary.ts";
import type { ProcessResult } from "../../process/runProcess.ts";
import { reportOf } from "../../process/userCommand.ts";
import type { Cell, Confinement } from "../../sandbox/sandbox.ts";
import type { HarnessRuntime } from "../harnessRuntime.ts";
import { looseNumber, parsed } from "../metrics/json.ts";

/** The Python that runs evaluators. */
export type EvaluatorPython = Pick<HarnessRuntime, "path" | "env" | "readable">;

export interface EvaluationRequest {
  /** Absolute path of the evaluator's file. */
  readonly evaluator: string;
  /** Absolute path of the program to evaluate. */
  readonly program: string;
  /** Absolute path of the private folder of this evaluation: working, home and temporary folder. */
  readonly folder: string;
  readonly seed: number;
  readonly paddingBytes: number;
  readonly confinement: Confinement;
  /** Wall milliseconds after which it is killed. */
  readonly timeoutMs: number;
}

/** What an evaluator returned, or why it did not, as a phrase that completes "`evaluator.py` …". */
export type Evaluation =
  | {
      readonly kind: "returned";
      /** Whatever it returned that is a number, NaN and infinite ones included. */
      readonly metrics: Readonly<Record<string, number>>;
      /** What it says of an error that it caught itself; null when nothing. */
      readonly note: string | null;
      /** Of the call with everything it started; null where the machine does not tell. */
      readonly cpuNs: number | null;
      readonly wallNs: number;
      readonly peakBytes: number | null;
    }
  | { readonly kind: "failed"; readonly problem: string };

const lineSchema = z.object({
  nonce: z.string(),
  kind: z.enum(["begin", "result", "error"]),
  metrics: z.record(z.string(), looseNumber).nullish(),
  was: z.string().optional(),
  note: z.string().nullish(),
  message: z.string().optional(),
});
type Line = z.infer<typeof lineSchema>;

const outputLimit = 8 * 2 ** 20;
const channelLimit = 2 ** 20;

/** Evaluates a program once in a fresh process. @throws the signal's reason when it is aborted */
export async function evaluate(
  options: { readonly cell: Cell; readonly python: EvaluatorPython; readonly driver: string },
  request: EvaluationRequest,
  signal: AbortSignal,
): Promise<Evaluation> {
  const { cell, python, driver } = options;
  const { evaluator, program, folder, seed, paddingBytes, confinement, timeoutMs } = request;
  const nonce = randomUUID();
  const watch = new EvaluationWatch(nonce);
  const result = await cell.processes.run(
    cell.sandbox.confine(
      {
        command: { kind: "program", file: python.path, args: ["-B", driver] },
        cwd: folder,
        env: cleanEnvironment(folder, {
          ...python.env,
          TMPDIR: folder,
          EVOLVENT_SEED: String(seed),
          PYTHONHASHSEED: String(seed),
          EVOLVENT_PADDING: "x".repeat(paddingBytes),
        }),
        input: JSON.stringify({ nonce, evaluator, program }),
        timeoutMs,
        output: { limit: outputLimit, kept: 2 ** 16 },
        channel: { limit: channelLimit, hear: (line, pid) => watch.hear(line, pid) },
      },
      confinement,
    ),
    signal,
  );
  return evaluationOf(watch, result, request);
}

function evaluationOf(watch: EvaluationWatch, result: ProcessResult, request: EvaluationRequest): Evaluation {
  const { answer } = watch;
  if (answer === null) {
    const { confinement, timeoutMs } = request;
    const report = reportOf(result, { limitMs: timeoutMs, limits: confinement.limits });
    const problem = report.kind === "passed" ? "ended its process before it returned" : report.problem;
    return { kind: "failed", problem };
  }
  if (watch.isForged) return { kind: "failed", problem: "answers more than once" };
  if (answer.kind === "error") {
    return { kind: "failed", problem: `fails (${tellingLine(answer.message ?? "without a word")})` };
  }
  if (answer.metrics == null) {
    const problem = `returns ${answer.was ?? "something"}, where a dict of numbers, or an object with one as .metrics, is needed`;
    return { kind: "failed", problem };
  }
  return {
    kind: "returned",
    metrics: answer.metrics,
    note: answer.note == null || answer.note.trim() === "" ? null : tellingLine(answer.note),
    cpuNs: watch.cpuNs,
    wallNs: watch.wallNs,
    peakBytes: result.peakBytes,
  };
}

/** The moment before the evaluator was called. */
interface Begun {
  readonly at: bigint;
  readonly clock: TreeClock;
  readonly first: TreeUsage | null;
}

/** Hears the driver; whatever lacks the nonce is none of its words. */
class EvaluationWatch {
  answer: Line | null = null;
  isForged = false;
  wallNs = 0;
  cpuNs: number | null = null;
  readonly #nonce: string;
  #begun: Begun | null = null;

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  hear(text: string, pid: number): string {
    const now = process.hrtime.bigint();
    const read = lineSchema.safeParse(parsed(text));
    if (!read.success || read.data.nonce !== this.#nonce) return "";
    const line = read.data;
    if (line.kind === "begin" && this.#begun === null) {
      const clock = new TreeClock(pid);
      const first = clock.read();
      this.#begun = { clock, first, at: process.hrtime.bigint() };
      return "";
    }
    if (line.kind === "begin" || this.answer !== null) {
      this.isForged = true;
      return "";
    }
    this.answer = line;
    if (this.#begun !== null) this.#stop(this.#begun, now);
    return "";
  }

  #stop({ at, clock, first }: Begun, now: bigint): void {
    this.wallNs = Number(now - at);
    const last = clock.read();
    if (first === null || last === null) return;
    const cpuNs = last.cpuNs + last.hiddenNs - first.cpuNs - first.hiddenNs;
    this.cpuNs = cpuNs > 0 ? cpuNs : null;
  }
}
