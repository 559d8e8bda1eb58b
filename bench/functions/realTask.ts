import { readFile } from "node:fs/promises";
import { resolveTarget } from "../../src/adapters/languages/javascript/resolveTarget.ts";
import { assemble, type Baseline, baselineCode, type Code } from "../../src/engine/domain/candidate.ts";
import type { Verdict } from "../../src/engine/domain/verdict.ts";
import { argumentsFor } from "./inputs.ts";
import { type Outcome, operationsOf } from "./operations.ts";

export const functionNames = ["accessReport", "orderReport", "buildOrder"] as const;
export type FunctionName = (typeof functionNames)[number];

/** A function of this folder to make better, judged by operations in place of time: no noise, the same everywhere. */
export interface RealTask {
  readonly name: FunctionName;
  readonly baseline: Baseline;
  readonly evaluate: (code: Code) => Verdict;
}

/** Half the width of an interval on ln(gain): counts have no noise, and what differs less is called tied. */
const margin = 0.005;

export async function openRealTask(name: FunctionName): Promise<RealTask> {
  const text = await readFile(new URL(`${name}.mjs`, import.meta.url), "utf8");
  const baseline = baselineOf(`${name}.mjs`, name, text);
  const args = argumentsFor(name);
  const original = operationsOf(assemble(baseline, baselineCode(baseline)), name, args);
  const known = new Map<string, Verdict>();
  return {
    name,
    baseline,
    evaluate(code) {
      const source = assemble(baseline, code);
      const verdict = known.get(source) ?? judged(original, () => operationsOf(source, name, args));
      known.set(source, verdict);
      return verdict;
    },
  };
}

function judged(original: Outcome, call: () => Outcome): Verdict {
  let own: Outcome;
  try {
    own = call();
  } catch (error) {
    return { kind: "rejected", gate: "differential", reason: `It throws: ${String(error).slice(0, 200)}` };
  }
  if (own.result !== original.result)
    return { kind: "rejected", gate: "differential", reason: "It answers wrongly." };
  const estimate = original.operations / own.operations;
  const gain = { estimate, low: estimate * Math.exp(-margin), high: estimate * Math.exp(margin), blocks: 8 };
  return { kind: gain.low > 1 ? "improved" : gain.high < 1 ? "worse" : "tied", gain };
}

function baselineOf(file: string, symbol: string, text: string): Baseline {
  const { region, helperOffset } = resolveTarget({ text, file, symbol });
  return { file, symbol, text, region, helperOffset };
}
