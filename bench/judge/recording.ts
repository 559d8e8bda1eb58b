import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";

export const languages = ["node", "python"] as const;
export const workloads = ["integers", "allocation", "strings", "sorting"] as const;
export const conditions = ["quiet", "loaded"] as const;
export type Condition = (typeof conditions)[number];

/** What one process of the harness gave. */
const processSchema = z.strictObject({
  /** Nanoseconds of one pass, the minimum over the rounds, by CPU time and by wall clock. */
  cpu: z.number().positive(),
  wall: z.number().positive(),
  /** Milliseconds of the whole process, by wall clock. */
  whole: z.number().positive(),
  /** Wall nanoseconds of one pass in every round. */
  rounds: z.array(z.number().positive()).min(3).readonly(),
});
export type ProcessRecord = Readonly<z.infer<typeof processSchema>>;

const pairSchema = z.strictObject({
  baseline: processSchema,
  candidate: processSchema,
  first: z.enum(["baseline", "candidate"]),
});
export type Pair = Readonly<z.infer<typeof pairSchema>>;

/** Where and when, so that a reader knows what the figures hold for. */
const machineSchema = z.strictObject({
  cpu: z.string(),
  cores: z.int().min(1),
  /** Such as "Node.js 24.21.0". */
  runtime: z.string(),
  recordedAt: z.string(),
});

const seriesSchema = z.strictObject({
  machine: machineSchema,
  language: z.enum(languages),
  workload: z.enum(workloads),
  /** How many times as fast the candidate is by construction; 1 for identical code. */
  gain: z.number().min(1),
  pairs: z.array(pairSchema).readonly(),
});
export type Series = Readonly<z.infer<typeof seriesSchema>>;

/** Mean seconds and the 95 % margin of error of a task, as tinybench tells them. */
const taskSchema = z.strictObject({ mean: z.number().positive(), moe: z.number().min(0) });

/** Two tasks that tinybench compared in one process. */
const comparisonSchema = z.strictObject({
  workload: z.enum(workloads),
  gain: z.number().min(1),
  baseline: taskSchema,
  candidate: taskSchema,
});
export type Comparison = Readonly<z.infer<typeof comparisonSchema>>;

const recordingSchema = z.strictObject({
  condition: z.enum(conditions),
  series: z.array(seriesSchema).readonly(),
  tinybench: z.array(comparisonSchema).readonly(),
});
export type Recording = Readonly<z.infer<typeof recordingSchema>>;

/** The recording of a condition that is kept beside this program. */
function recordingFile(condition: Condition): URL {
  return new URL(`data/${condition}.json.gz`, import.meta.url);
}

/** @throws Error when there is none, or it is no recording. */
export async function readRecording(condition: Condition): Promise<Recording> {
  const packed = await readFile(recordingFile(condition));
  return recordingSchema.parse(JSON.parse((await promisify(gunzip)(packed)).toString()));
}

/** Five digits of every number are kept: a tenth of what the quietest machine's noise is. */
export async function writeRecording(recording: Recording): Promise<void> {
  const text = JSON.stringify(recording, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
  await writeFile(recordingFile(recording.condition), await promisify(gzip)(text, { level: 9 }));
}
