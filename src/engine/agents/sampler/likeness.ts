import { type CandidateView, gainOf } from "../../domain/runView.ts";

/** The lower end of the gain; 0 for what failed. */
export function fitness(candidate: CandidateView): number {
  return isFailure(candidate) ? 0 : (gainOf(candidate)?.low ?? 0);
}

/** Whether a gate or the user rejected it. */
export function isFailure({ verdict, declined }: CandidateView): boolean {
  return verdict?.kind === "rejected" || declined !== null;
}

/** The best first; the earlier of equals first. */
export function ranked(candidates: readonly CandidateView[]): readonly CandidateView[] {
  return candidates.toSorted((a, b) => fitness(b) - fitness(a) || a.number - b.number);
}

/** Jaccard similarity of what the two candidates are said to be. */
function similarity(a: CandidateView, b: CandidateView): number {
  const first = traits(a);
  const second = traits(b);
  const union = first.union(second).size;
  return union === 0 ? 0 : first.intersection(second).size / union;
}

/** How much the candidate is like the most similar of those chosen; 0 without any. */
export function likeness(candidate: CandidateView, chosen: readonly CandidateView[]): number {
  return Math.max(0, ...chosen.map((other) => similarity(candidate, other)));
}

function traits({ abstract, operator }: CandidateView): ReadonlySet<string> {
  return new Set([operator, ...(abstract?.introduces ?? []), ...(abstract?.inherits ?? [])]);
}
