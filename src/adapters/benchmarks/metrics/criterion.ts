import * as z from "zod";
import { jsonIn, looseNumber, shaped } from "./json.ts";
import { MetricProblem, type Reading } from "./reading.ts";
import { inNanoseconds } from "./units.ts";

const what = "criterion's estimates.json";
const estimate = z.object({ point_estimate: looseNumber });
const schema = z.object({
  mean: estimate,
  median: estimate,
  // Left out where criterion samples flat, for long benchmarks.
  slope: estimate.nullish(),
});

/** `time:   [296.80 ns 353.47 ns 428.09 ns]`, with the name before it on the same line or on one of its own. */
const line = /^(.*?)\s+time:\s+\[\S+ \S+ ([\d.]+) (\S+) \S+ \S+\]/;

/**
 * What criterion writes (`target/criterion/<id>/new/estimates.json`: the slope where there is one, else the mean, which
 * is what criterion itself shows, and the median beside it) or what it prints: the middle of the three times.
 */
export function parseCriterion(text: string): readonly Reading[] {
  if (text.trim() === "") throw new MetricProblem("is empty");
  return text.trimStart().startsWith("{") ? fromEstimates(text) : fromText(text);
}

function fromEstimates(text: string): readonly Reading[] {
  const { mean, median, slope } = shaped(jsonIn(text, what), schema, what);
  const time = { unit: "ns", better: "lower" } as const;
  return [
    { name: "time", short: "time", value: (slope ?? mean).point_estimate, ...time, main: true },
    { name: "mean", short: "mean", value: mean.point_estimate, ...time, main: false },
    { name: "median", short: "median", value: median.point_estimate, ...time, main: false },
  ];
}

function fromText(text: string): readonly Reading[] {
  const lines = text.split(/\r?\n/);
  const readings = lines.flatMap((each, index): readonly Reading[] => {
    const [, before, value, unit] = line.exec(each) ?? [];
    if (before === undefined || unit === undefined) return [];
    const name = before.trim() === "" ? (lines[index - 1] ?? "").trim() : before.trim();
    // Below "change:" stands the difference to the last run, in percent.
    const time = inNanoseconds(Number(value), unit);
    return time === null || name === "change:"
      ? []
      : [{ name, short: name, value: time, unit: "ns", better: "lower", main: true }];
  });
  if (readings.length === 0) {
    throw new MetricProblem("has no line of criterion such as `sort  time: [1.20 ms 1.21 ms 1.22 ms]`");
  }
  return readings;
}
