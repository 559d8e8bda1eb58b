import { writeSync } from "node:fs";
import type { HarnessMessage, Stage } from "./messages.ts";

const replies = 3;

/** Tells the parent what goes on, one line of JSON on file descriptor 3 for each message. */
export class Speaker {
  readonly #nonce: string;

  constructor(nonce: string) {
    this.#nonce = nonce;
  }

  say(message: HarnessMessage): void {
    const line = Buffer.from(`${JSON.stringify({ nonce: this.#nonce, message })}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(replies, line, written);
  }

  /** Begins a stage; should the harness be killed, the parent knows where it was. */
  begin(stage: Stage, details: { readonly input?: number; readonly size?: number } = {}): void {
    this.say({ kind: "stage", stage, ...details });
  }
}

/** What keeps a harness from going on, as a phrase for the user, and where. */
export class HarnessFailure extends Error {
  override readonly name = "HarnessFailure";
  readonly stage: Stage;
  constructor(stage: Stage, message: string) {
    super(message);
    this.stage = stage;
  }
}
