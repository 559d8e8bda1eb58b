import { RunError } from "../../../engine/ports.ts";
import { applyInsertions } from "../javascript/insertions.ts";
import type { Target } from "../target.ts";
import { type FoundFunction, findFunctions } from "./functions.ts";
import { recorderSource } from "./recorderSource.ts";
import { helperOffsetOf } from "./targets.ts";

/**
 * The source with the target's entry decorated so that each call of it is recorded, as recorderSource.ts describes,
 * when EVOLVENT_RECORD is set. It does what the source does; two lines are added.
 *
 * Of calls within calls only the outermost is recorded, but for asynchronous functions, whose calls may overlap.
 *
 * @param target as found in `text`
 * @throws RunError `syntax-error`, `target-missing` when the target is not from this text
 */
export function instrumentForRecording(text: string, file: string, target: Target): string {
  const functions = findFunctions(text, file);
  const own = functions.find(
    ({ region, symbol }) => symbol === target.symbol && region.start === target.region.start,
  );
  const entry = functions.find(({ region }) => region.start === own?.site.start);
  if (own === undefined || entry === undefined) {
    throw new RunError(
      "target-missing",
      `${file} does not hold ${target.symbol} at line ${target.line} any more.`,
    );
  }
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const name = unusedName(text, "_evolvent_record");
  const up = file.split("/").map(() => "os.path.dirname(");
  const root = `${up.join("")}os.path.abspath(__file__)${")".repeat(up.length)}`;
  const options = `__name__, ${root.replaceAll("os.", "__import__('os').")}, ${optionsOf(entry)}`;
  const setup = `${name} = {}; exec(${pythonString(recorderSource)}, ${name}); ${name} = ${name}["recorder"](${options})`;
  const begin = entry.region.start;
  const indent = /[ \t]*$/.exec(text.slice(0, begin))?.[0] ?? "";
  return applyInsertions(text, [
    { offset: helperOffsetOf(entry, text), text: `${setup}${newline}` },
    { offset: begin, text: `@${name}${newline}${indent}` },
  ]);
}

/** Name of the method, and what its first argument is. */
function optionsOf({ symbol, site: { reach } }: FoundFunction): string {
  const last = symbol.split(".").at(-1) ?? "";
  if (reach.receiver === "instance") return `${pythonString(reach.member ?? last)}, "instance"`;
  // The decorator sees a class method before it is bound; a static method has nothing before its arguments.
  const makes = reach.receiver === "none" && reach.expression !== symbol;
  return `None, ${makes ? '"owner"' : '"nothing"'}`;
}

/** JSON is Python too, as far as strings go. */
function pythonString(text: string): string {
  return JSON.stringify(text);
}

function unusedName(text: string, base: string): string {
  let name = base;
  for (let count = 2; text.includes(name); count++) name = `${base}${count}`;
  return name;
}
