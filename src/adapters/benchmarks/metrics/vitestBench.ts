import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { type BenchmarkName, besides, MetricProblem, type Reading } from "./reading.ts";

const what = "benchmark JSON of Vitest (--reporter=json, before Vitest 5 --outputJson)";

const fileSchema = z.object({
  files: z.array(
    z.object({
      filepath: z.string(),
      groups: z.array(
        z.object({
          fullName: z.string(),
          benchmarks: z.array(
            z.object({
              name: z.string(),
              mean: looseNumber.optional(),
              median: looseNumber.optional(),
              min: looseNumber.optional(),
              hz: looseNumber.optional(),
            }),
          ),
        }),
      ),
    }),
  ),
});

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      message: z.string(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullable(),
          benchmarks: z
            .array(
              z.object({
                name: z.string(),
                tasks: z.array(
                  z.object({
                    name: z.string(),
                    fromStore: z.boolean().optional(),
                    latency: z.object({ p50: looseNumber, mean: looseNumber, min: looseNumber }),
                    throughput: z.object({ mean: looseNumber }),
                  }),
                ),
              }),
            )
            .optional(),
        }),
      ),
    }),
  ),
});

interface Milliseconds {
  readonly median: number | undefined;
  readonly mean: number | undefined;
  readonly min: number | undefined;
}

/** What `vitest bench` writes: of every benchmark the median, as nanoseconds. */
export function parseVitestBench(text: string): readonly Reading[] {
  const json = jsonIn(text, what);
  const report = reportSchema.safeParse(json);
  if (report.success) return fromReport(report.data);
  const { files } = shaped(json, fileSchema, what);
  return files.flatMap(({ groups }) =>
    groups.flatMap(({ fullName, benchmarks }) =>
      benchmarks.flatMap(({ name, hz, ...times }): readonly Reading[] => {
        const named = { name: `${fullName} > ${name}`, short: name };
        // A benchmark that threw has a name only.
        if (times.mean === undefined) {
          const value = { failure: "failed" };
          return [{ ...named, value, unit: "ns", better: "lower", main: true }];
        }
        // Vitest 1 has no median.
        return readingsOf(
          named,
          { median: times.median ?? times.mean, mean: times.mean, min: times.min },
          hz,
        );
      }),
    ),
  );
}

function fromReport({ testResults }: z.infer<typeof reportSchema>): readonly Reading[] {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const readings = tests.flatMap(({ benchmarks = [] }) =>
    benchmarks.flatMap(({ name: group, tasks }) =>
      tasks
        .filter(({ fromStore }) => fromStore !== true)
        .flatMap(({ name, latency, throughput }) =>
          readingsOf(
            { name: `${group} > ${name}`, short: name },
            { median: latency.p50, mean: latency.mean, min: latency.min },
            throughput.mean,
          ),
        ),
    ),
  );
  const failed = tests.find(({ status }) => status === "failed");
  const message =
    failed?.failureMessages?.[0] ?? testResults.find((result) => result.message !== "")?.message;
  if (readings.length === 0 && message !== undefined) {
    const where = failed === undefined ? "a file" : `"${failed.fullName}"`;
    throw new MetricProblem(
      `has no benchmark, because ${where} failed (${message.split("\n")[0]?.slice(0, 160)})`,
    );
  }
  return readings;
}

function readingsOf(
  named: BenchmarkName,
  times: Milliseconds,
  perSecond: number | undefined,
): readonly Reading[] {
  const statistics = (["median", "mean", "min"] as const).flatMap((statistic): readonly Reading[] => {
    const ms = times[statistic];
    if (ms === undefined) return [];
    const label = statistic === "median" ? { ...named, main: true } : besides(named, statistic);
    return [{ ...label, value: ms * 1e6, unit: "ns", better: "lower" }];
  });
  if (perSecond === undefined) return statistics;
  return [...statistics, { ...besides(named, "ops"), value: perSecond, unit: "ops/s", better: "higher" }];
}
