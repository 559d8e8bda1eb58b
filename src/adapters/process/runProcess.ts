import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Channel, Conversation } from "./channel.ts";
import { type Ending, limitedEnding, shellEnding } from "./ending.ts";
import { emptyDescriptor, inheritedDescriptors } from "./inheritedDescriptors.ts";
import { type Launcher, reportDescriptor } from "./launcher.ts";
import type { ResourceLimits } from "./limits.ts";
import { killGroup, killTree } from "./processTree.ts";
import { Tail } from "./tail.ts";
import { TreeWatch } from "./treeWatch.ts";

/** A program with its arguments, never interpreted by a shell; or a line that the user wrote for the shell. */
export type Command =
  | { readonly kind: "program"; readonly file: string; readonly args: readonly string[] }
  | { readonly kind: "shell"; readonly line: string };

export interface ProcessRequest {
  readonly command: Command;
  readonly cwd: string;
  /** The whole environment; nothing is inherited. See `cleanEnvironment`. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed. */
  readonly input?: string;
  /** Wall milliseconds after which the whole tree is killed. */
  readonly timeoutMs: number;
  readonly output: {
    /** Bytes of standard output and error together beyond which the whole tree is killed. */
    readonly limit: number;
    /** The last bytes of it that are kept for the result. */
    readonly kept: number;
  };
  /** The tree is watched, where that can be done, and killed when it uses more; see `limitedCommand` for the rest. */
  readonly limits?: ResourceLimits;
  /** Says that the command is such a program, and how its reports are read. The tree dies with it. */
  readonly launcher?: Launcher;
  /** Opens file descriptors 3 and 4 for a conversation. */
  readonly channel?: Channel;
}

/** How a process ended, and what it said until then. */
export type ProcessResult = Ending & {
  /** The last bytes of standard output and error in the order of their arrival. */
  readonly output: string;
  /** The last bytes of standard output alone, so that what a program reports is not torn by its warnings. */
  readonly printed: string;
  /** Wall milliseconds from its start until nothing of it was left. */
  readonly ms: number;
  /** The most memory seen at once, not that of files; null when it was not watched or ended too soon. */
  readonly peakBytes: number | null;
};

/** A pipe held open by a process we could not find must not hold us. */
const closeGraceMs = 2000;
const reportKept = 2 ** 14;

/** Starts child processes and answers for them: none outlives its promise, and none outlives this process. */
export class ProcessRunner {
  readonly #living = new Set<number>();
  #running = 0;
  #busySince = 0;
  #busyMs = 0;

  /** Wall milliseconds so far during which at least one child was running. */
  busyMs(): number {
    return this.#busyMs + (this.#running > 0 ? performance.now() - this.#busySince : 0);
  }

