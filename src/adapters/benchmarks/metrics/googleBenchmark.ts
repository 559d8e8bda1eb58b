import { median } from "simple-statistics";
import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { besides, type Failed, type Reading } from "./reading.ts";
import { betterByUnit, inNanoseconds } from "./units.ts";

const what = "google-benchmark's JSON (--benchmark_format=json)";
const entrySchema = z
  .object({
    name: z.string(),
    run_name: z.string().optional(),
    run_type: z.enum(["iteration", "aggregate"]).optional(),
    aggregate_name: z.string().optional(),
    threads: z.int().optional(),
    real_time: looseNumber.optional(),
    cpu_time: looseNumber.optional(),
    time_unit: z.string().optional(),
    error_occurred: z.boolean().optional(),
    skipped: z.string().optional(),
    error_message: z.string().optional(),
    skip_message: z.string().optional(),
  })
  .catchall(z.unknown());
type Entry = z.infer<typeof entrySchema>;
const schema = z.object({ benchmarks: z.array(entrySchema) });

/** Numbers of an entry that say how it ran, not how well. */
const bookkeeping: ReadonlySet<string> = new Set([
  "family_index",
  "per_family_instance_index",
  "repetitions",
  "repetition_index",
  "threads",
  "iterations",
  "real_time",
  "cpu_time",
]);

/**
 * What a google-benchmark program prints with `--benchmark_format=json` or writes with `--benchmark_out`: CPU time, or
 * real time where the benchmark was told to use it or has several threads; the user's counters beside it. Repetitions
 * give their median.
 */
export function parseGoogleBenchmark(text: string): readonly Reading[] {
  const { benchmarks } = shaped(jsonIn(text, what), schema, what);
  const byName = Map.groupBy(benchmarks, ({ name, run_name: run }) => run ?? name);
  return [...byName].flatMap(([name, entries]) => {
    const runs = entries.filter((entry) => entry.run_type !== "aggregate");
    const medians = entries.filter((entry) => entry.aggregate_name === "median");
    return readingsOf(name, runs.length > 0 ? runs : medians);
  });
}

function readingsOf(name: string, entries: readonly Entry[]): readonly Reading[] {
  const [first] = entries;
  if (first === undefined) return [];
  const named = { name, short: name };
  const failed = entries.find((entry) => entry.error_occurred === true || entry.skipped === "error");
  const failure: Failed | null =
    failed === undefined
      ? null
      : { failure: `failed (${failed.error_message ?? failed.skip_message ?? "without a reason"})` };
  const clock =
    /\/(?:real_time|manual_time)\b/.test(name) || (first.threads ?? 1) > 1 ? "real_time" : "cpu_time";
  const counters = Object.keys(first).filter(
    (key) => !bookkeeping.has(key) && typeof first[key] === "number",
  );
  return [
    { ...named, value: failure ?? timeOf(entries, clock), unit: "ns", better: "lower", main: true },
    ...(["real_time", "cpu_time"] as const).map(
      (key): Reading => ({
        ...besides(named, key),
        value: failure ?? timeOf(entries, key),
        unit: "ns",
        better: "lower",
      }),
    ),
    ...counters.map((key): Reading => {
      const unit = key.endsWith("_per_second") ? `${key.slice(0, -"_per_second".length)}/s` : null;
      const values = entries.map((entry) => Number(entry[key]));
      return {
        ...besides(named, key),
        value: failure ?? median(values),
        unit,
        better: unit === null ? null : betterByUnit(unit),
      };
    }),
  ];
}

function timeOf(entries: readonly Entry[], key: "real_time" | "cpu_time"): number {
  return median(
    entries.map((entry) => inNanoseconds(entry[key] ?? Number.NaN, entry.time_unit ?? "ns") ?? Number.NaN),
  );
}
