import type { ChildProcess } from "node:child_process";
import { Readable, Writable } from "node:stream";

/** A conversation with a process: it writes lines to its file descriptor 3 and reads answers from 4. */
export interface Channel {
  /** Bytes from the process beyond which the whole tree is killed. */
  readonly limit: number;
  /**
   * Hears a line, without its end, as soon as it arrives. What it returns is written as a line of its own.
   * @param pid of the process that was started: what spoke is that one, or below it.
   */
  readonly hear: (line: string, pid: number) => string | null;
}

const lineEnd = 10;

/** Leads the conversation with a child that was started with pipes for it; counts what it says. */
export class Conversation {
  readonly #child: ChildProcess;
  readonly #channel: Channel | null;
  #total = 0;

  /** @param channel null when there is nothing to talk about */
  constructor(child: ChildProcess, channel: Channel | null) {
    this.#child = child;
    this.#channel = channel;
  }

  /** @param flooded called when the child says more than the limit */
  begin(flooded: () => void): void {
    const { pid, stdio } = this.#child;
    const [, , , from, to] = stdio;
    const channel = this.#channel;
    if (channel === null || pid === undefined || !(from instanceof Readable) || !(to instanceof Writable))
      return;
    // A child that ends without reading its answer breaks the pipe; its end says all there is to say.
    to.on("error", () => undefined);
    let open: Buffer[] = [];
    from.on("data", (chunk: Buffer) => {
      this.#total += chunk.length;
      if (this.isFlooded()) return flooded();
      let start = 0;
      for (let end = chunk.indexOf(lineEnd); end !== -1; end = chunk.indexOf(lineEnd, start)) {
        open.push(chunk.subarray(start, end));
        start = end + 1;
        const answer = channel.hear(Buffer.concat(open).toString("utf8"), pid);
        open = [];
        if (answer !== null) to.write(`${answer}\n`);
      }
      open.push(chunk.subarray(start));
    });
  }

  isFlooded(): boolean {
    return this.#channel !== null && this.#total > this.#channel.limit;
  }
}
