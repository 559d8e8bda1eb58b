import { candidateLabel } from "../domain/candidate.ts";
import { type CandidateView, gainOf, type RunView } from "../domain/runView.ts";
import { changesBehind } from "./population.ts";
import { compareByRubric } from "./rubric.ts";

/** Candidates to confirm. */
export interface Finalists {
  /** In the order to try them. */
  readonly candidates: readonly CandidateView[];
  /** A sentence: why the first comes before those it is tied with; null when it is tied with none. */
  readonly because: string | null;
}

/** The candidates to confirm. @param most at least 0. */
export function finalistsOf(view: RunView, most: number): Finalists {
  const improved = view.candidates.filter(
    ({ verdict, declined }) => verdict?.kind === "improved" && declined === null,
  );
  const candidates = inOrderOfOffer(view, improved).slice(0, most);
  return { candidates, because: reasonFor(view, candidates) };
}

/**
 * Candidates in the order a person would want them: by the lower bound of their gain; but those whose interval reaches
 * up to the best lower bound, which the measurements do not tell from the best, are compared in pairs by the rubric,
 * and where that does not tell either, the one with the fewest changes behind it comes first.
 */
export function inOrderOfOffer(
  view: RunView,
  candidates: readonly CandidateView[],
): readonly CandidateView[] {
  const byBound = candidates.toSorted((a, b) => lowOf(b) - lowOf(a) || a.number - b.number);
  const tied = tiedWithBest(byBound);
  const changes = new Map(tied.map(({ number }) => [number, changesBehind(view, number)]));
  const preferred = tied.toSorted(
    (a, b) =>
      compareByRubric(a, b, view.baseline).order ||
      (changes.get(a.number) ?? 0) - (changes.get(b.number) ?? 0),
  );
  return [...preferred, ...byBound.filter((candidate) => !tied.includes(candidate))];
}

/** @param byBound the highest lower bound first. */
function tiedWithBest(byBound: readonly CandidateView[]): readonly CandidateView[] {
  const [best] = byBound;
  return best === undefined
    ? []
    : byBound.filter((candidate) => (gainOf(candidate)?.high ?? 0) >= lowOf(best));
}

function reasonFor(view: RunView, ordered: readonly CandidateView[]): string | null {
  const tied = tiedWithBest(ordered.toSorted((a, b) => lowOf(b) - lowOf(a)));
  const [first, second] = ordered.filter((candidate) => tied.includes(candidate));
  if (first === undefined || second === undefined) return null;
  const { because } = compareByRubric(first, second, view.baseline);
  const names = [first, second].map(({ number }) => candidateLabel(number));
  return `Measurements do not tell ${names.join(" and ")} apart; ${names[0]} comes first because ${because ?? "it has fewer changes behind it"}.`;
}

function lowOf(candidate: CandidateView): number {
  return gainOf(candidate)?.low ?? 0;
}
