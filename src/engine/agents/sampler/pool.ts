import type { CandidateNumber } from "../../domain/candidate.ts";
import type { CandidateView } from "../../domain/runView.ts";
import { fitness, isFailure, ranked } from "./likeness.ts";
import type { SamplerInput } from "./sampler.ts";
import { teachingFor } from "./teaching.ts";

/** Most of each group. */
const elites = 3;
const complements = 2;
const recent = 1;
const others = 3;
const failures = 2;

/** Failures of form, which teach nothing about the function. */
const formal: ReadonlySet<string> = new Set(["region", "syntax", "scan"]);

/**
 * A small pool whatever the population is: the best of the parent's island, what paid and the parent lacks, the latest,
 * the best of cells that those do not stand in, and failures worth learning from. Without the parent; everybody where
 * there are few.
 */
export function poolOf(input: SamplerInput): readonly CandidateView[] {
  const judged = input.pool.filter(({ number, verdict }) => number !== input.parent && verdict !== null);
  const most = elites + complements + recent + others + failures;
  if (judged.length <= most) return judged;
  const teaching = teachingFor(input);
  const sound = ranked(judged.filter((candidate) => !isFailure(candidate)));
  const island = islandOf(input, input.parent);
  const chosen = new Set(sound.filter(({ number }) => islandOf(input, number) === island).slice(0, elites));
  addUpTo(elites + complements, teaching.complements, chosen);
  addUpTo(
    elites + complements + recent,
    sound.toSorted((a, b) => b.number - a.number),
    chosen,
  );
  const cells = new Set([...chosen].map((candidate) => cellOf(input, candidate)));
  const withOthers = chosen.size + others;
  for (const candidate of sound) {
    const cell = cellOf(input, candidate);
    if (chosen.size >= withOthers) break;
    if (cells.has(cell)) continue;
    cells.add(cell);
    chosen.add(candidate);
  }
  addUpTo(most, [...teaching.warnings.slice(0, 1), ...instructive(input, judged)], chosen);
  return judged.filter((candidate) => chosen.has(candidate));
}

function addUpTo(most: number, candidates: readonly CandidateView[], chosen: Set<CandidateView>): void {
  for (const candidate of candidates) {
    if (chosen.size >= most) return;
    chosen.add(candidate);
  }
}

/** Failures, those of the parent's family first, then the latest; each cause once. */
function instructive(input: SamplerInput, judged: readonly CandidateView[]): readonly CandidateView[] {
  const family = new Set([input.parent, ...(parentOf(input)?.parents ?? [])]);
  const isKin = ({ parents }: CandidateView) => Number(parents.some((number) => family.has(number)));
  const failed = judged.filter(isFailure);
  const telling = failed.filter(
    ({ verdict, declined }) =>
      declined !== null || (verdict?.kind === "rejected" && !formal.has(verdict.gate)),
  );
  const causes = new Set<string>();
  return (telling.length > 0 ? telling : failed)
    .toSorted((a, b) => isKin(b) - isKin(a) || b.number - a.number)
    .filter((candidate) => {
      const cause = causeOf(candidate);
      const isNew = !causes.has(cause);
      causes.add(cause);
      return isNew;
    })
    .slice(0, failures);
}

/** Why it failed, in a phrase. */
export function causeOf({ abstract, verdict, declined }: CandidateView): string {
  if (declined !== null) return `the user rejected it: ${declined}`;
  if (abstract?.failure != null) return abstract.failure;
  return verdict?.kind === "rejected" ? `${verdict.gate} gate: ${verdict.reason}` : "";
}

/** The parent as a candidate; null for the baseline. */
export function parentOf({ pool, parent }: SamplerInput): CandidateView | null {
  return pool.find(({ number }) => number === parent) ?? null;
}

/** Those with the most fitness, as many as are wanted: what choosing by score alone would show. */
export function bestOf(pool: readonly CandidateView[], count: number): ReadonlySet<CandidateView> {
  return new Set(
    ranked(pool)
      .filter((candidate) => fitness(candidate) > 0)
      .slice(0, count),
  );
}

function islandOf({ places }: SamplerInput, number: CandidateNumber): number | null {
  return places?.get(number)?.island ?? null;
}

function cellOf({ places }: SamplerInput, { number, operator }: CandidateView): string {
  return places?.get(number)?.cell ?? operator;
}
