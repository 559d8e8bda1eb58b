import { readFileSync } from "node:fs";
import path from "node:path";
import { calibrate } from "./calibrating.ts";
import { check } from "./checking.ts";
import { openInputs } from "./inputs.ts";
import { installLoader, type SourceChange } from "./loader.ts";
import { type Job, jobSchema } from "./messages.ts";
import { Passes } from "./passes.ts";
import { previewThrown } from "./preview.ts";
import { HarnessFailure, Speaker } from "./speaker.ts";
import { loadSubject } from "./subject.ts";
import { time } from "./timing.ts";

// Taken before the target is loaded, which may put another in its place.
const exit = process.exit.bind(process);

const job = jobSchema.parse(JSON.parse(readFileSync(0, "utf8")));
const speaker = new Speaker(job.nonce);
try {
  await perform(job);
} catch (error) {
  const stage = error instanceof HarnessFailure ? error.stage : "run";
  const message = error instanceof HarnessFailure ? error.message : previewThrown(error);
  speaker.say({ kind: "failed", stage, message });
}
// Timers and handles that the target left behind must not keep the process alive.
exit(0);

async function perform({ target, inputs, task }: Job): Promise<void> {
  const file = path.join(target.root, target.file);
  // Below the version's own root, so that what it imports from there is the same module as the target's.
  const inputsFile = inputs.kind === "module" ? path.join(target.root, inputs.path) : null;
  installLoader([capture(target, file), ...baseText(inputs, inputsFile, file)]);
  speaker.begin("load");
  const subject = await loadSubject(target, file);
  speaker.begin("inputs");
  const reader = await openInputs(inputs, inputsFile);
  switch (task.kind) {
    case "check":
      return check(subject, reader, speaker);
    case "calibrate":
      return calibrate({ subject, reader, speaker, passNs: task.passNs, mostSize: task.mostSize });
    case "time": {
      const passes = await Passes.prepare({ subject, reader, freshInputs: task.freshInputs });
      speaker.begin("run");
      const timing = await time(passes, task.seed);
      speaker.say({ kind: "timed", ...timing, digests: [...passes.digests()] });
    }
  }
}

function capture({ capture: { offset, text } }: Job["target"], file: string): SourceChange {
  return { file, change: (source) => source.slice(0, offset) + text + source.slice(offset) };
}

/** The module of the inputs is read from the base commit; when it is the target's own file, that file says it all. */
function baseText(
  inputs: Job["inputs"],
  inputsFile: string | null,
  targetFile: string,
): readonly SourceChange[] {
  if (inputs.kind !== "module" || inputsFile === null || inputsFile === targetFile) return [];
  const text = readFileSync(path.join(inputs.base, inputs.path), "utf8");
  return [{ file: inputsFile, change: () => text }];
}
