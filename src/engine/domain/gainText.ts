import type { Gain } from "./verdict.ts";

/**
 * `1.84× (1.80–1.88)`: the gain with its 95 % interval, without which it is never written; `1.250× (the same in all 3
 * blocks)` for a metric that does not vary.
 */
export function gainText(gain: Gain): string {
  const digits = fractionDigits(gain);
  if (gain.low === gain.high) {
    return `${gain.estimate.toFixed(digits)}× (the same in all ${gain.blocks} blocks)`;
  }
  const [estimate, low, high] = [gain.estimate, gain.low, gain.high].map((value) => value.toFixed(digits));
  return `${estimate}× (${low}–${high})`;
}

function fractionDigits({ estimate, low, high }: Gain): number {
  if (estimate >= 100) return 0;
  if (estimate >= 10) return 1;
  if (estimate < 0.1) return 4;
  return high - low < 0.02 ? 3 : 2;
}
