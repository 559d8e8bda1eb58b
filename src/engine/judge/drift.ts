import { sampleRankCorrelation } from "simple-statistics";
import { areAlike } from "./pairedData.ts";
import { studentTail } from "./student.ts";

const strong = 0.5;
/** Two-sided chance that blocks without drift look like it. At 5 blocks, |rho| is above 0.5 in 39 cases of 100. */
const chance = 0.01;

/**
 * Whether the data rise or fall from block to block: Spearman's |rho| between datum and order is above 0.5, and more
 * than chance makes of so few blocks (by the t approximation).
 */
export function isDrifting(data: readonly number[]): boolean {
  if (data.length < 5 || areAlike(data)) return false;
  const rho = Math.abs(sampleRankCorrelation([...data], [...data.keys()]));
  if (rho <= strong) return false;
  const degrees = data.length - 2;
  const t = rho * Math.sqrt(degrees / Math.max(1 - rho * rho, Number.EPSILON));
  return 2 * studentTail(t, degrees) < chance;
}
