import type { RunView } from "../domain/runView.ts";

/** Half of the smallest gain worth having, in ln(gain): the search takes no smaller difference of fitness for one. */
export function stepOf(view: RunView): number {
  return Math.log(view.calibration?.smallestGain ?? 1.02) / 2;
}
