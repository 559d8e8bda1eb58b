import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { RunError } from "../../engine/ports.ts";
import { fileFailure } from "../git/fileFailure.ts";
import { lockOwner, type ProcessLock, takeLock } from "../git/processLock.ts";

/** Folder of the locks that all windows and programs of one user on this machine respect. */
export function timingFolder(): string {
  const user = process.getuid?.() ?? userInfo().username;
  return path.join(tmpdir(), `evolvent-${user}`, `timing-${hostname()}`);
}

const pollMs = 40;
const patienceMs = 2000;

export interface TimingTurnsOptions {
  /** Absolute path; created when missing. See `timingFolder`. */
  readonly folder: string;
  /** What others are told about the holder: the run and its repository. */
  readonly note: string;
  /** Called when a turn has been waited for longer than 2 s, with the note of who has it. */
  readonly onWait: (holder: string) => void;
}

/**
 * One timing at a time on a machine, in turn: who has waited longest is next, so that of several runs none starves.
 * A turn ends with its process, however that ends.
 */
export class TimingTurns {
  readonly #options: TimingTurnsOptions;

  constructor(options: TimingTurnsOptions) {
    this.#options = options;
  }

  /**
   * Waits for the turn, times, and gives the turn back.
   * @throws the signal's reason when cancelled while waiting
   * @throws RunError `cache-unwritable` when the folder cannot be used
   */
  async run<Result>(signal: AbortSignal, time: () => Promise<Result>): Promise<Result> {
    const turn = await this.#take(signal);
    try {
      return await time();
    } finally {
      await turn.release();
    }
  }

  async #take(signal: AbortSignal): Promise<ProcessLock> {
    signal.throwIfAborted();
    const { folder, note } = this.#options;
    try {
      await makeOwnFolder(folder);
      // The number at the front sorts those who wait by the time at which they came.
      const ticket = path.join(folder, `${String(Date.now()).padStart(15, "0")}-${randomUUID()}.ticket`);
      const waiting = await takeLock(ticket, note);
      if (waiting.kind === "held") throw new Error(`The ticket ${ticket} is somebody else's.`);
      try {
        return await this.#await(path.basename(ticket), signal);
      } finally {
        await waiting.lock.release();
      }
    } catch (error) {
      signal.throwIfAborted();
      throw fileFailure(error, "cache-unwritable", `take turns in ${folder}`);
    }
  }

  async #await(ticket: string, signal: AbortSignal): Promise<ProcessLock> {
    const { folder, note, onWait } = this.#options;
    const since = performance.now();
    let told = false;
    for (;;) {
      let holder = await earlierTicket(folder, ticket);
      if (holder === null) {
        const attempt = await takeLock(path.join(folder, "turn"), note);
        if (attempt.kind === "taken") return attempt.lock;
        holder = attempt.owner.note;
      }
      if (!told && performance.now() - since > patienceMs) {
        told = true;
        onWait(holder);
      }
      await sleep(pollMs, undefined, { signal });
    }
  }
}

/** The note of a living process that came before; null when there is none. */
async function earlierTicket(folder: string, own: string): Promise<string | null> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(".ticket") && name < own);
  for (const name of names.toSorted()) {
    const file = path.join(folder, name);
    const owner = await lockOwner(file);
    if (owner !== null) return owner.note;
    // Left by a process that is gone; taking it over and giving it back deletes it.
    const stale = await takeLock(file, "");
    if (stale.kind === "taken") await stale.lock.release();
  }
  return null;
}

/** The folder for temporary files is everybody's: what somebody else has put there could make us wait for ever. */
async function makeOwnFolder(folder: string): Promise<void> {
  const parent = path.dirname(folder);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const found = await lstat(parent);
  const uid = process.getuid?.();
  if (!found.isDirectory() || (uid !== undefined && found.uid !== uid)) {
    throw new RunError(
      "cache-unwritable",
      `${parent} belongs to somebody else: delete it, or set TMPDIR to a folder of your own.`,
    );
  }
}
