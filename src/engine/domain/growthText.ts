import type { Growth } from "./events.ts";

/** How the time of two versions grows with the size of the inputs. */
export interface GrowthPair {
  readonly baseline: Growth;
  readonly candidate: Growth;
}

/** `n² → n log n`; `n² for both` where the two do not differ. */
export function growthText({ baseline, candidate }: GrowthPair): string {
  return baseline.label === candidate.label
    ? `${baseline.label} for both`
    : `${baseline.label} → ${candidate.label}`;
}

/** `n², exponent 2.03 (1.95–2.11) at sizes 250, 1000, 4000`: the growth of one version with its 95 % interval. */
export function exponentText({ label, exponent, low, high, sizes }: Growth): string {
  const [middle, from, to] = [exponent, low, high].map((value) => value.toFixed(2));
  return `${label}, exponent ${middle} (${from}–${to}) at sizes ${sizes.map((size) => String(size)).join(", ")}`;
}
