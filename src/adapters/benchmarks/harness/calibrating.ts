import type { Host } from "./host.ts";
import type { HarnessTask, LastWord } from "./messages.ts";
import type { Parent } from "./parent.ts";
import { lapNs } from "./warmUp.ts";
import { rehearsal, smallSize, type Workbench } from "./workbench.ts";

const warmUpNs = 5e7;
const triesPerSize = 3;
/** The next size is not tried when this much time has gone. */
const budgetNs = 5e9;
const mostHeapBytes = 256 * 2 ** 20;
/** Below this ratio a doubling of the size does not change the time. */
const flatRatio = 1.1;
/** Laps this short differ by about as much without any reason. */
const slackNs = 2e4;
const mostFlatDoublings = 3;

export interface CalibrationOptions {
  readonly workbench: Workbench;
  readonly parent: Parent;
  readonly host: Host;
  readonly task: Extract<HarnessTask, { readonly kind: "calibrate" }>;
}

/**
 * Finds the size of the inputs: doubled from 64 until a pass takes long enough, or three doublings in a row change
 * nothing, or time and memory run out. Every size that works is told, in case the next one never ends.
 */
export async function calibrate(options: CalibrationOptions): Promise<LastWord> {
  const { parent, host, task } = options;
  const started = host.now();
  while (host.now() - started < warmUpNs) await passNs(options, smallSize);
  let size = smallSize;
  let settled = smallSize;
  let flat = 0;
  let previousNs = Number.NEGATIVE_INFINITY;
  while (true) {
    const fastestNs = await fastestPassNs(options, size);
    flat = fastestNs < flatRatio * previousNs + slackNs ? flat + 1 : 0;
    if (flat === 0) settled = size;
    const isOut = host.now() - started > budgetNs || host.heapBytes() > mostHeapBytes;
    const word: LastWord = { kind: "calibrated", size: settled };
    if (fastestNs >= task.passNs || flat === mostFlatDoublings || 2 * size > task.mostSize || isOut)
      return word;
    parent.say(word);
    previousNs = fastestNs;
    size *= 2;
  }
}

async function fastestPassNs(options: CalibrationOptions, size: number): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < triesPerSize; tried += 1) {
    const tookNs = await passNs(options, size);
    fastest = Math.min(fastest, tookNs);
    if (tookNs > 20 * options.task.passNs) break;
  }
  return fastest;
}

/** Always on fresh inputs: whether the target changes them is not known yet. */
async function passNs({ workbench, parent }: CalibrationOptions, size: number): Promise<number> {
  parent.begin("inputs", { size });
  const sets = await workbench.sets(rehearsal.calibrate, 1, size);
  parent.begin("run", { size });
  const { time } = await workbench.lap(
    { lap: "warm-up" },
    { sets, part: 0, parts: 1, passes: 1, answers: 1 },
  );
  return lapNs(time);
}
