import type { Code } from "../domain/candidate.ts";
import type { RunView } from "../domain/runView.ts";
import { codeBytes } from "./codeSize.ts";
import type { Terms } from "./judge.ts";

/**
 * What a candidate of a run is judged by now.
 * @throws Error before the baseline was measured and the benchmark calibrated.
 */
export function termsOf({ facts, calibration, spec, baseline }: RunView, code: Code): Terms {
  if (facts === null || calibration === null) throw new Error("nothing is judged before the calibration");
  return {
    metric: facts.metric,
    calibration,
    constraints: spec.objective?.constraints ?? [],
    codeSize: codeBytes(code) / codeBytes(baseline),
  };
}
