import { type Baseline, baselineCode, type Code } from "../../../../src/engine/domain/candidate.ts";
import type { Random } from "../../../../src/engine/ports.ts";
import { ConstantTuner } from "../../../../src/engine/rewrite/text/constantTuner.ts";

/** A generator for requests whose outcome must not depend on it. */
const noRandom: Random = {
  next: () => {
    throw new Error("the tuner draws nothing");
  },
  fork: () => noRandom,
};

/** A whole text as the target. */
export function baselineOf(file: string, text: string): Baseline {
  return { file, symbol: "f", text, region: { start: 0, end: text.length }, helperOffset: 0 };
}

export async function tunings(file: string, text: string) {
  const baseline = baselineOf(file, text);
  return new ConstantTuner().propose({
    baseline,
    parents: [{ number: 0, summary: "", code: baselineCode(baseline) }],
    ancestor: null,
    favoured: [],
    random: noRandom,
  });
}

/** Both parents' changes over the text, if they can be merged. */
export async function crossing(file: string, text: string, first: string, second: string) {
  const baseline = baselineOf(file, text);
  const code = (target: string): Code => ({ target, helpers: [] });
  return new ConstantTuner().propose({
    baseline,
    parents: [
      { number: 1, summary: "one thing", code: code(first) },
      { number: 2, summary: "another", code: code(second) },
    ],
    ancestor: baselineCode(baseline),
    favoured: [],
    random: noRandom,
  });
}
