import type { CandidateNumber } from "../../domain/candidate.ts";
import { type CandidateView, gainOf } from "../../domain/runView.ts";
import { fitness, isFailure } from "./likeness.ts";
import type { SamplerInput } from "./sampler.ts";

/** A step that is less than this, in ln(gain), is no lesson. */
const leastStep = 0.03;

/** What earlier candidates teach somebody who is about to change the parent. */
export interface Teaching {
  /** Brought a gain over their own parents by something that the parent lacks; the greatest step first. */
  readonly complements: readonly CandidateView[];
  /**
   * Failed or made it worse by something that the parent lacks too, on ground that it shares; what failed most often
   * first, then the latest.
   */
  readonly warnings: readonly CandidateView[];
}

/**
 * Compares what candidates introduced with what the parent is. A loss says something only where the rest was as in the
 * parent: a change that failed beside another one may do well without it.
 */
export function teachingFor({ parent, pool }: SamplerInput): Teaching {
  const byNumber = new Map(pool.map((candidate) => [candidate.number, candidate]));
  const line = lineOf(parent, byNumber);
  const traits = new Set(traitsOf(byNumber.get(parent)));
  const isNew = (trait: string) => !traits.has(trait);
  const others = pool.filter(({ number, verdict }) => verdict !== null && !line.has(number));
  const telling = others.filter(({ abstract }) => abstract?.introduces.some(isNew) ?? false);
  const step = (candidate: CandidateView) => stepOf(candidate, byNumber);
  const complements = telling
    .filter((candidate) => !isFailure(candidate) && step(candidate) > leastStep)
    .toSorted((a, b) => step(b) - step(a) || a.number - b.number);
  const failed = telling.filter(isLoss);
  const counts = new Map<string, number>();
  for (const trait of failed.flatMap(({ abstract }) => abstract?.introduces ?? [])) {
    counts.set(trait, (counts.get(trait) ?? 0) + 1);
  }
  const repeated = ({ abstract }: CandidateView) =>
    Math.max(0, ...(abstract?.introduces ?? []).filter(isNew).map((trait) => counts.get(trait) ?? 0));
  const warnings = failed
    .filter(
      ({ parents, abstract }) =>
        parents.every((number) => number === 0 || line.has(number)) ||
        (abstract?.inherits ?? []).every((trait) => traits.has(trait)),
    )
    .toSorted((a, b) => repeated(b) - repeated(a) || b.number - a.number);
  return { complements, warnings };
}

/** Whether it was rejected or is worse than the baseline. */
function isLoss(candidate: CandidateView): boolean {
  return isFailure(candidate) || candidate.verdict?.kind === "worse";
}

/** The candidate and all that it descends from, the baseline aside. */
function lineOf(
  number: CandidateNumber,
  byNumber: ReadonlyMap<CandidateNumber, CandidateView>,
): ReadonlySet<CandidateNumber> {
  const line = new Set<CandidateNumber>();
  const open = [number];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (line.has(next)) continue;
    line.add(next);
    open.push(...(byNumber.get(next)?.parents ?? []).filter((each) => each !== 0));
  }
  return line;
}

/** ln of the gain over the better parent, by the lower ends; a rejected parent counts as the baseline. */
function stepOf(candidate: CandidateView, byNumber: ReadonlyMap<CandidateNumber, CandidateView>): number {
  const before = candidate.parents.map((number) => {
    const parent = byNumber.get(number);
    return parent === undefined || isFailure(parent) ? 1 : (gainOf(parent)?.low ?? 1);
  });
  return Math.log(fitness(candidate) / Math.max(...before));
}

function traitsOf(candidate: CandidateView | undefined): readonly string[] {
  return [...(candidate?.abstract?.introduces ?? []), ...(candidate?.abstract?.inherits ?? [])];
}
