import type { Span } from "../../../engine/domain/candidate.ts";
import { RunError } from "../../../engine/ports.ts";
import type { CallableTarget } from "../target.ts";
import { captureOf } from "./capture.ts";
import { findFunctions } from "./find.ts";
import type { FoundFunction } from "./found.ts";
import { callOf } from "./reach.ts";
import { spanOf } from "./syntax.ts";

/**
 * Every function of a JavaScript or TypeScript file that can be optimized, in the order of the text.
 * @param file Its name: the extension decides the dialect.
 * @throws RunError `syntax-error`, `target-unsupported` for another language.
 */
export function listTargets(text: string, file: string): readonly CallableTarget[] {
  const { functions, global } = findFunctions(text, file);
  return functions.flatMap((found) => targetOf(found, text, global) ?? []);
}

/**
 * The innermost function around an offset that can be optimized; outside all functions, the one that begins in the
 * offset's line. Null when there is none.
 * @param offset In UTF-16 code units.
 * @throws RunError `syntax-error`, `target-unsupported` for another language.
 */
export function targetAt(text: string, file: string, offset: number): CallableTarget | null {
  const { functions, global } = findFunctions(text, file);
  const supported = functions.filter((found) => found.site.problem === null);
  const around = supported.filter(({ extent }) => extent.start <= offset && offset <= extent.end);
  const line = lineAt(text, offset);
  const found = around.at(-1) ?? supported.find(({ firstLine }) => firstLine === line);
  return found === undefined ? null : targetOf(found, text, global);
}

/**
 * Finds the target again in the file of a candidate, whose text inside the region, and so every later offset, differs.
 * @param region The target's region in `text`.
 * @throws RunError `syntax-error`, `target-missing` when the region no longer holds that function,
 * `target-unsupported` when it can no longer be called as before, such as a function made into a generator.
 */
export function retarget(
  text: string,
  {
    file,
    baseline,
    region,
  }: { readonly file: string; readonly baseline: CallableTarget; readonly region: Span },
): CallableTarget {
  const { functions, global } = findFunctions(text, file);
  const found = functions.find(
    (candidate) =>
      candidate.symbol === baseline.symbol &&
      region.start <= candidate.region.start &&
      candidate.region.end <= region.end,
  );
  const place = `at ${file}:${lineAt(text, region.start)}`;
  if (found === undefined)
    throw new RunError("target-missing", `The candidate no longer holds ${baseline.symbol} ${place}.`);
  const target = targetOf(found, text, global);
  if (target === null)
    throw new RunError("target-unsupported", `In the candidate, ${unsupported(found, place)}`);
  const { receiver, symbol } = target.entry;
  if (receiver !== baseline.entry.receiver || symbol !== baseline.entry.symbol) {
    throw new RunError(
      "target-unsupported",
      `In the candidate, ${baseline.symbol} ${place} can no longer be called as in the baseline.`,
    );
  }
  return target;
}

/** The target that a found function is; null when it cannot be optimized. */
export function targetOf(found: FoundFunction, text: string, global: string): CallableTarget | null {
  const { site } = found;
  if (site.problem !== null || site.reach === null || site.captureOffset === null) return null;
  const { expression, receiver, member } = callOf(site.reach);
  return {
    symbol: found.symbol,
    line: found.line,
    region: found.region,
    helperOffset: helperOffset(found, text),
    async: found.async,
    entry: {
      symbol: site.symbol,
      capture: captureOf(expression, site.captureOffset, global),
      receiver,
      member,
    },
  };
}

/** Why a found function cannot be optimized, as a sentence that begins with its name. */
export function unsupported(found: FoundFunction, place: string): string {
  const { site } = found;
  if (found.region.start === site.node.start) return `${found.symbol} ${place} ${site.problem}.`;
  const around = site.symbol === "" ? "a function that" : `${site.symbol}, which`;
  return `${found.symbol} ${place} is nested in ${around} ${site.problem}.`;
}

/** 1-based line of an offset. */
function lineAt(text: string, offset: number): number {
  let line = 1;
  const lineBreak = /\r\n|[\n\r\u2028\u2029]/g;
  while (lineBreak.exec(text) !== null && lineBreak.lastIndex <= offset) line++;
  return line;
}

/** Before the outermost statement and the JSDoc that belongs to it, at the start of the line unless code is there. */
function helperOffset({ statement }: FoundFunction, text: string): number {
  let { start } = spanOf(statement);
  const comment = statement.leadingComments?.at(-1);
  if (comment?.type === "CommentBlock" && comment.value.startsWith("*") && comment.start != null) {
    const between = text.slice(comment.end ?? start, start);
    if (/^\s*$/.test(between) && between.split("\n").length <= 2) start = comment.start;
  }
  let lineStart = start;
  while (text[lineStart - 1] === " " || text[lineStart - 1] === "\t") lineStart--;
  const before = text[lineStart - 1];
  return before === undefined || before === "\n" || before === "\r" ? lineStart : start;
}
