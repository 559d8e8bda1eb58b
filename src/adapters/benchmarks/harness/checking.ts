import type { Host } from "./host.ts";
import type { InputsReader } from "./inputs.ts";
import type { LastWord } from "./messages.ts";
import { describeOutcome, IncomparableValue, inputDigest } from "./outcome.ts";
import type { Parent } from "./parent.ts";
import type { Realm } from "./realm.ts";
import { answerOf, type Subject } from "./subject.ts";

export interface CheckOptions {
  readonly subject: Subject;
  readonly reader: InputsReader;
  readonly seed: number;
  readonly parent: Parent;
  readonly realm: Realm;
  readonly host: Host;
}

/**
 * Calls the target once on each input and tells what it did. Gives the last word: all was checked, or the first input
 * on which something cannot be compared.
 */
export async function check({ subject, reader, seed, parent, realm, host }: CheckOptions): Promise<LastWord> {
  parent.begin("inputs");
  const inputs = await reader.set(seed);
  for (const [index, input] of inputs.entries()) {
    const call = subject(input);
    try {
      const before = inputDigest(call, realm).digest;
      parent.begin("run", { input: index + 1 });
      const answer = await answerOf(call);
      parent.say({ kind: "outcome", outcome: describeOutcome(call, answer, { before, realm }) });
    } catch (error) {
      if (!(error instanceof IncomparableValue)) throw error;
      return { kind: "incomparable", input: index + 1, what: error.message };
    }
  }
  // A promise that was rejected and that nobody waits for ends any program of Node.js.
  await host.turn();
  return { kind: "checked", inputs: inputs.length };
}
