import { ancestryOf, type CandidateView, gainOf, type RunView } from "../domain/runView.ts";

/** The candidates to confirm, in the order to try them. @param most at least 0. */
export function finalistsOf(view: RunView, most: number): readonly CandidateView[] {
  const improved = view.candidates.filter(
    ({ verdict, declined }) => verdict?.kind === "improved" && declined === null,
  );
  return inOrderOfOffer(view, improved).slice(0, most);
}

/**
 * Candidates in the order a person would want them: by the lower bound of their gain; but among those whose interval
 * reaches up to the best lower bound, which the measurements do not tell from the best, the one with the fewest changes
 * behind it first, since that is the one a person would rather review.
 */
export function inOrderOfOffer(
  view: RunView,
  candidates: readonly CandidateView[],
): readonly CandidateView[] {
  const byBound = candidates.toSorted((a, b) => lowOf(b) - lowOf(a) || a.number - b.number);
  const [best] = byBound;
  if (best === undefined) return [];
  const tied = byBound.filter((candidate) => (gainOf(candidate)?.high ?? 0) >= lowOf(best));
  const changes = new Map(tied.map(({ number }) => [number, ancestryOf(view, number).size]));
  const simplest = tied.toSorted((a, b) => (changes.get(a.number) ?? 0) - (changes.get(b.number) ?? 0));
  return [...simplest, ...byBound.filter((candidate) => !tied.includes(candidate))];
}

function lowOf(candidate: CandidateView): number {
  return gainOf(candidate)?.low ?? 0;
}
