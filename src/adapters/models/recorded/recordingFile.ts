import { type FileHandle, open, readFile } from "node:fs/promises";
import { RunError } from "../../../engine/ports.ts";
import { errorCode, fileFailure } from "../../git/fileFailure.ts";
import { type Line, lineSchema } from "./exchange.ts";

/**
 * The lines of a recording. A last line cut off by a crash is left out.
 * @throws RunError `run-missing` when there is no file, `journal-broken` naming a line that is none of a recording.
 */
export async function readRecording(file: string): Promise<readonly Line[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") {
      throw new RunError("run-missing", `There is no recording ${file}; record a run first.`, {
        cause: error,
      });
    }
    throw fileFailure(error, "git-failed", `read ${file}`);
  });
  return text
    .split("\n")
    .slice(0, -1)
    .map((line, index) => parse(line, `Line ${index + 1} of ${file}`));
}

function parse(line: string, where: string): Line {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new RunError("journal-broken", `${where} is not a line of a recording; record the run again.`, {
      cause: error,
    });
  }
}

/** Appends lines to a recording, which only its owner can read: prompts hold code. */
export class RecordingWriter {
  readonly #file: string;
  readonly #handle: FileHandle;
  #queue: Promise<void> = Promise.resolve();

  private constructor(file: string, handle: FileHandle) {
    this.#file = file;
    this.#handle = handle;
  }

  /**
   * Opens a new recording, or one that goes on; a line cut off by a crash goes.
   * @throws RunError `disk-full` or `git-failed`.
   */
  static async open(file: string): Promise<RecordingWriter> {
    try {
      const handle = await open(file, "a+", 0o600);
      const whole = await handle.readFile();
      await handle.truncate(whole.lastIndexOf("\n") + 1);
      return new RecordingWriter(file, handle);
    } catch (error) {
      throw fileFailure(error, "git-failed", `write the recording ${file}`);
    }
  }

  /** Resolves when the line is in the file. @throws RunError `disk-full` or `git-failed`. */
  append(line: Line): Promise<void> {
    const written = this.#queue.then(async () => {
      try {
        await this.#handle.appendFile(`${JSON.stringify(line)}\n`);
      } catch (error) {
        throw fileFailure(error, "git-failed", `write the recording ${this.#file}`);
      }
    });
    this.#queue = written.catch(() => undefined);
    return written;
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#handle.close();
  }
}
