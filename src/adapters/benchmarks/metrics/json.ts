import * as z from "zod";
import { MetricProblem } from "./reading.ts";

/** Most lines where a JSON text is taken to begin and to end, so that a flood of braces costs no quadratic time. */
const mostStarts = 16;
const mostEnds = 4;

/**
 * The JSON value in an output, with whatever other lines stand before and after it (npm's banner, warnings). NaN and
 * Infinity, which Python writes, become the texts "NaN", "Infinity" and "-Infinity".
 * @param what the format, for the message: "hyperfine's JSON"
 * @throws MetricProblem when there is none
 */
export function jsonIn(text: string, what: string): unknown {
  if (text.trim() === "") throw new MetricProblem("is empty");
  const whole = parsed(text);
  if (whole !== undefined) return whole;
  const starts = [...text.matchAll(/^[ \t]*[{[]/gm)].slice(0, mostStarts);
  for (const { index } of starts) {
    const rest = text.slice(index).trimStart();
    const close = rest.startsWith("{") ? "}" : "]";
    const ends = [...rest.matchAll(new RegExp(`\\${close}[ \\t]*\\r?$`, "gm"))].slice(-mostEnds).toReversed();
    for (const end of ends) {
      const value = parsed(rest.slice(0, end.index + 1));
      if (value !== undefined) return value;
    }
  }
  throw new MetricProblem(`holds no ${what}`);
}

/**
 * A value of the shape that a tool is known to write.
 * @throws MetricProblem when it has another shape
 */
export function shaped<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
  what: string,
): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
  throw new MetricProblem(`is not ${what} (${issue?.message ?? "another shape"}${place})`);
}

/** Undefined when it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    if (!/NaN|Infinity/.test(text)) return undefined;
  }
  try {
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (token) =>
        token.startsWith('"') ? token : `"${token}"`,
      ),
    );
  } catch {
    return undefined;
  }
}

/** A number, also one that JSON cannot write: null and the texts "NaN", "Infinity", "-Infinity". */
export const looseNumber = z.union([
  z.number(),
  z.null().transform(() => Number.NaN),
  z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number),
]);
