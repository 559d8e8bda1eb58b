import { assemble, type Baseline, regionOf } from "../../engine/domain/candidate.ts";
import { RunError, type Trial } from "../../engine/ports.ts";
import { syntaxProblem } from "../languages/javascript/parse.ts";
import { retarget } from "../languages/javascript/targets.ts";
import type { Target } from "../languages/target.ts";

/**
 * Why the text of the target's file is not the baseline's with the region replaced and the declared helpers inserted;
 * null when it is, byte for byte.
 */
export function regionProblem(text: string, baseline: Baseline, { code }: Trial): string | null {
  const expected = assemble(baseline, code);
  if (text === expected) return null;
  let offset = 0;
  while (text[offset] === expected[offset]) offset += 1;
  const line = text.slice(0, offset).split("\n").length;
  return `${baseline.file} is changed at line ${line}, outside ${baseline.symbol} and the helpers that were declared.`;
}

/** What the syntax gate finds: the target in the candidate's text, or why it cannot be used. */
export type FoundTarget =
  | { readonly kind: "found"; readonly target: Target }
  | { readonly kind: "problem"; readonly reason: string };

/** Parses the candidate's text and finds the target in its region, where nothing else may be. */
export function findInRegion(options: {
  readonly text: string;
  readonly baseline: Baseline;
  readonly target: Target;
  readonly code: Trial["code"];
}): FoundTarget {
  const { text, baseline, target, code } = options;
  const problem = syntaxProblem(text, baseline.file);
  if (problem !== null) return { kind: "problem", reason: problem };
  const region = regionOf(baseline, code);
  try {
    const found = retarget(text, { file: baseline.file, baseline: target, region });
    const beside = text.slice(region.start, found.region.start) + text.slice(found.region.end, region.end);
    return beside.trim() === ""
      ? { kind: "found", target: found }
      : {
          kind: "problem",
          reason: `The candidate puts more than the function ${baseline.symbol} in its place.`,
        };
  } catch (error) {
    if (error instanceof RunError) return { kind: "problem", reason: error.message };
    throw error;
  }
}
