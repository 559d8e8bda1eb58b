import { median } from "simple-statistics";
import { besides, MetricProblem, type Reading } from "./reading.ts";
import { betterByUnit } from "./units.ts";

/** `BenchmarkUnique/small-2   5394   3764 ns/op   1016 B/op   7 allocs/op` */
const line = /^(Benchmark\S*)\s+\d+\s+(\S.*)$/;
const main = "ns/op";

/**
 * What `go test -bench` prints: every unit of every benchmark, the median of repeated lines (`-count`). The number of
 * cores at the end of a name, as in `BenchmarkSort-8`, need not be given, nor the package.
 */
export function parseGoBench(text: string): readonly Reading[] {
  if (text.trim() === "") throw new MetricProblem("is empty");
  const found = new Map<string, { readonly reading: Omit<Reading, "value">; readonly values: number[] }>();
  let from = "";
  for (const each of text.split(/\r?\n/)) {
    const start = /^pkg: (\S+)/.exec(each)?.[1];
    if (start !== undefined) from = `${start}.`;
    for (const { value, ...reading } of readingsOf(each, from)) {
      const known = found.get(reading.name);
      if (known === undefined) found.set(reading.name, { reading, values: [value] });
      else known.values.push(value);
    }
  }
  if (found.size === 0) {
    const failed = /^--- FAIL: (.+)$|^(panic: .+)$|^FAIL\t(.+)$/m.exec(text);
    throw new MetricProblem(
      failed === null
        ? "has no line of `go test -bench`"
        : `has no benchmark, but "${failed[0].trim().slice(0, 120)}"`,
    );
  }
  return [...found.values()].map(({ reading, values }) => ({ ...reading, value: median(values) }));
}

function readingsOf(
  each: string,
  from: string,
): readonly (Omit<Reading, "value"> & { readonly value: number })[] {
  const [, name, rest] = line.exec(each) ?? [];
  if (name === undefined || rest === undefined) return [];
  const named = { name: from + name, short: name.replace(/-\d+$/, "") };
  const pairs = [...rest.matchAll(/(\S+)\s+(\S+)/g)];
  return pairs.map(([, value, unit = ""]) => ({
    ...(unit === main ? { ...named, main: true } : besides(named, unit)),
    value: Number(value),
    unit: unit === main ? "ns" : unit,
    better: betterByUnit(unit),
  }));
}
