import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { besides, type Reading } from "./reading.ts";

const what = "pytest-benchmark's JSON (--benchmark-json)";
const schema = z.object({
  benchmarks: z.array(
    z.object({
      name: z.string(),
      fullname: z.string(),
      stats: z.object({ median: looseNumber, mean: looseNumber, min: looseNumber, ops: looseNumber }),
    }),
  ),
});

/** What `pytest --benchmark-json FILE` writes: of every benchmark the median, as nanoseconds. */
export function parsePytestBenchmark(text: string): readonly Reading[] {
  const { benchmarks } = shaped(jsonIn(text, what), schema, what);
  return benchmarks.flatMap(({ name, fullname, stats }): readonly Reading[] => {
    const named = { name: fullname, short: name };
    const time = { unit: "ns", better: "lower" } as const;
    return [
      { ...named, value: stats.median * 1e9, ...time, main: true },
      { ...besides(named, "mean"), value: stats.mean * 1e9, ...time },
      { ...besides(named, "min"), value: stats.min * 1e9, ...time },
      { ...besides(named, "ops"), value: stats.ops, unit: "ops/s", better: "higher" },
    ];
  });
}
