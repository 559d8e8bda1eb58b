import type { Exemplar } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import { fitness, isFailure, likeness, ranked } from "./likeness.ts";
import { bestOf } from "./pool.ts";

export interface Choice {
  readonly candidate: CandidateView;
  readonly reason: string;
}

/**
 * Fills up to `count` with whatever is least like those chosen: what passed its gates first, failures only when nothing
 * else is left. The first of nothing is the best.
 */
export function filled(
  chosen: readonly Choice[],
  pool: readonly CandidateView[],
  count: number,
): readonly Choice[] {
  const all = [...chosen];
  while (all.length < count) {
    const taken = all.map(({ candidate }) => candidate);
    const [next] = ranked(pool.filter((candidate) => !taken.includes(candidate)))
      .map((candidate) => ({ candidate, shared: likeness(candidate, taken) }))
      .sort((a, b) => Number(isFailure(a.candidate)) - Number(isFailure(b.candidate)) || a.shared - b.shared);
    if (next === undefined) break;
    all.push({ candidate: next.candidate, reason: reasonFor(next, taken.length) });
  }
  return all;
}

/**
 * Of two or more at least one that is not among the `count` best: where all are, the last of them makes room for what is
 * least like the others.
 */
export function withNovel(
  chosen: readonly Choice[],
  pool: readonly CandidateView[],
  count: number,
): readonly Choice[] {
  const best = bestOf(pool, count);
  const others = ranked(pool).filter((candidate) => !best.has(candidate));
  const novel = others.some((candidate) => !isFailure(candidate))
    ? others.filter((candidate) => !isFailure(candidate))
    : others;
  if (count < 2 || novel.length === 0) return chosen;
  if (chosen.some(({ candidate }) => novel.includes(candidate))) return chosen;
  const [last] = chosen
    .filter(({ candidate }) => best.has(candidate))
    .toSorted((a, b) => fitness(a.candidate) - fitness(b.candidate));
  if (chosen.length === count && last === undefined) return chosen;
  const rest = chosen.length < count ? chosen : chosen.filter((choice) => choice !== last);
  const taken = rest.map(({ candidate }) => candidate);
  const [candidate] = novel.toSorted((a, b) => likeness(a, taken) - likeness(b, taken));
  return candidate === undefined
    ? chosen
    : [...rest, { candidate, reason: "new rather than best: the least like those chosen" }];
}

/** Ordered from worst to best, so that the best is read last. */
export function exemplarsOf(chosen: readonly Choice[]): readonly Exemplar[] {
  return chosen
    .toSorted(
      (a, b) => fitness(a.candidate) - fitness(b.candidate) || b.candidate.number - a.candidate.number,
    )
    .map(({ candidate, reason }) => ({ candidate: candidate.number, reason }));
}

function reasonFor(
  { candidate, shared }: { readonly candidate: CandidateView; readonly shared: number },
  taken: number,
): string {
  if (isFailure(candidate)) return "a failure to learn from";
  if (taken === 0) return "the best so far";
  return shared === 0 ? "another way than those chosen" : "the least alike of the rest";
}
