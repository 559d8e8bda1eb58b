/**
 * The yes/no checks, in the order they run. `constraints` comes last, with the blocks: what the objective demands beside
 * the gain. A gate that a benchmark has no use for is left out.
 */
export const gateNames = [
  "region",
  "syntax",
  "scan",
  "build",
  "tests",
  "differential",
  "constraints",
] as const;

/** Name of one such check. */
export type GateName = (typeof gateNames)[number];

/** Gates whose failure a repair can answer to: not the scan, which nobody should learn to get past. */
const mendable: readonly GateName[] = ["syntax", "build", "tests", "differential"];

/** Whether a repair can answer to a failure of that gate. */
export function isMendable(gate: GateName): boolean {
  return mendable.includes(gate);
}
