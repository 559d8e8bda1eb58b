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
