import { mean, variance } from "simple-statistics";
import { studentQuantile } from "../../src/engine/judge/student.ts";
import type { PairSource } from "./draw.ts";
import type { Comparison } from "./recording.ts";

/** A rule that says whether a candidate is faster. */
export interface Rule {
  readonly name: string;
  /** Pairs of processes it looks at. */
  readonly pairs: number;
  accepts(source: PairSource): boolean;
}

const level = 0.05;

/** One process each; the smallest wall time of a round must be 5 % below the baseline's. */
const oneProcess: Rule = {
  name: "one process each, minimum wall, 5 %",
  pairs: 1,
  accepts(source) {
    const { baseline, candidate } = source.next();
    return baseline.wall / candidate.wall > 1.05;
  },
};

/** One process each; Welch's t-test over the rounds inside them, as most benchmark scripts do it. */
const welchOverRounds: Rule = {
  name: "Welch over rounds of one process",
  pairs: 1,
  accepts(source) {
    const { baseline, candidate } = source.next();
    return isFaster(baseline.rounds, candidate.rounds);
  },
};

/** A baseline that was timed once, earlier, by ten runs of the command; the candidate by ten runs; Welch's t-test. */
const cachedBaseline: Rule = {
  name: "cached baseline, 10 runs each",
  pairs: 20,
  accepts(source) {
    const earlier = Array.from({ length: 10 }, () => source.next().baseline.whole);
    source.skip(30);
    const later = Array.from({ length: 10 }, () => source.next().candidate.whole);
    return isFaster(earlier, later);
  },
};

export const rivals: readonly Rule[] = [oneProcess, welchOverRounds, cachedBaseline];

/** What tinybench prints: the candidate is faster when the two margins of error do not overlap. */
export function tinybenchAccepts({ baseline, candidate }: Comparison): boolean {
  return candidate.mean + candidate.moe < baseline.mean - baseline.moe;
}

/** Welch's t-test, two-sided at 5 %, and in the candidate's favour. */
function isFaster(baseline: readonly number[], candidate: readonly number[]): boolean {
  const one = variance([...baseline]) / (baseline.length - 1);
  const other = variance([...candidate]) / (candidate.length - 1);
  const difference = mean([...baseline]) - mean([...candidate]);
  if (one + other === 0) return difference > 0;
  const degrees =
    (one + other) ** 2 / (one ** 2 / (baseline.length - 1) + other ** 2 / (candidate.length - 1));
  return difference / Math.sqrt(one + other) > studentQuantile(1 - level / 2, Math.max(degrees, 1));
}
