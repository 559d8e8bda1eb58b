import { RunError } from "../../engine/ports.ts";
import type { CommandId } from "../contributions.ts";

/** A command that helps when a language model cannot be asked. */
export type ModelRemedy = Extract<CommandId, "evolvent.chooseModel" | "evolvent.setApiKey">;

/** Why the language model of the settings cannot be asked. The message is one sentence, and holds no key. */
export class ModelProblem extends RunError {
  readonly remedy: ModelRemedy;

  constructor(message: string, remedy: ModelRemedy) {
    super("no-model", message);
    this.remedy = remedy;
  }
}
