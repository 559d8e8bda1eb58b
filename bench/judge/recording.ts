import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";

export const languages = ["node", "python"] as const;
export type Language = (typeof languages)[number];
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

/** The recording of a condition and a language that is kept beside this program. */
function recordingFile(condition: Condition, language: Language): URL {
  return new URL(`data/${condition}-${language}.json.gz`, import.meta.url);
}

/** Of all languages. @throws Error when there is none, or it is no recording. */
export async function readRecording(condition: Condition): Promise<Recording> {
  const parts = await Promise.all(languages.map((language) => readPart(condition, language)));
  return {
    condition,
    series: parts.flatMap(({ series }) => series),
    tinybench: parts.flatMap(({ tinybench }) => tinybench),
  };
}

/** Of one language. @throws Error when there is none, or it is no recording. */
export async function readPart(condition: Condition, language: Language): Promise<Recording> {
  const packed = await readFile(recordingFile(condition, language));
  return recordingSchema.parse(JSON.parse((await promisify(gunzip)(packed)).toString()));
}

/** Five digits of every number are kept: a tenth of what the quietest machine's noise is. */
export async function writePart(language: Language, recording: Recording): Promise<void> {
  const text = JSON.stringify(recording, (_, value: unknown) =>
    typeof value === "number" ? Number(value.toPrecision(5)) : value,
  );
  await writeFile(recordingFile(recording.condition, language), await promisify(gzip)(text, { level: 9 }));
}
