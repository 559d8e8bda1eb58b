import { randomUUID } from "node:crypto";
import { cleanEnvironment } from "../process/environment.ts";
import { excessPhrase } from "../process/limits.ts";
import type { ProcessRequest, ProcessResult, ProcessRunner } from "../process/runProcess.ts";
import { duration } from "../process/userCommand.ts";
import type { Confinement, Sandbox } from "../sandbox/sandbox.ts";
import type { HarnessMessage, Job, Stage } from "./harness/messages.ts";
import { HarnessConversation, type Heard } from "./harnessConversation.ts";
import type { HarnessRuntime } from "./harnessRuntime.ts";

/** What was heard of a harness, and why it ended otherwise than well. */
export interface HarnessReport {
  readonly heard: Heard;
  /** Null when it did its job to the end. */
  readonly failure: HarnessFault | null;
  readonly ms: number;
}

/** Why a harness did not do its job. */
export interface HarnessFault {
  /**
   * `refused`: it said itself what is wrong. `timed-out`: it was killed at the limit. `flooded`: the target printed too
   * much. `exhausted`: it used more than it may. `died`: it ended without a word, also with exit code 0. `unfair`: it
   * did what makes its answers or its times worthless.
   */
  readonly kind: "refused" | "timed-out" | "flooded" | "exhausted" | "died" | "unfair";
  readonly stage: Stage;
  /** 1-based, when it was busy with one. */
  readonly input: number | null;
  /** A phrase that ends a sentence: what happened. */
  readonly message: string;
}

export interface HarnessRequest {
  readonly job: Omit<Job, "nonce">;
  readonly timeoutMs: number;
  readonly confinement: Confinement;
  /** Length of a variable that shifts the memory of the process, so that no layout is favoured. */
  readonly paddingBytes: number;
}

const outputLimit = 2 ** 20;
const messagesLimit = 2 ** 24;
/** What a job may hold: every process gets it as one text. */
const mostInputBytes = 192 * 2 ** 20;
/** Node's exit code when it has nothing left to do while a module still waits. */
const unsettledExitCode = 13;

/** Runs the harness child: one fresh process for each job. */
export class Harness {
  readonly #processes: ProcessRunner;
  readonly #sandbox: Sandbox;
  readonly #runtime: HarnessRuntime;
  readonly #script: string;
  readonly #home: string;

  /**
   * @param options.script absolute path of the harness for the runtime: of the bundled `harness/child.ts`, or of
   * `python/harness/harness.py`
   * @param options.home private folder that stands for the home folder
   */
  constructor(options: {
    readonly processes: ProcessRunner;
    readonly sandbox: Sandbox;
    readonly runtime: HarnessRuntime;
    readonly script: string;
    readonly home: string;
  }) {
    this.#processes = options.processes;
    this.#sandbox = options.sandbox;
    this.#runtime = options.runtime;
    this.#script = options.script;
    this.#home = options.home;
  }

