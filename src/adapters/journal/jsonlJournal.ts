import { type FileHandle, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type RunEvent, runEventSchema } from "../../engine/domain/events.ts";
import { type Journal, RunError } from "../../engine/ports.ts";
import { errorCode, fileFailure } from "../git/fileFailure.ts";

const lineFeed = 0x0a;

/**
 * A journal of JSON lines, one event each, only ever appended to. An event is on disk when `append` resolves.
 * Several processes may append to the same file.
 */
export class JsonlJournal implements Journal {
  readonly #path: string;
  #queue: Promise<void> = Promise.resolve();

  /** @param path the file; its folder exists, the file is created by the first event. */
  constructor(path: string) {
    this.#path = path;
  }

  /** @throws RunError `disk-full`, or `git-failed` when the file cannot be written. */
  append(event: RunEvent): Promise<void> {
    const written = this.#queue.then(() => this.#write(Buffer.from(`${JSON.stringify(event)}\n`)));
    this.#queue = written.catch(() => undefined);
    return written;
  }

  /**
   * @throws RunError `run-missing` when there is no file, `journal-broken` naming the line that is no event.
   */
  async read(): Promise<readonly RunEvent[]> {
    const text = await readFile(this.#path, "utf8").catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") {
        throw new RunError("run-missing", `There is no journal ${this.#path}.`, { cause: error });
      }
      throw fileFailure(error, "git-failed", `read ${this.#path}`);
    });
    // What follows the last line feed is empty, or a line that a crash cut off.
    return text
      .split("\n")
      .slice(0, -1)
      .map((line, index) => this.#parse(line, index + 1));
  }

  async #write(line: Buffer): Promise<void> {
    try {
      const file = await open(this.#path, "a+");
      try {
        const { size } = await file.stat();
        await cutTornLine(file);
        await file.appendFile(line);
        await file.datasync();
        if (size === 0) await syncFolder(dirname(this.#path));
      } finally {
        await file.close();
      }
    } catch (error) {
      throw fileFailure(error, "git-failed", `write the journal ${this.#path}`);
    }
  }

  #parse(line: string, number: number): RunEvent {
    try {
      return runEventSchema.parse(JSON.parse(line));
    } catch (error) {
      throw new RunError(
        "journal-broken",
        `Line ${number} of ${this.#path} is not an event of a run; restore the file or clean up the run.`,
        { cause: error },
      );
    }
  }
}

/** Cuts off a line without an end, which a crash or a full disk left; its event was never reported as written. */
async function cutTornLine(file: FileHandle): Promise<void> {
  const end = await endOfLastLine(file);
  const { size } = await file.stat();
  if (end === size) return;
  // It may be a line that another process is writing just now; a torn one stays as it is.
  await wait(100);
  if ((await file.stat()).size === size) await file.truncate(end);
}

/** Looks at the last byte first, which is all there is to look at unless something went wrong. */
async function endOfLastLine(file: FileHandle): Promise<number> {
  const { size } = await file.stat();
  for (let end = size, length = 1; end > 0; length = 64 * 1024) {
    const start = Math.max(0, end - length);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(end - start), 0, end - start, start);
    const found = buffer.subarray(0, bytesRead).lastIndexOf(lineFeed);
    if (found !== -1) return start + found + 1;
    end = start;
  }
  return 0;
}

/** Makes the entry of a new file last; Windows does that by itself and cannot open folders. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
