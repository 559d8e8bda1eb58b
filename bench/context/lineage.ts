import { readFile, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import * as z from "zod";
import {
  abstractSchema,
  codeSchema,
  directionSchema,
  exemplarSchema,
} from "../../src/engine/domain/candidate.ts";
import { verdictSchema } from "../../src/engine/domain/verdict.ts";

const keptSchema = z.strictObject({
  number: z.int().min(1),
  parents: z.array(z.int().min(0)).readonly(),
  operator: z.string(),
  summary: z.string(),
  direction: z.int().nullable(),
  exemplars: z.array(exemplarSchema).readonly(),
  code: codeSchema,
  verdict: verdictSchema,
  abstract: abstractSchema,
  /** Directions in force when it was chosen; null when they were as for the one before it. */
  directions: z.array(directionSchema).readonly().nullable(),
});
export type Kept = Readonly<z.infer<typeof keptSchema>>;

const file = new URL("data/lineage.json.gz", import.meta.url);

/** The candidates of the lineage that is kept beside this program, in order of number. */
export async function readLineage(): Promise<readonly Kept[]> {
  const packed = await readFile(file);
  return z.array(keptSchema).parse(JSON.parse((await promisify(gunzip)(packed)).toString()));
}

export async function writeLineage(lineage: readonly Kept[]): Promise<void> {
  await writeFile(file, await promisify(gzip)(JSON.stringify(lineage), { level: 9 }));
}
