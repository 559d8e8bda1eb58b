import { Builtins } from "./builtins.ts";
import { calibrate } from "./calibrating.ts";
import { check } from "./checking.ts";
import { HarnessFailure } from "./failure.ts";
import type { Host, SourceChange } from "./host.ts";
import { openInputs } from "./inputs.ts";
import { type Job, jobSchema, type LastWord } from "./messages.ts";
import { IncomparableValue } from "./outcome.ts";
import { Parent } from "./parent.ts";
import { previewThrown } from "./preview.ts";
import { probe, spentHalf } from "./probing.ts";
import { profile } from "./profiling.ts";
import { freezeOwnRealm, type Realm, realmOf } from "./realm.ts";
import { loadTarget, subjectIn } from "./subject.ts";
import { time } from "./timing.ts";
import { smallSize, Workbench } from "./workbench.ts";

const emptyLaps = 48;

/**
 * Does the job and ends the process. This code, and all it imports, runs in a realm of its own: the target lives in
 * another one, where it may replace whatever it likes.
 */
export async function perform(host: Host): Promise<never> {
  const job = jobSchema.parse(JSON.parse(host.job));
  const parent = new Parent(job.nonce);
  // Functions of this realm get into the hands of the target when promises are waited for.
  freezeOwnRealm();
  try {
    const realm = realmOf(host.global);
    const builtins = new Builtins(host.global);
    for (let lap = 0; lap < emptyLaps; lap += 1) {
      parent.startLap({ lap: "empty" });
      parent.endLap();
    }
    const word = await wordOn(job, { parent, host, realm });
    if (job.task.kind !== "calibrate") parent.say({ kind: "changed", names: builtins.changes() });
    parent.say(word);
  } catch (error) {
    const stage = error instanceof HarnessFailure ? error.stage : "run";
    const message = error instanceof HarnessFailure ? error.message : previewThrown(error);
    parent.say({ kind: "failed", stage, message });
  }
  // Timers and handles that the target left behind must not keep the process alive.
  return host.exit(0);
}

interface Surroundings {
  readonly parent: Parent;
  readonly host: Host;
  readonly realm: Realm;
}

/** Loads the target and its inputs, and does the task. */
async function wordOn(job: Job, { parent, host, realm }: Surroundings): Promise<LastWord> {
  const { target, inputs, task } = job;
  host.changeSources([capture(target, host), ...baseText(job, host)]);
  if (task.kind === "profile") host.startProfile();
  parent.begin("load");
  parent.startLap({ lap: "load" });
  try {
    await loadTarget(target, host);
  } finally {
    parent.endLap();
  }
  const subject = subjectIn(target, host);
  parent.begin("inputs");
  const reader = await openInputs(inputs, target.root, host);
  const inputsSeed = inputs.kind === "module" ? inputs.seed : 0;
  if (task.kind === "check") return check({ subject, reader, seed: inputsSeed, parent, realm, host });
  const seed = task.kind === "calibrate" ? 0 : task.seed;
  try {
    // What a calibration is to find is not known yet.
    const size = task.kind === "calibrate" ? smallSize : inputs.kind === "module" ? inputs.size : null;
    const options = { subject, reader, parent, host, realm, inputsSeed, seed, size };
    const isProbed = task.kind === "probe" && reader.repeats;
    const workbench = await Workbench.open(isProbed ? { ...options, choose: spentHalf(seed) } : options);
    parent.begin("run");
    switch (task.kind) {
      case "calibrate":
        return await calibrate({ workbench, parent, host, task });
      case "time":
        return await time({ workbench, parent, host, task });
      case "probe":
        return await probe({ workbench, reader, host, task });
      case "profile":
        return await profile({ workbench, parent, host, task, file: host.join(target.root, target.file) });
    }
  } catch (error) {
    if (error instanceof IncomparableValue) return { kind: "incomparable", input: null, what: error.message };
    throw error;
  }
}

function capture({ root, file, capture: { offset, text } }: Job["target"], host: Host): SourceChange {
  return {
    file: host.join(root, file),
    change: (source) => source.slice(0, offset) + text + source.slice(offset),
  };
}

/** The module of the inputs is that of the base commit; when it is the target's own file, that file says it all. */
function baseText({ inputs, target }: Job, host: Host): readonly SourceChange[] {
  if (inputs.kind !== "module") return [];
  const file = host.join(target.root, inputs.path);
  return file === host.join(target.root, target.file) ? [] : [{ file, change: () => inputs.text }];
}
