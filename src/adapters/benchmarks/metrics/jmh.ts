import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { besides, type Reading } from "./reading.ts";
import { betterByUnit, inNanoseconds } from "./units.ts";

const what = "JMH's JSON (-rf json -rff FILE)";
const metric = z.object({ score: looseNumber, scoreUnit: z.string() });
const schema = z.array(
  z.object({
    benchmark: z.string(),
    mode: z.string(),
    params: z.record(z.string(), z.string()).optional(),
    primaryMetric: metric,
    secondaryMetrics: z.record(z.string(), metric).optional(),
  }),
);

/** What JMH writes with `-rf json`: the score of every benchmark, times as nanoseconds, rates per second. */
export function parseJmh(text: string): readonly Reading[] {
  const results = shaped(jsonIn(text, what), schema, what);
  return results.flatMap(({ benchmark, mode, params = {}, primaryMetric, secondaryMetrics = {} }) => {
    const values = Object.entries(params).map(([name, value]) => `${name}=${value}`);
    const suffix = values.length === 0 ? "" : ` (${values.join(", ")})`;
    const several = results.some((other) => other.benchmark === benchmark && other.mode !== mode);
    const named = {
      name: `${benchmark}${suffix}${several ? ` ${mode}` : ""}`,
      short: `${benchmark.split(".").slice(-2).join(".")}${suffix}`,
    };
    return [
      { ...named, ...scoreOf(primaryMetric), main: true },
      ...Object.entries(secondaryMetrics).map(
        ([name, secondary]): Reading => ({ ...besides(named, name), ...scoreOf(secondary) }),
      ),
    ];
  });
}

/** `us/op` becomes nanoseconds, `ops/ms` becomes `ops/s`: the unit is a matter of options. */
function scoreOf({ score, scoreUnit }: z.infer<typeof metric>): Pick<Reading, "value" | "unit" | "better"> {
  const [above = "", below = ""] = scoreUnit.split("/");
  const time = below === "op" ? inNanoseconds(score, above) : null;
  if (time !== null) return { value: time, unit: "ns", better: "lower" };
  const period = above === "ops" ? inNanoseconds(1, below) : null;
  if (period !== null) return { value: (score * 1e9) / period, unit: "ops/s", better: "higher" };
  return { value: score, unit: scoreUnit, better: betterByUnit(scoreUnit) };
}
