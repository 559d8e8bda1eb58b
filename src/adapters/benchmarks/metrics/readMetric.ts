import type { CommandMetric, MetricParserName } from "../../../engine/domain/runSpec.ts";
import { parseCargoBench } from "./cargoBench.ts";
import { parseCriterion } from "./criterion.ts";
import { parseGoBench } from "./goBench.ts";
import { parseGoogleBenchmark } from "./googleBenchmark.ts";
import { parseHyperfine } from "./hyperfine.ts";
import { parseJmh } from "./jmh.ts";
import { parseJsonLine } from "./jsonLine.ts";
import { parseMitata } from "./mitata.ts";
import { parsePytestBenchmark } from "./pytestBenchmark.ts";
import { type MetricParser, MetricProblem, type Reading } from "./reading.ts";
import { parseRegex } from "./regex.ts";
import { parseTinybench } from "./tinybench.ts";
import { inNanoseconds } from "./units.ts";
import { parseVitestBench } from "./vitestBench.ts";

const parsers: Readonly<Record<MetricParserName, MetricParser>> = {
  "json-line": parseJsonLine,
  regex: parseRegex,
  hyperfine: parseHyperfine,
  "pytest-benchmark": parsePytestBenchmark,
  go: parseGoBench,
  criterion: parseCriterion,
  "cargo-bench": parseCargoBench,
  "google-benchmark": parseGoogleBenchmark,
  vitest: parseVitestBench,
  tinybench: parseTinybench,
  mitata: parseMitata,
  jmh: parseJmh,
};

export type OutputMetric = Extract<CommandMetric, { readonly kind: "output" }>;

/** All numbers in an output. @throws MetricProblem */
export function readAll(text: string, { parser, pattern, name }: OutputMetric): readonly Reading[] {
  return parsers[parser](text, { pattern, name });
}

/** The number a benchmark is about; finite and above 0. */
export interface ReadMetric {
  readonly name: string;
  readonly value: number;
  readonly unit: string | null;
  /** What the output itself says of the unit. A version that says otherwise than the baseline cannot be compared. */
  readonly unitFound: string | null;
  readonly better: "lower" | "higher";
}

/**
 * The metric that the user means: the named one, or the only one that counts. What the user says of its unit and
 * direction wins over what the output says.
 * @throws MetricProblem when it is missing, present several times, or not a finite number above 0
 */
export function chooseMetric(
  readings: readonly Reading[],
  wanted: Pick<OutputMetric, "name" | "better" | "unit">,
): ReadMetric {
  const reading = wanted.name === undefined ? theOnlyOne(readings) : named(readings, wanted.name);
  const better = wanted.better ?? reading.better;
  if (better === null) {
    throw new MetricProblem(
      `does not tell whether \`${reading.name}\` should be lower or higher: say it as "better" of the metric`,
    );
  }
  const value = positive(reading);
  return {
    name: wanted.name ?? reading.name,
    ...inUnit(value, reading.unit, wanted.unit),
    unitFound: reading.unit,
    better,
  };
}

/** The number with a name; finite and above 0. @throws MetricProblem */
export function readingNamed(readings: readonly Reading[], name: string): number {
  return positive(named(readings, name));
}

/** A time in the unit that the user wants to see, where both are times. */
function inUnit(
  value: number,
  found: string | null,
  wanted: string | undefined,
): { readonly value: number; readonly unit: string | null } {
  if (wanted === undefined) return { value, unit: found };
  const factor = found === "ns" ? inNanoseconds(1, wanted) : null;
  return { value: factor === null ? value : value / factor, unit: wanted };
}

function theOnlyOne(readings: readonly Reading[]): Reading {
  const main = readings.filter((reading) => reading.main);
  const [only, second] = main;
  if (only === undefined) throw new MetricProblem("has no metric");
  if (second === undefined) return only;
  const names = new Set(main.map(({ name }) => name));
  if (names.size === 1)
    throw new MetricProblem(`has \`${only.name}\` ${times(main.length)}: let it report each metric once`);
  throw new MetricProblem(
    `has several metrics, ${listed([...names])}: say which one counts as "name" of the metric`,
  );
}

function named(readings: readonly Reading[], wanted: string): Reading {
  const exact = readings.filter(({ name }) => name === wanted);
  const found = exact.length > 0 ? exact : readings.filter(({ short }) => short === wanted);
  const [only, second] = found;
  if (only === undefined) {
    const main = readings.filter((reading) => reading.main);
    const names = [...new Set((main.length > 0 ? main : readings).map(({ name }) => name))];
    const others = names.length === 0 ? "and no other either" : `only ${listed(names)}`;
    throw new MetricProblem(`has no metric \`${wanted}\`, ${others}`);
  }
  if (second === undefined) return only;
  const names = new Set(found.map(({ name }) => name));
  const advice = names.size === 1 ? "let it report each metric once" : `name it ${listed([...names], "or")}`;
  throw new MetricProblem(`has \`${wanted}\` ${times(found.length)}: ${advice}`);
}

function positive({ name, value }: Reading): number {
  if (typeof value !== "number")
    throw new MetricProblem(`has no number for \`${name}\`, which ${value.failure}`);
  if (Number.isNaN(value)) throw new MetricProblem(`has no number for \`${name}\` but NaN or null`);
  if (!Number.isFinite(value)) throw new MetricProblem(`says that \`${name}\` is infinite`);
  if (value > 0) return value;
  throw new MetricProblem(
    `says that \`${name}\` is ${value}, but versions are compared by ratio, so it must be above 0`,
  );
}

function times(count: number): string {
  return count === 2 ? "twice" : `${count} times`;
}

/** `a`, `b` and 7 more. */
function listed(names: readonly string[], join = "and"): string {
  const shown = names.length > 6 ? names.slice(0, 5) : names;
  const quoted = shown.map((name) => `\`${name}\``);
  const rest = names.length - shown.length;
  const all = rest > 0 ? [...quoted, `${rest} more`] : quoted;
  return all.length < 2 ? all.join("") : `${all.slice(0, -1).join(", ")} ${join} ${all.at(-1)}`;
}
