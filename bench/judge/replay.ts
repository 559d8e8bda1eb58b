import { median } from "simple-statistics";
import { dice, pairsFrom } from "./draw.ts";
import { judged, search } from "./ours.ts";
import type { Recording, Series } from "./recording.ts";
import { type Rule, rivals, tinybenchAccepts } from "./rivals.ts";

/** How often a rule accepts candidates of a series. */
export interface Rate {
  readonly rule: string;
  readonly series: Pick<Series, "language" | "workload" | "gain">;
  /** Share of the candidates that are accepted: false accepts where the gain is 1, power elsewhere. */
  readonly accepted: number;
  readonly candidates: number;
  /** Median of the pairs of processes it took. */
  readonly pairs: number;
}

export const ourRule = "paired fresh processes, sequential (ours)";
const tinybenchRule = "tinybench, margins do not overlap";

/**
 * Every rule on every series of a recording.
 * @param options.candidates how many candidates are drawn from a series
 */
export function replay(
  recording: Recording,
  options: { readonly candidates: number; readonly seed: number },
): readonly Rate[] {
  const rates = recording.series.flatMap((series) => {
    const nulls = recording.series.find(
      ({ language, workload, gain }) =>
        gain === 1 && language === series.language && workload === series.workload,
    );
    if (nulls === undefined) throw new Error(`${series.workload} was never recorded with identical code`);
    return [ourRate(series, nulls, options), ...rivals.map((rule) => rivalRate(rule, series, options))];
  });
  return [...rates, ...tinybenchRates(recording)];
}

function ourRate(
  series: Series,
  nulls: Series,
  { candidates, seed }: { readonly candidates: number; readonly seed: number },
): Rate {
  const roll = dice(seed);
  const outcomes = Array.from({ length: candidates }, () => judged(series, nulls, roll));
  const accepted = outcomes.filter(({ verdict }) => verdict === "improved").length;
  return {
    rule: ourRule,
    series,
    accepted: accepted / candidates,
    candidates,
    pairs: median(outcomes.map(({ blocks }) => blocks)),
  };
}

function rivalRate(
  rule: Rule,
  series: Series,
  { candidates, seed }: { readonly candidates: number; readonly seed: number },
): Rate {
  const roll = dice(seed);
  let accepted = 0;
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    if (rule.accepts(pairsFrom(series.pairs, roll, series.gain === 1))) accepted += 1;
  }
  return { rule: rule.name, series, accepted: accepted / candidates, candidates, pairs: rule.pairs };
}

function tinybenchRates({ tinybench }: Recording): readonly Rate[] {
  const kinds = new Map(tinybench.map(({ workload, gain }) => [`${workload} ${gain}`, { workload, gain }]));
  return [...kinds.values()].map(({ workload, gain }) => {
    const comparisons = tinybench.filter((each) => each.workload === workload && each.gain === gain);
    return {
      rule: tinybenchRule,
      series: { language: "node", workload, gain },
      accepted: comparisons.filter(tinybenchAccepts).length / comparisons.length,
      candidates: comparisons.length,
      pairs: 1,
    };
  });
}

/**
 * Share of whole searches over identical variants that end by offering one to the user: judged, the finalists
 * confirmed.
 */
export function offeredBySearches(
  series: Series,
  options: { readonly searches: number; readonly variants: number; readonly seed: number },
): number {
  const roll = dice(options.seed);
  let offered = 0;
  for (let each = 0; each < options.searches; each += 1) {
    if (search(series, options.variants, roll)) offered += 1;
  }
  return offered / options.searches;
}

/** The same by the rule of thumb that most searches use: the best of all beats the baseline by 5 % in one process each. */
export function crownedByRawBest(
  series: Series,
  options: { readonly searches: number; readonly variants: number; readonly seed: number },
): number {
  const roll = dice(options.seed);
  let crowned = 0;
  for (let each = 0; each < options.searches; each += 1) {
    const source = pairsFrom(series.pairs, roll, true);
    const gains = Array.from({ length: options.variants }, () => {
      const { baseline, candidate } = source.next();
      return baseline.wall / candidate.wall;
    });
    if (Math.max(...gains) > 1.05) crowned += 1;
  }
  return crowned / options.searches;
}
