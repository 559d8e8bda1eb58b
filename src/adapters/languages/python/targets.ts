import { regionOf, type Span } from "../../../engine/domain/candidate.ts";
import type { FoundTarget, Language } from "../language.ts";
import type { Target } from "../target.ts";
import { type FoundFunction, findFunctions } from "./functions.ts";
import { clashOf } from "./helpers.ts";
import { syntaxProblem } from "./parse.ts";

/**
 * Every function of a Python file that can be optimized, in the order of the text.
 * @throws RunError `syntax-error`
 */
export function listTargets(text: string, file: string): readonly Target[] {
  return findFunctions(text, file).flatMap((found) => targetOf(found, text) ?? []);
}

/** The target that a found function is; null when it cannot be optimized. */
export function targetOf(found: FoundFunction, text: string): Target | null {
  const { site, symbol, line, region, async } = found;
  if (site.problem !== null) return null;
  const { expression, receiver, member } = site.reach;
  return {
    symbol,
    line,
    region,
    helperOffset: helperOffsetOf(found, text),
    async,
    entry: {
      symbol: site.symbol,
      capture: { offset: text.length, text: `__evolvent_entry__ = lambda: (${expression})` },
      receiver,
      member: member === null ? null : { name: member },
    },
  };
}

/** Why a found function cannot be optimized, as a sentence that begins with its name. */
export function unsupported({ symbol, site }: FoundFunction, place: string): string {
  return site.symbol === symbol
    ? `${symbol} ${place} ${site.problem}.`
    : `${symbol} ${place} is nested in ${site.symbol}, which ${site.problem}.`;
}

/** Finds the target in a candidate's text and holds the candidate to what the baseline's callers rely on. */
export const findInRegion: Language["findInRegion"] = ({ text, baseline, target, code }): FoundTarget => {
  const broken = syntaxProblem(text, baseline.file);
  if (broken !== null) return problem(broken);
  const region = regionOf(baseline, code);
  const found = findFunctions(text, baseline.file).find(
    (each) => each.symbol === target.symbol && isInside(each.region, region),
  );
  if (found === undefined) {
    return problem(`The candidate no longer holds the function ${target.symbol} in its place.`);
  }
  const beside = text.slice(region.start, found.region.start) + text.slice(found.region.end, region.end);
  if (beside.replaceAll(/^\s*#.*$/gm, "").trim() !== "") {
    return problem(`The candidate puts more than the function ${target.symbol} in its place.`);
  }
  const before = findFunctions(baseline.text, baseline.file).find(
    (each) => each.symbol === target.symbol && each.region.start === target.region.start,
  );
  if (before === undefined) throw new Error("A baseline holds its own target.");
  const change = changeOf(before, found) ?? clashOf(baseline, code);
  if (change !== null) return problem(change);
  const now = targetOf(found, text);
  return now === null
    ? problem(`In the candidate, ${unsupported(found, `at line ${found.line}`)}`)
    : { kind: "found", target: now };
};

/** What callers of the target would notice, as a sentence; null when nothing. */
function changeOf(before: FoundFunction, now: FoundFunction): string | null {
  const { symbol } = before;
  if (before.parameters !== now.parameters) {
    return `The candidate changes the parameters of ${symbol} from (${before.parameters}) to (${now.parameters}).`;
  }
  if (before.async !== now.async) {
    return `The candidate makes ${symbol} ${now.async ? "" : "no longer "}asynchronous.`;
  }
  if (before.generator !== now.generator) {
    return `The candidate makes ${symbol} ${now.generator ? "a generator" : "no generator any more"}.`;
  }
  const [one, other] = [before.site.reach, now.site.reach];
  return one.receiver !== other.receiver ||
    one.member !== other.member ||
    before.site.symbol !== now.site.symbol
    ? `In the candidate, ${symbol} can no longer be called as in the baseline.`
    : null;
}

function isInside(inner: Span, outer: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function problem(reason: string): FoundTarget {
  return { kind: "problem", reason };
}

/** Before the outermost statement and the comment right above it, at the start of a line. */
export function helperOffsetOf({ statement }: FoundFunction, text: string): number {
  let offset = statement;
  for (;;) {
    const above = /(?:^|\n|\r)[ \t]*(#[^\r\n]*)(?:\r\n|\n|\r)$/.exec(text.slice(0, offset));
    if (above === null || /^#!|^#.*coding[:=]/.test(above[1] ?? "")) break;
    offset = above.index + (/^[\r\n]/.test(above[0]) ? 1 : 0);
  }
  return offset === 0 && text.startsWith("\ufeff") ? 1 : offset;
}
