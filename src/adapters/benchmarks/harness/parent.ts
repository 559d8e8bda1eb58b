import { readSync, writeSync } from "node:fs";
import { type HarnessMessage, type LapKind, type LapTime, lapTimeSchema, type Stage } from "./messages.ts";

const toParent = 3;
const fromParent = 4;
const lineEnd = 10;

/** What a lap is; see the message `lap-start`. */
export interface LapLabel {
  readonly lap: LapKind;
  readonly round?: number;
  readonly part?: number;
  readonly passes?: number;
}

/** The process that started this one, and that holds the clock. */
export class Parent {
  readonly #nonce: string;
  readonly #lapEnd: string;
  readonly #answer = new Uint8Array(256);

  constructor(nonce: string) {
    this.#nonce = nonce;
    this.#lapEnd = this.#lineOf({ kind: "lap-end" });
  }

  say(message: HarnessMessage): void {
    write(this.#lineOf(message));
  }

  /** Begins a stage; should the harness be killed, the parent knows where it was. */
  begin(stage: Stage, details: { readonly input?: number; readonly size?: number } = {}): void {
    this.say({ kind: "stage", stage, ...details });
  }

  /** Lets the parent's clock run. What takes time must come next, without anything else of the target in between. */
  startLap({ lap, part = 0, round = 0, passes = 0 }: LapLabel): void {
    this.say({ kind: "lap-start", lap, part, round, passes });
    this.#hear();
  }

  endLap(): LapTime {
    write(this.#lapEnd);
    const answer = this.#answer.subarray(0, this.#hear());
    return lapTimeSchema.parse(JSON.parse(String.fromCharCode(...answer)));
  }

  #lineOf(message: HarnessMessage): string {
    const json = JSON.stringify({ nonce: this.#nonce, message });
    // One byte for each character, so that what is left of a line after half of it was written is known.
    return `${json.replaceAll(/[\u0080-\uffff]/g, escaped)}\n`;
  }

  /** Waits for an answer; gives its length. */
  #hear(): number {
    const answer = this.#answer;
    let length = 0;
    while (length === 0 || answer[length - 1] !== lineEnd) {
      const read = readSync(fromParent, answer, length, answer.length - length, null);
      // Without its parent it has nothing left to do.
      if (read === 0) throw new Error("the parent has gone");
      length += read;
    }
    return length;
  }
}

function write(line: string): void {
  for (let written = 0; written < line.length; ) written += writeSync(toParent, line.slice(written));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
