import type { RunSpec } from "../../engine/domain/runSpec.ts";

/** How much a run may spend. */
export type Budget = RunSpec["budget"];

/** Budgets between which most people choose. */
export const budgetPresets = {
  quick: { candidates: 12, minutes: 2 },
  thorough: { candidates: 100, minutes: 20 },
} as const satisfies Readonly<Record<string, Budget>>;

/** The number of candidates in a text, or null when it is no whole number from 1 to 10 000. */
export function parseCandidates(text: string): number | null {
  const count = /^\d+$/.test(text) ? Number(text) : 0;
  return count >= 1 && count <= 10_000 ? count : null;
}

/** The minutes in a text, or null when it is no number above 0 and up to 1440. */
export function parseMinutes(text: string): number | null {
  const minutes = /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  return minutes > 0 && minutes <= 24 * 60 ? minutes : null;
}
