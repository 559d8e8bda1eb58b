import type { Stage } from "./messages.ts";

/** What keeps a harness from going on, as a phrase for the user, and where. */
export class HarnessFailure extends Error {
  override readonly name = "HarnessFailure";
  readonly stage: Stage;
  constructor(stage: Stage, message: string) {
    super(message);
    this.stage = stage;
  }
}
