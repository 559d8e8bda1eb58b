import { mean, sampleStandardDeviation } from "simple-statistics";
import { studentQuantile, studentTail } from "./student.ts";

/** Ratios this close are the same number: what adding and dividing doubles leaves over. */
export const rounding = 1e-12;

/** Share of the data that is left out at either end. */
const trimmed = 0.2;

/**
 * The data d of paired blocks, and what is known of their centre: the mean without the least and the greatest fifth,
 * with Student's t on the winsorized spread (Yuen 1974). Now and then a process is several times as slow as its like,
 * because a compiler decided otherwise or the machine was taken away: one of eight must not decide.
 */
export class PairedData {
  readonly count: number;
  /** The trimmed mean: the plain one of fewer than five. */
  readonly mean: number;
  /** Standard error of it. */
  readonly #error: number;

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
      this.#error = noise / Math.sqrt(data.length);
      return;
    }
    const ordered = data.toSorted((one, other) => one - other);
    const cut = trimmedFrom(data.length);
    const kept = ordered.slice(cut, data.length - cut);
    const least = kept[0] ?? first;
    const greatest = kept.at(-1) ?? first;
    const winsorized = ordered.map((datum) => Math.min(Math.max(datum, least), greatest));
    const share = kept.length / data.length;
    this.mean = mean(kept);
    this.#error = sampleStandardDeviation(winsorized) / (share * Math.sqrt(data.length));
  }

  /** One-sided bound that the centre is above with this confidence. */
  lower(confidence: number): number {
    return this.mean - this.margin(confidence);
  }

  /** One-sided bound that the centre is below with this confidence. */
  upper(confidence: number): number {
    return this.mean + this.margin(confidence);
  }

  /** One-sided p-value against the hypothesis that the centre is not above `threshold`. */
  tail(threshold: number): number {
    const excess = this.mean - threshold;
    if (this.#error === 0) return excess >= -rounding ? 0 : 1;
    return studentTail(excess / this.#error, degreesOf(this.count));
  }

  /**
   * How far the one-sided bounds are from the centre.
   * @param count of data like these; as many as there are when left out.
   */
  margin(confidence: number, count = this.count): number {
    return studentQuantile(confidence, degreesOf(count)) * this.#error * Math.sqrt(this.count / count);
  }
}

/** Degrees of freedom of what is known of the centre of so many data. */
export function degreesOf(count: number): number {
  return count - 2 * trimmedFrom(count) - 1;
}

/** How many data are left out at either end. */
function trimmedFrom(count: number): number {
  return Math.floor(trimmed * count);
}

/** Whether all data are the same number, as those of a metric that does not vary from run to run. */
export function areAlike(data: readonly number[]): boolean {
  const [first = 0] = data;
  return data.every((datum) => Math.abs(datum - first) <= rounding);
}
