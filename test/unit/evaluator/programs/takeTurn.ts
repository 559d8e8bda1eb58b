import { setTimeout as sleep } from "node:timers/promises";
import { TimingTurns } from "../../../../src/adapters/evaluator/timingTurns.ts";

// Takes a turn in the folder it is given, says so, and keeps it for the milliseconds it is given.
const [folder = "", ms = ""] = process.argv.slice(2);
const turns = new TimingTurns({ folder, note: "another program", onWait: () => undefined });
await turns.run(new AbortController().signal, async () => {
  process.stdout.write("mine\n");
  await sleep(Number(ms));
});
