import type { CandidateNumber } from "../../domain/candidate.ts";
import type { Gain } from "../../domain/verdict.ts";
import type { Transition } from "../../search/transitions.ts";

export const strata = ["improved", "mixed", "degraded", "rejected"] as const;
/**
 * What a step did to its parent: `improved` and `degraded` when the intervals of parent and child do not overlap,
 * `mixed` when they do, `rejected` when a gate stopped the child.
 */
export type Stratum = (typeof strata)[number];

/** A step from parent to child with what it did. */
export interface Step {
  readonly stratum: Stratum;
  readonly transition: Transition;
  /** The better of the parents; null for the baseline. */
  readonly parent: Transition | null;
}

/** All steps, in order. */
export function stepsOf(transitions: readonly Transition[]): readonly Step[] {
  const byNumber = new Map(transitions.map((transition) => [transition.child.number, transition]));
  return transitions.map((transition) => {
    const [parent = null] = transition.parents
      .map((number: CandidateNumber) => byNumber.get(number) ?? null)
      .sort((a, b) => gainOf(b).low - gainOf(a).low);
    return { stratum: stratumOf(transition, parent), transition, parent };
  });
}

/** The gain a step started from or came to; 1 for the baseline. */
export function gainOf(transition: Transition | null): Pick<Gain, "estimate" | "low" | "high"> {
  const verdict = transition?.verdict;
  return verdict === undefined || verdict.kind === "rejected"
    ? { estimate: 1, low: 1, high: 1 }
    : verdict.gain;
}

function stratumOf(transition: Transition, parent: Transition | null): Stratum {
  if (transition.verdict.kind === "rejected") return "rejected";
  const [before, after] = [gainOf(parent), gainOf(transition)];
  if (after.low > before.high && transition.verdict.kind === "improved") return "improved";
  return after.high < before.low ? "degraded" : "mixed";
}

/**
 * At most so many steps, the latest first, each stratum with the share it has of all steps but at least one. Within a
 * stratum in turns the latest step and the one that moved the gain most; of rejections for one reason the latest
 * before another for the same reason.
 */
export function stratified(steps: readonly Step[], count: number): readonly Step[] {
  if (steps.length <= count) return steps.toReversed();
  const groups = Map.groupBy(steps, ({ stratum }) => stratum);
  const sizes = new Map(strata.map((stratum) => [stratum, groups.get(stratum)?.length ?? 0]));
  const shares = sharesOf(sizes, count);
  const chosen = new Set(
    strata.flatMap((stratum) => representatives(groups.get(stratum) ?? [], shares.get(stratum) ?? 0)),
  );
  return steps.filter((step) => chosen.has(step)).toReversed();
}

/** Places by the largest remainders, at least one for each stratum that is not empty. */
function sharesOf(sizes: ReadonlyMap<Stratum, number>, count: number): ReadonlyMap<Stratum, number> {
  const total = [...sizes.values()].reduce((sum, size) => sum + size, 0);
  const exact = (stratum: Stratum) => ((sizes.get(stratum) ?? 0) * count) / total;
  const filled = strata.filter((stratum) => (sizes.get(stratum) ?? 0) > 0);
  const shares = new Map(filled.map((stratum) => [stratum, Math.max(1, Math.floor(exact(stratum)))]));
  const owed = (stratum: Stratum) => exact(stratum) - (shares.get(stratum) ?? 0);
  const given = () => [...shares.values()].reduce((sum, share) => sum + share, 0);
  while (given() < count) {
    const [next] = filled.toSorted((a, b) => owed(b) - owed(a));
    if (next === undefined) break;
    shares.set(next, (shares.get(next) ?? 0) + 1);
  }
  while (given() > count) {
    const [next] = filled
      .filter((stratum) => (shares.get(stratum) ?? 0) > 1)
      .toSorted((a, b) => owed(a) - owed(b));
    if (next === undefined) break;
    shares.set(next, (shares.get(next) ?? 0) - 1);
  }
  return shares;
}

function representatives(steps: readonly Step[], count: number): readonly Step[] {
  const latest = steps.toReversed();
  const telling = latest.toSorted((a, b) => moved(b) - moved(a));
  const orders = [latest, telling].map(distinctFirst);
  const chosen = new Set<Step>();
  for (let turn = 0; chosen.size < Math.min(count, steps.length); turn++) {
    const next = orders[turn % orders.length]?.find((step) => !chosen.has(step));
    if (next === undefined) break;
    chosen.add(next);
  }
  return [...chosen];
}

function moved({ transition, parent }: Step): number {
  return Math.abs(Math.log(gainOf(transition).estimate / gainOf(parent).estimate));
}

/** Steps that were rejected for a reason seen before come after all others. */
function distinctFirst(steps: readonly Step[]): readonly Step[] {
  const seen = new Set<string>();
  const repeated = new Set<Step>();
  for (const step of steps) {
    const { verdict } = step.transition;
    if (verdict.kind !== "rejected") continue;
    const reason = `${verdict.gate} ${verdict.reason}`;
    if (seen.has(reason)) repeated.add(step);
    seen.add(reason);
  }
  return [...steps.filter((step) => !repeated.has(step)), ...repeated];
}
