import type { UserChannel } from "../ports.ts";
import type { RunLog } from "./runLog.ts";

/**
 * Takes in what the user says while the run goes on. The journal has when that was, by the number of times the run
 * asked, so that a replay hears the same at the same point.
 */
export class Listening {
  readonly #channel: UserChannel | null;
  readonly #log: RunLog;
  #turn = 0;
  #said = 0;

  /** @param channel null when there is nobody to listen to. */
  constructor(channel: UserChannel | null, log: RunLog) {
    this.#channel = channel;
    this.#log = log;
  }

  /** @throws RunError when what the user said cannot be read. */
  async listen(): Promise<void> {
    if (this.#channel === null) return;
    this.#turn += 1;
    const heard = await this.#channel.heard();
    if (heard.length === 0) return;
    for (const event of heard) {
      if (this.#channel.isRecorded) this.#log.hear(event);
      else this.#log.emit(event);
    }
    this.#said += heard.length;
    this.#log.emit({ type: "user-heard", turn: this.#turn, said: this.#said });
  }
}
