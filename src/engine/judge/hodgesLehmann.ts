import { median } from "simple-statistics";

/**
 * The Hodges–Lehmann estimate of the centre of paired data: the median of the means of all pairs, each datum paired
 * with itself too. One wild block hardly moves it.
 * @param data at least one.
 */
export function hodgesLehmann(data: readonly number[]): number {
  return median(data.flatMap((one, index) => data.slice(index).map((other) => (one + other) / 2)));
}
