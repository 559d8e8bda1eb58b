import { python } from "../../../../src/adapters/languages/python/language.ts";
import type { Target } from "../../../../src/adapters/languages/target.ts";
import { assemble, type Baseline, type Code } from "../../../../src/engine/domain/candidate.ts";

/** A baseline with its target, as a run captures it. */
export function capture(
  text: string,
  symbol: string,
): { readonly baseline: Baseline; readonly target: Target } {
  const file = "src/a.py";
  const target = python.resolve({ text, file, symbol });
  const { region, helperOffset } = target;
  return { baseline: { file, symbol: target.symbol, text, region, helperOffset }, target };
}

/** Why a candidate is refused in its region; `found` when it is not. */
export function verdictInRegion(text: string, symbol: string, code: Code): string {
  const { baseline, target } = capture(text, symbol);
  const found = python.findInRegion({ text: assemble(baseline, code), baseline, target, code });
  return found.kind === "found" ? "found" : found.reason;
}
