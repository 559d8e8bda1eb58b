import * as z from "zod";
import { looseNumber, parsed } from "./json.ts";
import { MetricProblem, type Reading } from "./reading.ts";
import { betterByUnit, inNanoseconds } from "./units.ts";

const numberSchema = z.union([
  looseNumber.transform((value) => ({ value, unit: undefined, better: undefined })),
  z.object({
    value: looseNumber,
    unit: z.string().min(1).optional(),
    better: z.enum(["lower", "higher"]).optional(),
  }),
]);
const objectSchema = z.record(z.string(), z.unknown());
const wrapperSchema = z.object({ metrics: objectSchema });

/** OpenEvolve's name for the one number that is to rise. */
const score = "combined_score";

/**
 * A JSON object on the last line: `{"metrics": {"ops": 120}}`, `{"combined_score": 0.8}` or any other object with
 * numbers. A number may also be written as `{"value": 12, "unit": "ms", "better": "lower"}`. A file may hold the object
 * on several lines. Lines after it that are no object, such as a package manager's, do not count.
 */
export function parseJsonLine(text: string): readonly Reading[] {
  if (text.trim() === "") throw new MetricProblem("is empty");
  const source = parsed(text) === undefined ? lastObjectLine(text) : text;
  const object = objectSchema.safeParse(source === null ? undefined : parsed(source));
  if (source === null || !object.success) {
    throw new MetricProblem('has no JSON object such as {"metrics": {"ops": 120}} on its last line');
  }
  const twice = repeatedKey(source);
  if (twice !== null) throw new MetricProblem(`has \`${twice}\` twice in one JSON object`);
  const wrapper = wrapperSchema.safeParse(object.data);
  const inner = wrapper.success ? wrapper.data.metrics : {};
  const fields = [...Object.entries(inner), ...Object.entries(object.data)];
  const scored = fields.some(([name]) => name === score);
  return fields.flatMap(([name, field]) => {
    const number = numberSchema.safeParse(field);
    return number.success ? [readingOf(name, number.data, !scored || name === score)] : [];
  });
}

function readingOf(
  name: string,
  { value, unit, better }: z.infer<typeof numberSchema>,
  main: boolean,
): Reading {
  const time = unit === undefined ? null : inNanoseconds(value, unit);
  const known = name === score ? "higher" : unit === undefined ? null : betterByUnit(unit);
  return {
    name,
    short: name,
    value: time ?? value,
    unit: time === null ? (unit ?? null) : "ns",
    better: better ?? known,
    main,
  };
}

function lastObjectLine(text: string): string | null {
  return (
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .findLast((line) => line.startsWith("{") && line.endsWith("}")) ?? null
  );
}

/** A key that some object of a valid JSON text has twice, of which a parser would keep the last; null when none. */
function repeatedKey(json: string): string | null {
  const open: Set<string>[] = [];
  for (const [token, key] of json.matchAll(/("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === "{") open.push(new Set());
    else if (token === "}") open.pop();
    else if (key !== undefined) {
      const keys = open.at(-1);
      if (keys?.has(key)) return String(JSON.parse(key));
      keys?.add(key);
    }
  }
  return null;
}
