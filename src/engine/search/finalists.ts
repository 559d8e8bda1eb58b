import type { AgentCall } from "../agents/agentCall.ts";
import type { Preference, Rubric } from "../agents/rubric/rubric.ts";
import { compareByRubric } from "../agents/rubric/ruleRubric.ts";
import { type CandidateNumber, candidateLabel } from "../domain/candidate.ts";
import { type CandidateView, gainOf, type RunView } from "../domain/runView.ts";
import { changesBehind } from "./population.ts";

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
 * The same finalists as the rubric prefers them: the first one stands against each that it is tied with, and the winner
 * comes first. The others keep their order.
 * @param rubric asked once for each pair.
 */
export async function preferredFinalists(
  view: RunView,
  { candidates, because }: Finalists,
  { rubric, call }: { readonly rubric: Rubric; readonly call: AgentCall },
): Promise<Finalists> {
  const tied = tiedAmong(candidates);
  let [best] = tied;
  if (best === undefined || tied.length < 2) return { candidates, because };
  let reason = "";
  for (const challenger of tied.slice(1)) {
    const preference = await rubric.prefer({ one: best, other: challenger, baseline: view.baseline }, call);
    const wins = preference.order > 0;
    const loser = wins ? best : challenger;
    if (wins) best = challenger;
    if (wins || reason === "") reason = sentenceFor(best, loser, preference);
  }
  const winner = best;
  return { candidates: [winner, ...candidates.filter((other) => other !== winner)], because: reason };
}

/**
 * Candidates in the order a person would want them: by the lower bound of their gain; but those whose interval reaches
 * up to the best lower bound, which the measurements do not tell from the best, are compared in pairs by the rubric,
 * and where that does not tell either, the one with the fewest changes behind it comes first.
 * @param preferred numbers of candidates of which an earlier one comes before a later one it is tied with; of others the
 *   rule decides.
 */
export function inOrderOfOffer(
  view: RunView,
  candidates: readonly CandidateView[],
  preferred: readonly CandidateNumber[] = [],
): readonly CandidateView[] {
  const byBound = candidates.toSorted((a, b) => lowOf(b) - lowOf(a) || a.number - b.number);
  const tied = tiedWithBest(byBound);
  const changes = new Map(tied.map(({ number }) => [number, changesBehind(view, number)]));
  const placeOf = ({ number }: CandidateView) => {
    const place = preferred.indexOf(number);
    return place === -1 ? preferred.length : place;
  };
  const ordered = tied.toSorted(
    (a, b) =>
      placeOf(a) - placeOf(b) ||
      compareByRubric({ one: a, other: b, baseline: view.baseline }).order ||
      (changes.get(a.number) ?? 0) - (changes.get(b.number) ?? 0),
  );
  return [...ordered, ...byBound.filter((candidate) => !tied.includes(candidate))];
}

/** @param byBound the highest lower bound first. */
function tiedWithBest(byBound: readonly CandidateView[]): readonly CandidateView[] {
  const [best] = byBound;
  return best === undefined
    ? []
    : byBound.filter((candidate) => (gainOf(candidate)?.high ?? 0) >= lowOf(best));
}

/** Those that measurements do not tell from the best of them, in the order given. */
function tiedAmong(ordered: readonly CandidateView[]): readonly CandidateView[] {
  const tied = tiedWithBest(ordered.toSorted((a, b) => lowOf(b) - lowOf(a)));
  return ordered.filter((candidate) => tied.includes(candidate));
}

function reasonFor(view: RunView, ordered: readonly CandidateView[]): string | null {
  const [first, second] = tiedAmong(ordered);
  if (first === undefined || second === undefined) return null;
  return sentenceFor(first, second, compareByRubric({ one: first, other: second, baseline: view.baseline }));
}

function sentenceFor(
  better: CandidateView,
  other: CandidateView,
  { because }: Pick<Preference, "because">,
): string {
  const [first, second] = [better, other].map(({ number }) => candidateLabel(number));
  return `Measurements do not tell ${first} and ${second} apart; ${first} comes first because ${because ?? "it has fewer changes behind it"}.`;
}

function lowOf(candidate: CandidateView): number {
  return gainOf(candidate)?.low ?? 0;
}
