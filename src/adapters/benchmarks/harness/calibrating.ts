import type { InputsReader } from "./inputs.ts";
import type { Speaker } from "./speaker.ts";
import { cpuResolutionNs, type Duration, startStopwatch } from "./stopwatch.ts";
import { answerOf, type Subject } from "./subject.ts";

const firstSize = 64;
const warmUpMs = 50;
const triesPerSize = 3;
/** The next size is not tried when this much time has gone. */
const budgetMs = 5000;
const mostHeapBytes = 256 * 2 ** 20;
/** Below this ratio a doubling of the size does not change the time. */
const flatRatio = 1.1;
const mostFlatDoublings = 3;

export interface CalibrationOptions {
  readonly subject: Subject;
  readonly reader: InputsReader;
  readonly speaker: Speaker;
  /** CPU nanoseconds one pass over the inputs is to take. */
  readonly passNs: number;
  readonly mostSize: number;
}

/**
 * Finds the size of the inputs: doubled from 64 until a pass takes long enough, or three doublings in a row change
 * nothing, or time and memory run out. Every size that works is told, in case the next one never ends.
 */
export async function calibrate(options: CalibrationOptions): Promise<void> {
  const { passNs, mostSize, speaker } = options;
  const started = performance.now();
  while (performance.now() - started < warmUpMs) await timePass(options, firstSize);
  let size = firstSize;
  let settled = firstSize;
  let flat = 0;
  // Passes that take a few steps of the clock differ by a step or two without any reason.
  const slackNs = 2 * cpuResolutionNs();
  let previousNs = Number.NEGATIVE_INFINITY;
  while (true) {
    const cpuNs = await fastestPass(options, size);
    flat = cpuNs < flatRatio * previousNs + slackNs ? flat + 1 : 0;
    if (flat === 0) settled = size;
    speaker.say({ kind: "calibrated", size: settled });
    const isOut = performance.now() - started > budgetMs || process.memoryUsage().heapUsed > mostHeapBytes;
    if (cpuNs >= passNs || flat === mostFlatDoublings || 2 * size > mostSize || isOut) return;
    previousNs = cpuNs;
    size *= 2;
  }
}

async function fastestPass(options: CalibrationOptions, size: number): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < triesPerSize; tried += 1) {
    const { cpuNs } = await timePass(options, size);
    fastest = Math.min(fastest, cpuNs);
    if (cpuNs > 20 * options.passNs) break;
  }
  return fastest;
}

/** Always on fresh inputs: whether the target changes them is not known yet. */
async function timePass({ subject, reader, speaker }: CalibrationOptions, size: number): Promise<Duration> {
  speaker.begin("inputs", { size });
  const calls = (await reader.fresh(size)).map(subject);
  speaker.begin("run", { size });
  const elapsed = startStopwatch();
  for (const call of calls) await answerOf(call);
  return elapsed();
}
