import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { type BenchmarkName, besides, type Reading } from "./reading.ts";

const what = "tinybench's tasks, results or table as JSON";

const statistics = z.object({ mean: looseNumber, min: looseNumber, p50: looseNumber.optional() });
const resultSchema = z.union([
  z.object({ state: z.enum(["errored", "aborted", "aborted-with-statistics"]) }),
  z.object({ latency: statistics, throughput: z.object({ mean: looseNumber }) }),
  // Tinybench 2.
  statistics.extend({ hz: looseNumber }),
]);
type Result = z.infer<typeof resultSchema>;

const taskSchema = z.object({ name: z.string(), result: resultSchema.nullish() });
const rowSchema = z.object({
  "Task name": z.string(),
  "Latency avg (ns)": z.string(),
  "Latency med (ns)": z.string(),
  "Throughput avg (ops/s)": z.string(),
});
const schema = z.array(z.union([taskSchema, rowSchema, resultSchema]));

/**
 * What a program prints as `JSON.stringify` of tinybench's `bench.tasks.map(({ name, result }) => ({ name, result }))`,
 * of `bench.table()`, or of `bench.results`, whose entries are called by their place: of every task the median, as
 * nanoseconds.
 */
export function parseTinybench(text: string): readonly Reading[] {
  const entries = shaped(jsonIn(text, what), schema, what);
  return entries.flatMap((entry, index) => {
    if ("Task name" in entry) return fromRow(entry);
    const name = "name" in entry ? entry.name : `task ${index + 1}`;
    return fromResult({ name, short: name }, "name" in entry ? (entry.result ?? null) : entry);
  });
}

function fromResult(named: BenchmarkName, result: Result | null): readonly Reading[] {
  if (result === null || "state" in result) {
    const value = { failure: result === null ? "did not run" : `was ${result.state}` };
    return [{ ...named, value, unit: "ns", better: "lower", main: true }];
  }
  const { latency, perSecond } =
    "latency" in result
      ? { latency: result.latency, perSecond: result.throughput.mean }
      : { latency: result, perSecond: result.hz };
  return readingsOf(named, {
    // Tinybench 2 has no median.
    median: (latency.p50 ?? latency.mean) * 1e6,
    mean: latency.mean * 1e6,
    perSecond,
    min: latency.min * 1e6,
  });
}

function fromRow(row: z.infer<typeof rowSchema>): readonly Reading[] {
  const name = row["Task name"];
  return readingsOf(
    { name, short: name },
    {
      median: beforeSpread(row["Latency med (ns)"]),
      mean: beforeSpread(row["Latency avg (ns)"]),
      perSecond: beforeSpread(row["Throughput avg (ops/s)"]),
      min: null,
    },
  );
}

/** `4277.9 ± 4.60%` → 4277.9 */
function beforeSpread(text: string): number {
  return Number.parseFloat(text);
}

function readingsOf(
  named: BenchmarkName,
  found: {
    readonly median: number;
    readonly mean: number;
    readonly min: number | null;
    readonly perSecond: number;
  },
): readonly Reading[] {
  const time = { unit: "ns", better: "lower" } as const;
  return [
    { ...named, value: found.median, ...time, main: true },
    { ...besides(named, "mean"), value: found.mean, ...time },
    ...(found.min === null ? [] : [{ ...besides(named, "min"), value: found.min, ...time }]),
    { ...besides(named, "ops"), value: found.perSecond, unit: "ops/s", better: "higher" },
  ];
}