  /** @throws the signal's reason when it is aborted, after the process is gone. */
  async run(request: HarnessRequest, signal: AbortSignal): Promise<HarnessReport> {
    const { job, timeoutMs, confinement, paddingBytes } = request;
    const large = tooLarge(job);
    if (large !== null) return { heard: silence, failure: large, ms: 0 };
    const nonce = randomUUID();
    const ended = new AbortController();
    const conversation = new HarnessConversation({ nonce, broken: () => ended.abort() });
    const { path, flags } = this.#runtime;
    const open: ProcessRequest = {
      command: { kind: "program", file: path, args: [...flags, this.#script] },
      cwd: job.target.root,
      env: cleanEnvironment(this.#home, {
        ...environmentFor(this.#runtime, job),
        EVOLVENT_PADDING: "x".repeat(paddingBytes),
      }),
      input: JSON.stringify({ ...job, nonce } satisfies Job),
      timeoutMs,
      output: { limit: outputLimit, kept: 2 ** 14 },
      channel: { limit: messagesLimit, hear: (line, pid) => conversation.hear(line, pid) },
    };
    const started = performance.now();
    try {
      const result = await this.#processes.run(
        this.#sandbox.confine(open, confinement),
        AbortSignal.any([signal, ended.signal]),
      );
      const { heard } = conversation;
      return { heard, failure: breachOf(heard) ?? faultOf(result, heard.messages, request), ms: result.ms };
    } catch (error) {
      const { heard } = conversation;
      const breach = breachOf(heard);
      if (signal.aborted || breach === null) throw error;
      return { heard, failure: breach, ms: performance.now() - started };
    }
  }
}

/** Both processes of a block, and all that are compared with each other, get the same. */
function environmentFor({ env, seedVariable }: HarnessRuntime, { task, inputs }: HarnessRequest["job"]) {
  if (seedVariable === null) return env;
  const seed = "seed" in task ? task.seed : inputs.kind === "module" ? inputs.seed : 0;
  return { ...env, [seedVariable]: String(Math.floor(seed) % 2 ** 32) };
}

const silence: Heard = {
  messages: [],
  laps: [],
  outcomesNs: [],
  breach: null,
  hiddenNs: null,
  peakBytes: null,
};

/** Inputs that are too large to be handed to a process. */
function tooLarge({ inputs }: HarnessRequest["job"]): HarnessFault | null {
  if (inputs.kind !== "recorded") return null;
  const bytes = inputs.calls.reduce((sum, call) => sum + call.length, 0);
  if (bytes <= mostInputBytes) return null;
  const message = `the recorded calls hold ${Math.ceil(bytes / 2 ** 20)} MiB and at most ${mostInputBytes / 2 ** 20} MiB can be handed to a process: record smaller ones`;
  return { kind: "refused", stage: "inputs", input: null, message };
}

function breachOf({ breach, messages }: Heard): HarnessFault | null {
  return breach === null ? null : { kind: "unfair", ...placeOf(messages), message: breach };
}

const lastWords: ReadonlySet<HarnessMessage["kind"]> = new Set([
  "checked",
  "incomparable",
  "timed",
  "probed",
  "profiled",
  "calibrated",
]);

function faultOf(
  result: ProcessResult,
  messages: readonly HarnessMessage[],
  request: HarnessRequest,
): HarnessFault | null {
  const place = placeOf(messages);
  const last = messages.at(-1);
  const died = (what: string): HarnessFault => ({
    kind: "died",
    ...place,
    message: ranOutOfMemory.test(result.output) ? outOfMemory(place.stage) : what,
  });
  if (last?.kind === "failed") {
    return {
      kind: "refused",
      stage: last.stage,
      input: last.stage === "run" ? place.input : null,
      message: last.message,
    };
  }
  switch (result.kind) {
    case "timed-out":
      return { kind: "timed-out", ...place, message: `did not finish within ${duration(request.timeoutMs)}` };
    case "output-flood":
      return { kind: "flooded", ...place, message: `printed more than ${outputLimit / 2 ** 20} MiB` };
    case "out-of-cpu":
    case "out-of-memory":
    case "too-many-processes":
    case "file-too-large":
    case "too-much-written":
      return { kind: "exhausted", ...place, message: excessPhrase(result.kind, request.confinement.limits) };
    case "signalled":
      return died(`was killed by ${result.signal}${because(result.output)}`);
    case "not-started":
      return { kind: "died", ...place, message: `could not be started (${result.message})` };
    case "exited":
      if (result.code === unsettledExitCode) {
        return { kind: "died", ...place, message: "never settled its promise" };
      }
      if (result.code !== 0) {
        return died(`ended its process with code ${result.code}${because(result.output)}`);
      }
      if (last === undefined || !lastWords.has(last.kind)) {
        return { kind: "died", ...place, message: "ended its process before it answered" };
      }
      return null;
  }
}

function placeOf(messages: readonly HarnessMessage[]): {
  readonly stage: Stage;
  readonly input: number | null;
} {
  const last = messages.findLast((message) => message.kind === "stage");
  return { stage: last?.stage ?? "start", input: last?.input ?? null };
}

const ranOutOfMemory = /FATAL ERROR: .*(?:heap out of memory|Allocation failed)/;

function outOfMemory(stage: Stage): string {
  return stage === "inputs" ? "ran out of memory: use smaller or fewer inputs" : "ran out of memory";
}

/** The line of an uncaught error, such as `TypeError: x is not a function`. */
function because(output: string): string {
  const line = output.split("\n").findLast((each) => /^(?:\w*Error|FATAL ERROR)\b/.test(each));
  return line === undefined ? "" : ` (${line.trim().slice(0, 200)})`;
}
