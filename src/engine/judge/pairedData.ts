import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile, studentTail } from "./student.ts";

/** Ratios this close are the same number: what adding and dividing doubles leaves over. */
export const rounding = 1e-12;

/** The data d of paired blocks, and what Student's t makes of their mean. */
export class PairedData {
  readonly count: number;
  readonly mean: number;
  /** Standard deviation of one datum. */
  readonly spread: number;

  /**
   * @param data at least two.
   * @param noise standard deviation that is known of this metric. It stands in where the data are all alike, which a
   *   coarse clock makes them now and then; 0 for a metric that is the same from run to run.
   * @throws RangeError with fewer than two data.
   */
  constructor(data: readonly number[], noise: number) {
    if (data.length < 2) throw new RangeError("an interval needs at least two blocks");
    const [first = 0] = data;
    this.count = data.length;
    if (areAlike(data)) {
      this.mean = first;
      this.spread = noise;
    } else {
      this.mean = mean([...data]);
      this.spread = sampleStandardDeviation([...data]);
    }
  }

  /** One-sided bound that the true mean is above with this confidence. */
  lower(confidence: number): number {
    return this.mean - this.#margin(confidence);
  }

  /** One-sided bound that the true mean is below with this confidence. */
  upper(confidence: number): number {
    return this.mean + this.#margin(confidence);
  }

  /** One-sided p-value against the hypothesis that the true mean is not above `threshold`. */
  tail(threshold: number): number {
    const excess = this.mean - threshold;
    if (this.spread === 0) return excess >= -rounding ? 0 : 1;
    return studentTail((excess * Math.sqrt(this.count)) / this.spread, this.count - 1);
  }

  #margin(confidence: number): number {
    return (studentQuantile(confidence, this.count - 1) * this.spread) / Math.sqrt(this.count);
  }
}

/** Whether all data are the same number, as those of a metric that does not vary from run to run. */
export function areAlike(data: readonly number[]): boolean {
  const [first = 0] = data;
  return data.every((datum) => Math.abs(datum - first) <= rounding);
}
