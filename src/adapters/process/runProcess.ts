import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Channel, Conversation } from "./channel.ts";
import type { Excess, ResourceLimits } from "./limits.ts";
import { killGroup, killTree } from "./processTree.ts";
import { Tail } from "./tail.ts";

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
  /** Watched, and enforced as far as this machine can; see `Sandbox`. */
  readonly limits?: ResourceLimits;
  /** Opens file descriptors 3 and 4 for a conversation. */
  readonly channel?: Channel;
}

type Ending =
  | { readonly kind: "exited"; readonly code: number }
  | { readonly kind: "signalled"; readonly signal: NodeJS.Signals }
  | { readonly kind: "timed-out" }
  | { readonly kind: "output-flood" }
  | { readonly kind: Excess }
  | { readonly kind: "not-started"; readonly message: string };

/** How a process ended, and what it said until then. */
export type ProcessResult = Ending & {
  /** The last bytes of standard output and error in the order of their arrival. */
  readonly output: string;
  /** Wall milliseconds from its start until nothing of it was left. */
  readonly ms: number;
};

/** A pipe held open by a process we could not find must not hold us. */
const closeGraceMs = 2000;

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
      const conversation = new Conversation(child, request.channel ?? null);
      const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
      if (child.pid !== undefined) this.#track(child.pid);
      try {
        const ending = await endingOf(child, request, { output, conversation }, signal);
        if (child.pid !== undefined) {
          await killTree({ pid: child.pid, marker });
          await closedOrCut(child, closed);
        }
        signal.throwIfAborted();
        const said = { output: output.text(), ms: performance.now() - started };
        return { ...floodedAtLast(ending, request, { output, conversation }), ...said };
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
  readonly conversation: Conversation;
}

function start(request: ProcessRequest, marker: string): ChildProcess {
  const [name, value] = marker.split("=");
  const options: SpawnOptions = {
    cwd: request.cwd,
    env: { ...request.env, [String(name)]: value },
    stdio: ["pipe", "pipe", "pipe", ...(request.channel === undefined ? [] : (["pipe", "pipe"] as const))],
    // A group of its own, so that it can be killed as one. On Windows this would open a console instead.
    detached: process.platform !== "win32",
    windowsHide: true,
  };
  const { command } = request;
  return command.kind === "program"
    ? spawn(command.file, command.args, options)
    : spawn(command.line, { ...options, shell: true });
}

/** Resolves at the first thing that ends it; the signal is looked at by the caller. */
function endingOf(
  child: ChildProcess,
  request: ProcessRequest,
  { output, conversation }: Streams,
  signal: AbortSignal,
): Promise<Ending> {
  return new Promise<Ending>((resolve) => {
    const settle = (ending: Ending): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve(ending);
    };
    const stop = (): void => settle({ kind: "timed-out" });
    const timer = setTimeout(stop, request.timeoutMs);
    signal.addEventListener("abort", stop, { once: true });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: Buffer) => {
        output.add(chunk);
        if (output.total > request.output.limit) settle({ kind: "output-flood" });
      });
    }
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

/** What a child wrote just before its exit arrives after it: the limits hold for that too. */
function floodedAtLast(ending: Ending, request: ProcessRequest, { output, conversation }: Streams): Ending {
  const flooded = output.total > request.output.limit || conversation.isFlooded();
  return ending.kind === "exited" && flooded ? { kind: "output-flood" } : ending;
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
