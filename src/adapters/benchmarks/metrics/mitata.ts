import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { besides, type Reading } from "./reading.ts";

const what = "mitata's JSON (format: { json: { samples: false, debug: false } })";
const schema = z.object({
  layout: z.array(z.object({ name: z.string().nullable() })),
  benchmarks: z.array(
    z.object({
      group: z.int(),
      runs: z.array(
        z.object({
          name: z.string(),
          stats: z.object({ p50: looseNumber, avg: looseNumber, min: looseNumber }).optional(),
        }),
      ),
    }),
  ),
});

/**
 * What mitata prints for `run({ format: "json" })`: of every run the median, in nanoseconds. Without `samples: false`
 * it prints tens of megabytes, which is more than is read.
 */
export function parseMitata(text: string): readonly Reading[] {
  const { layout, benchmarks } = shaped(jsonIn(text, what), schema, what);
  return benchmarks.flatMap(({ group, runs }) => {
    const within = layout[group]?.name ?? null;
    return runs.flatMap(({ name, stats }): readonly Reading[] => {
      const named = { name: within === null ? name : `${within} > ${name}`, short: name };
      const time = { unit: "ns", better: "lower" } as const;
      if (stats === undefined)
        return [{ ...named, value: { failure: "threw an error" }, ...time, main: true }];
      return [
        { ...named, value: stats.p50, ...time, main: true },
        { ...besides(named, "mean"), value: stats.avg, ...time },
        { ...besides(named, "min"), value: stats.min, ...time },
      ];
    });
  });
}
