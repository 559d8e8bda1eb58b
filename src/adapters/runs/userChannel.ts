import { open } from "node:fs/promises";
import { type RunEvent, runEventSchema } from "../../engine/domain/events.ts";
import { isVoice, type VoiceEvent } from "../../engine/domain/userVoice.ts";
import type { UserChannel } from "../../engine/ports.ts";
import { errorCode, fileFailure } from "../git/fileFailure.ts";

/** Hears what any process appends to the journal of a run in the user's name. */
export class JournalChannel implements UserChannel {
  readonly isRecorded = true;
  readonly #path: string;
  #read = 0;

  /** @param path the journal; nothing is said before it exists. */
  constructor(path: string) {
    this.#path = path;
  }

  async heard(): Promise<readonly VoiceEvent[]> {
    const lines = (await this.#unread()).split("\n").filter((line) => line !== "");
    return lines.map((line): unknown => JSON.parse(line)).flatMap(voiceOf);
  }

  /** The whole lines appended since the last call. @throws RunError `git-failed` */
  async #unread(): Promise<string> {
    try {
      const file = await open(this.#path, "r");
      try {
        const { size } = await file.stat();
        const length = Math.max(size - this.#read, 0);
        const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, this.#read);
        const end = buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
        this.#read += end;
        return buffer.toString("utf8", 0, end);
      } finally {
        await file.close();
      }
    } catch (error) {
      if (errorCode(error) === "ENOENT") return "";
      throw fileFailure(error, "git-failed", `read ${this.#path}`);
    }
  }
}

/** The event where a line is one of the user's; nothing for a line of the run itself, which wrote that. */
function voiceOf(line: unknown): readonly VoiceEvent[] {
  const event = runEventSchema.safeParse(line);
  return event.success && isVoice(event.data) ? [event.data] : [];
}

/** Says again what the user said in an earlier run, when that run heard it. */
export class RecordedChannel implements UserChannel {
  readonly isRecorded = false;
  readonly #said: readonly VoiceEvent[];
  readonly #heard: readonly Extract<RunEvent, { type: "user-heard" }>[];
  #turn = 0;

  /** @param events the journal of the earlier run. */
  constructor(events: readonly RunEvent[]) {
    this.#said = events.filter(isVoice);
    this.#heard = events.filter((event) => event.type === "user-heard");
  }

  async heard(): Promise<readonly VoiceEvent[]> {
    this.#turn += 1;
    const at = this.#heard.findIndex(({ turn }) => turn === this.#turn);
    return at < 0 ? [] : this.#said.slice(this.#heard[at - 1]?.said ?? 0, this.#heard[at]?.said);
  }
}
