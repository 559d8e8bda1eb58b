import type { InputsReader } from "./inputs.ts";
import { describeOutcome, IncomparableValue, inputDigest } from "./outcome.ts";
import type { Speaker } from "./speaker.ts";
import { answerOf, type Subject } from "./subject.ts";

/** Calls the target once on each input and tells what it did; ends at the first that cannot be compared. */
export async function check(subject: Subject, reader: InputsReader, speaker: Speaker): Promise<void> {
  speaker.begin("inputs");
  const inputs = await reader.fresh();
  for (const [index, input] of inputs.entries()) {
    const call = subject(input);
    try {
      const before = inputDigest(call).digest;
      speaker.begin("run", { input: index + 1 });
      const answer = await answerOf(call);
      speaker.say({ kind: "outcome", outcome: describeOutcome(call, answer, before) });
    } catch (error) {
      if (!(error instanceof IncomparableValue)) throw error;
      speaker.say({ kind: "incomparable", input: index + 1, what: error.message });
      return;
    }
  }
  speaker.say({ kind: "checked", inputs: inputs.length });
}
