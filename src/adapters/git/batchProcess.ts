import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";

/** Takes one answer off the front of what a process has written, or null while it is not complete. */
export type AnswerParser<Answer> = (
  output: Buffer,
) => { readonly answer: Answer; readonly length: number } | null;

/** A process ended instead of answering. */
class ProcessEnded extends Error {
  override readonly name = "ProcessEnded";
  /** True when it was killed from outside, so that asking a fresh one makes sense. */
  readonly killed: boolean;
  constructor(message: string, killed: boolean) {
    super(message);
    this.killed = killed;
  }
}

interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly ended: Promise<void>;
}

interface Pending {
  readonly take: (output: Buffer) => number | null;
  readonly fail: (error: Error) => void;
}

/**
 * A long-lived process that answers requests one after another on its standard streams, started by the first
 * request and again after it ended. Requests are queued. One that finds the process killed from outside is asked
 * again once, so requests must be safe to repeat.
 */
export class BatchProcess {
  readonly #file: string;
  readonly #args: readonly string[];
  readonly #options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> };
  #running: Running | null = null;
  #pending: Pending | null = null;
  #output: Buffer = Buffer.alloc(0);
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    file: string,
    args: readonly string[],
    options: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  ) {
    this.#file = file;
    this.#args = args;
    this.#options = options;
  }

  /**
   * Writes a request and resolves with its answer.
   * @param prepare runs when it is this request's turn, before each attempt, and gives what to write.
   * @throws ProcessEnded when the process ends instead, with what it wrote to its standard error.
   */
  ask<Answer>(prepare: () => Promise<Buffer | string>, parse: AnswerParser<Answer>): Promise<Answer> {
    const turn = this.#queue.then(async () => {
      try {
        return await this.#askOnce(await prepare(), parse);
      } catch (error) {
        if (!(error instanceof ProcessEnded && error.killed)) throw error;
        return await this.#askOnce(await prepare(), parse);
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  /** Lets pending requests finish, then ends the process. A later request starts a fresh one. */
  async close(): Promise<void> {
    await this.#queue;
    const running = this.#running;
    if (running === null) return;
    running.child.stdin.end();
    await running.ended;
  }

  #askOnce<Answer>(request: Buffer | string, parse: AnswerParser<Answer>): Promise<Answer> {
    const { child } = this.#running ?? this.#start();
    return new Promise((resolve, reject) => {
      this.#pending = {
        take: (output) => {
          const taken = parse(output);
          if (taken === null) return null;
          resolve(taken.answer);
          return taken.length;
        },
        fail: reject,
      };
      child.stdin.write(request);
    });
  }

  #start(): Running {
    const child = spawn(this.#file, this.#args, {
      cwd: this.#options.cwd,
      env: { ...this.#options.env },
      stdio: ["pipe", "pipe", "pipe"],
      windowsHide: true,
    });
    let complaint = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      complaint = (complaint + text).slice(-10_000);
    });
    child.stdout.on("data", (bytes: Buffer) => this.#receive(bytes));
    // A broken pipe is followed by the process's end, which says more.
    child.stdin.on("error", () => undefined);
    const ended = new Promise<void>((resolve) => {
      const end = (message: string, killed: boolean): void => {
        this.#running = null;
        this.#output = Buffer.alloc(0);
        const pending = this.#pending;
        this.#pending = null;
        pending?.fail(new ProcessEnded(message, killed));
        resolve();
      };
      child.once("error", (error) => end(error.message, false));
      child.once("close", (code, signal) =>
        end(complaint.trim() || `it ended with ${signal ?? `exit code ${code}`}`, signal !== null),
      );
    });
    this.#running = { child, ended };
    return this.#running;
  }

  #receive(bytes: Buffer): void {
    this.#output = this.#output.length === 0 ? bytes : Buffer.concat([this.#output, bytes]);
    const length = this.#pending?.take(this.#output) ?? null;
    if (length === null) return;
    this.#pending = null;
    this.#output = this.#output.subarray(length);
  }
}

/** Parses one line; the answer is without its line feed. */
export const lineAnswer: AnswerParser<string> = (output) => {
  const end = output.indexOf("\n");
  return end === -1 ? null : { answer: output.toString("utf8", 0, end), length: end + 1 };
};
