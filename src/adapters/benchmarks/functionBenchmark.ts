import type { CallableTarget, Insertion } from "../languages/target.ts";
import type { Confinement } from "../sandbox/sandbox.ts";
import type { HarnessInputs, HarnessMessage, HarnessTask, Outcome } from "./harness/messages.ts";
import type { Harness, HarnessFault, HarnessReport } from "./harnessProcess.ts";

/** A version of the code in a folder. */
export interface Version {
  /** Absolute path of the folder. */
  readonly root: string;
  /** Where its text captures the target's entry; see `Entry`. */
  readonly capture: Insertion;
}

/** One process with a version and inputs. */
export interface BenchmarkRun {
  readonly version: Version;
  readonly inputs: HarnessInputs;
  readonly timeoutMs: number;
  readonly confinement: Confinement;
}

export interface Fault {
  readonly kind: "fault";
  readonly fault: HarnessFault;
}

export type CheckReport =
  | { readonly kind: "checked"; readonly outcomes: readonly Outcome[]; readonly ms: number }
  /** `what` reads as `result[0] is a function`; `input` is 1-based. */
  | { readonly kind: "incomparable"; readonly input: number; readonly what: string }
  | Fault;

type Timed = Extract<HarnessMessage, { readonly kind: "timed" }>;

export type TimeReport = (Omit<Timed, "kind"> & { readonly kind: "timed"; readonly ms: number }) | Fault;

/** How a function is measured: each question is answered by a fresh process. */
export class FunctionBenchmark {
  readonly #harness: Harness;
  readonly #file: string;
  readonly #target: CallableTarget;

  /** @param options.file path of the target's file below the folder of every version */
  constructor(options: {
    readonly harness: Harness;
    readonly file: string;
    readonly target: CallableTarget;
  }) {
    this.#harness = options.harness;
    this.#file = options.file;
    this.#target = options.target;
  }

  /** What a version does on each input. */
  async check(run: BenchmarkRun, signal: AbortSignal): Promise<CheckReport> {
    const report = await this.#run(run, { kind: "check" }, 0, signal);
    const incomparable = report.messages.find((message) => message.kind === "incomparable");
    if (incomparable !== undefined) return incomparable;
    if (report.failure !== null) return { kind: "fault", fault: report.failure };
    const outcomes = report.messages.flatMap((message) =>
      message.kind === "outcome" ? [message.outcome] : [],
    );
    return { kind: "checked", outcomes, ms: report.ms };
  }

  /**
   * How long a version takes.
   * @param options.freshInputs the target changes its inputs
   * @param options.seed varies the length of the rounds
   * @param options.paddingBytes see `HarnessRequest`
   */
  async time(
    run: BenchmarkRun,
    options: { readonly freshInputs: boolean; readonly seed: number; readonly paddingBytes: number },
    signal: AbortSignal,
  ): Promise<TimeReport> {
    const { freshInputs, seed, paddingBytes } = options;
    const report = await this.#run(run, { kind: "time", freshInputs, seed }, paddingBytes, signal);
    if (report.failure !== null) return { kind: "fault", fault: report.failure };
    const timed = report.messages.find((message) => message.kind === "timed");
    if (timed === undefined) {
      const fault: HarnessFault = { kind: "died", stage: "run", input: null, message: "gave no time" };
      return { kind: "fault", fault };
    }
    return { ...timed, ms: report.ms };
  }

  /** The largest useful size of inputs from a module; that found so far when the next one fails or never ends. */
  async calibrate(run: BenchmarkRun, signal: AbortSignal): Promise<number | Fault> {
    const task: HarnessTask = { kind: "calibrate", passNs: 5e6, mostSize: 65_536 };
    const report = await this.#run(run, task, 0, signal);
    const last = report.messages.findLast((message) => message.kind === "calibrated");
    if (last !== undefined) return last.size;
    const fault = report.failure ?? { kind: "died", stage: "run", input: null, message: "gave no size" };
    return { kind: "fault", fault };
  }

  #run(
    run: BenchmarkRun,
    task: HarnessTask,
    paddingBytes: number,
    signal: AbortSignal,
  ): Promise<HarnessReport> {
    const { receiver, member } = this.#target.entry;
    const { root, capture } = run.version;
    const target = { root, file: this.#file, capture, receiver, member: member?.name ?? null };
    const job = { target, inputs: run.inputs, task };
    return this.#harness.run(
      { job, timeoutMs: run.timeoutMs, confinement: run.confinement, paddingBytes },
      signal,
    );
  }
}
