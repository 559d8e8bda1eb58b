import type { Block } from "../domain/verdict.ts";
import { evidenceFor, gainShown, isExact, isFutile } from "./evidence.ts";
import type { ConfirmationDecision, Finalist, Finding, Terms } from "./judge.ts";
import { cautionsOf } from "./sequentialTest.ts";

/** Numbers of fresh blocks after which a finalist is looked at; each look may spend half of the error. */
export const confirmationLooks = [10, 20] as const;
/** Blocks that tell all there is to tell of a metric that does not vary from run to run. */
const blocksWhenExact = 3;

/**
 * See `Judge.confirm`. The finalists are tried in turn until Holm's procedure, over all that may be tried, confirms one:
 * those not measured count as not shown, so that stopping early takes nothing from its error. A finalist's p-value over
 * both looks is twice the smaller one (Bonferroni).
 */
export function confirm(finalists: readonly Finalist[], alpha: number): ConfirmationDecision {
  const shown = finalists.map(() => 1);
  let confirmed = shown.map(() => false);
  for (const [index, finalist] of finalists.entries()) {
    const standing = standingOf(finalist, alpha / finalists.length);
    if (standing.kind === "measure") return { kind: "measure", finalist: index, blocks: standing.blocks };
    shown[index] = standing.p;
    confirmed = holm(shown, alpha);
    if (confirmed.includes(true)) break;
  }
  return {
    kind: "decided",
    findings: finalists.map((finalist, index) => finding(finalist, confirmed[index] ?? false)),
  };
}

type Standing =
  | { readonly kind: "measure"; readonly blocks: number }
  | { readonly kind: "known"; readonly p: number };

/** @param enough p-value at which the finalist is confirmed whatever comes of the others. */
function standingOf({ blocks, terms, failed }: Finalist, enough: number): Standing {
  if (failed) return { kind: "known", p: 1 };
  let p = 1;
  for (const count of looksAt(blocks, terms)) {
    if (blocks.length < count) return { kind: "measure", blocks: count - blocks.length };
    const seen = blocks.slice(0, count);
    p = Math.min(p, confirmationLooks.length * evidenceFor(seen, terms));
    if (p <= enough || isFutile(seen, terms)) break;
  }
  return { kind: "known", p };
}

function looksAt(blocks: readonly Block[], terms: Terms): readonly number[] {
  return isExact(blocks.slice(0, blocksWhenExact), terms)
    ? [blocksWhenExact, ...confirmationLooks]
    : confirmationLooks;
}

/** Holm's step-down procedure: which of the hypotheses with these p-values are rejected at a joint error of `alpha`. */
export function holm(ps: readonly number[], alpha: number): boolean[] {
  const ascending = [...ps.entries()].sort(([, a], [, b]) => a - b);
  const kept = ascending.findIndex(([, p], rank) => p > alpha / (ps.length - rank));
  const rejected = new Set(ascending.slice(0, kept === -1 ? undefined : kept).map(([index]) => index));
  return ps.map((_, index) => rejected.has(index));
}

function finding({ blocks, terms, failed }: Finalist, confirmed: boolean): Finding | null {
  if (blocks.length < 2) return null;
  return {
    confirmed: confirmed && !failed,
    gain: gainShown(blocks, terms),
    cautions: cautionsOf(blocks, terms),
  };
}
