import vm from "node:vm";
import * as z from "zod";
import { MetricProblem, type ParserOptions, type Reading } from "./reading.ts";
import { betterByUnit, inNanoseconds } from "./units.ts";

/** Milliseconds that an expression may take: what a candidate prints must not hold us. */
const limitMs = 1000;
/** More matches than this say no more than that there are several. */
const mostMatches = 100;

/** The groups of every match; null for one that took no part. */
const matchesSchema = z.array(
  z.object({ groups: z.array(z.string().nullable()), named: z.record(z.string(), z.string().nullable()) }),
);
type Match = z.infer<typeof matchesSchema>[number];

/**
 * The numbers that the groups of an expression match: its only group, or every named group. A group named `unit` is
 * the unit of the others. `^` and `$` match at every line. Several matches are several readings of one name.
 */
export function parseRegex(text: string, { pattern, name }: ParserOptions): readonly Reading[] {
  if (pattern === undefined) throw new MetricProblem("cannot be read: give the metric's pattern");
  if (text.trim() === "") throw new MetricProblem("is empty");
  const matches = matchesOf(text, pattern);
  if (matches.length === 0) throw new MetricProblem(`has no match for /${pattern}/`);
  return matches.flatMap(({ groups, named }) => {
    const { unit, ...values } = named;
    const found = Object.entries(values);
    if (found.length > 0) return found.flatMap(([group, value]) => readingOf(group, value, unit ?? null));
    const [only = null, ...more] = groups;
    if (only === null || more.length > 0) {
      throw new MetricProblem(
        `cannot be read with /${pattern}/: put one group around the number, or name the groups, as in (?<ms>[0-9.]+)`,
      );
    }
    return readingOf(name ?? "value", only, null);
  });
}

function readingOf(name: string, text: string | null, unit: string | null): readonly Reading[] {
  if (text === null) return [];
  const value = numberOf(text);
  if (value === null)
    throw new MetricProblem(`has "${text.slice(0, 40)}" where a number should be (${name})`);
  const time = unit === null ? null : inNanoseconds(value, unit);
  return [
    {
      name,
      short: name,
      value: time ?? value,
      unit: time === null ? unit : "ns",
      better: unit === null ? null : betterByUnit(unit),
      main: true,
    },
  ];
}

/** `12`, `1.5e3`, `1,234.5`, `NaN`, `inf`; null for anything else. */
function numberOf(text: string): number | null {
  const plain = text.trim();
  if (/^nan$/i.test(plain)) return Number.NaN;
  const infinite = /^([+-]?)inf(?:inity)?$/i.exec(plain);
  if (infinite !== null) return infinite[1] === "-" ? -Infinity : Infinity;
  const digits = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain) ? plain.replaceAll(",", "") : plain;
  const value = Number(digits);
  return digits === "" || Number.isNaN(value) ? null : value;
}

function matchesOf(text: string, pattern: string): readonly Match[] {
  let found: unknown;
  try {
    // Only in a context of its own can an expression be stopped halfway. Text crosses its border unharmed.
    found = vm.runInNewContext(
      `JSON.stringify([...text.matchAll(new RegExp(pattern, "gmu"))].slice(0, ${mostMatches})
        .map((match) => ({ groups: match.slice(1).map((group) => group ?? null),
          named: Object.fromEntries(Object.entries(match.groups ?? {}).map(([k, v]) => [k, v ?? null])) })))`,
      { text, pattern },
      { timeout: limitMs },
    );
  } catch (error) {
    throw new MetricProblem(`cannot be read with /${pattern}/ (${wordsOf(error)})`);
  }
  return matchesSchema.parse(JSON.parse(String(found)));
}

function wordsOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message)
    : "it fails";
}