  /**
   * Runs a process until it and everything it started is gone.
   * @throws what the launcher makes of it when it could not start the command.
   * @throws the signal's reason when it is aborted, after the whole tree is dead.
   */
  async run(request: ProcessRequest, signal: AbortSignal): Promise<ProcessResult> {
    signal.throwIfAborted();
    const started = performance.now();
    if (this.#running === 0) this.#busySince = started;
    this.#running += 1;
    try {
      const marker = `EVOLVENT_PROCESS=${randomUUID()}`;
      const child = start(request, marker);
      const output = new Tail(request.output.kept);
      const printed = new Tail(request.output.kept);
      const report = new Tail(request.launcher === undefined ? 0 : reportKept);
      const conversation = new Conversation(child, request.channel ?? null);
      const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
      if (child.pid !== undefined) this.#track(child.pid);
      try {
        const streams = { output, printed, report, conversation };
        const { ending, peakBytes } = await endingOf(child, request, streams, signal);
        if (child.pid !== undefined) {
          await killTree({ pid: child.pid, marker, sealed: request.launcher !== undefined });
          await closedOrCut(child, closed);
        }
        signal.throwIfAborted();
        const said = {
          output: output.text(),
          printed: printed.text(),
          ms: performance.now() - started,
          peakBytes,
        };
        return { ...finalEnding(ending, request, streams), ...said };
      } finally {
        if (child.pid !== undefined) this.#untrack(child.pid);
      }
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#busyMs += performance.now() - this.#busySince;
    }
  }

  readonly #killAll = (): void => {
    for (const pid of this.#living) killGroup(pid);
  };

  #track(pid: number): void {
    if (this.#living.size === 0) process.on("exit", this.#killAll);
    this.#living.add(pid);
  }

  #untrack(pid: number): void {
    this.#living.delete(pid);
    if (this.#living.size === 0) process.off("exit", this.#killAll);
  }
}

interface Streams {
  readonly output: Tail;
  readonly printed: Tail;
  /** What a launcher reported. */
  readonly report: Tail;
  readonly conversation: Conversation;
}

function start(request: ProcessRequest, marker: string): ChildProcess {
  const [name, value] = marker.split("=");
  const options: SpawnOptions = {
    cwd: request.cwd,
    env: { ...request.env, [String(name)]: value },
    stdio: descriptors(request),
    // A group of its own, so that it can be killed as one. On Windows this would open a console instead.
    detached: process.platform !== "win32",
    windowsHide: true,
  };
  const { command } = request;
  return command.kind === "program"
    ? spawn(command.file, command.args, options)
    : spawn(command.line, { ...options, shell: true });
}

/** What the child gets, and nothing that this process was started with itself. */
function descriptors({ channel, launcher }: ProcessRequest): StdioOptions {
  const given: ("pipe" | number)[] = ["pipe", "pipe", "pipe"];
  if (channel !== undefined) given.push("pipe", "pipe");
  if (launcher !== undefined) given[reportDescriptor] = "pipe";
  for (const descriptor of inheritedDescriptors()) given[descriptor] ??= emptyDescriptor();
  return Array.from(given, (each) => each ?? "ignore");
}

/** Resolves at the first thing that ends it; the signal is looked at by the caller. */
function endingOf(
  child: ChildProcess,
  request: ProcessRequest,
  { output, printed, report, conversation }: Streams,
  signal: AbortSignal,
): Promise<{ readonly ending: Ending; readonly peakBytes: number | null }> {
  return new Promise((resolve) => {
    const settle = (ending: Ending): void => {
      clearTimeout(timer);
      watch?.stop();
      signal.removeEventListener("abort", stop);
      resolve({ ending, peakBytes: watch?.peakBytes ?? null });
    };
    const { limits } = request;
    const isWatched = process.platform === "linux" && limits !== undefined && child.pid !== undefined;
    const watch = isWatched ? new TreeWatch(child.pid, limits, (kind) => settle({ kind })) : null;
    const stop = (): void => settle({ kind: "timed-out" });
    const timer = setTimeout(stop, request.timeoutMs);
    signal.addEventListener("abort", stop, { once: true });
    child.stdout?.on("data", (chunk: Buffer) => printed.add(chunk));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output.add(chunk);
        if (output.total > request.output.limit) settle({ kind: "output-flood" });
      });
    }
    // Node's types know no more than five descriptors.
    const descriptors: readonly unknown[] = child.stdio;
    const reports = descriptors[reportDescriptor];
    if (reports instanceof Readable) reports.on("data", (chunk: Buffer) => report.add(chunk));
    conversation.begin(() => settle({ kind: "output-flood" }));
    // A child that exits without reading its input breaks the pipe; its exit says all there is to say.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(request.input);
    child.once("error", (error) => settle({ kind: "not-started", message: error.message }));
    child.once("exit", (code, killer) => {
      settle(code === null ? { kind: "signalled", signal: killer ?? "SIGKILL" } : { kind: "exited", code });
    });
  });
}

/** How it ended by all that it and its launcher said; some of that arrives only after the exit. */
function finalEnding(ending: Ending, request: ProcessRequest, streams: Streams): Ending {
  const { output, conversation } = streams;
  const { launcher, limits } = request;
  const seen = launcher === undefined ? ending : launchedEnding(ending, launcher, streams);
  const final = limits === undefined ? seen : limitedEnding(seen);
  const flooded = output.total > request.output.limit || conversation.isFlooded();
  return final.kind === "exited" && flooded ? { kind: "output-flood" } : final;
}

/** @throws what the launcher makes of it when the command was never started */
function launchedEnding(ending: Ending, launcher: Launcher, { output, report }: Streams): Ending {
  if (ending.kind === "not-started") throw launcher.failure(ending.message);
  if (ending.kind !== "exited" && ending.kind !== "signalled") return ending;
  const code = launcher.exitCode(report.text());
  if (code === null) throw launcher.failure(output.text());
  return shellEnding(code);
}

async function closedOrCut(child: ChildProcess, closed: Promise<void>): Promise<void> {
  const cut = new AbortController();
  const grace = sleep(closeGraceMs, undefined, { signal: cut.signal }).then(
    () => {
      for (const stream of child.stdio) stream?.destroy();
    },
    () => undefined,
  );
  await Promise.race([closed, grace]);
  cut.abort();
}
