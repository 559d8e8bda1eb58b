import { mean } from "simple-statistics";
import type { Growth } from "../domain/events.ts";
import { studentQuantile } from "./student.ts";

/** How long something took at a size. */
export interface SizedTime {
  /** At least 2. */
  readonly size: number;
  /** Above 0. */
  readonly ns: number;
}

/** The shapes that are told apart, simplest first. */
const shapes: readonly { readonly label: string; readonly at: (size: number) => number }[] = [
  { label: "1", at: () => 1 },
  { label: "log n", at: (size) => Math.log(size) },
  { label: "n", at: (size) => size },
  { label: "n log n", at: (size) => size * Math.log(size) },
  { label: "n²", at: (size) => size ** 2 },
  { label: "n³", at: (size) => size ** 3 },
];
/** Caches and the costs of a call bend every real curve a little. */
const bend = 0.05;

/**
 * Fits time = c · size^exponent by least squares on logarithms, with a 95 % t interval on the exponent. The label is
 * the known shape whose own exponent over these sizes is nearest, the simplest of equals, when it lies in the interval
 * widened by 0.05; else the power as it is.
 * @param times at three sizes at least; several of one size are welcome.
 * @throws RangeError with fewer sizes.
 */
export function fitGrowth(times: readonly SizedTime[]): Growth {
  const sizes = [...new Set(times.map(({ size }) => size))].sort((a, b) => a - b);
  if (sizes.length < 3) throw new RangeError("how time grows shows at three sizes at least");
  const logs = times.map(({ size, ns }): Point => ({ x: Math.log(size), y: Math.log(ns) }));
  const exponent = slopeOf(logs);
  const margin = studentQuantile(0.975, logs.length - 2) * slopeError(logs, exponent);
  const [low, high] = [exponent - margin, exponent + margin];
  const known = shapes.map(({ label, at }) => ({
    label,
    slope: slopeOf(sizes.map((size) => ({ x: Math.log(size), y: Math.log(at(size)) }))),
  }));
  const nearest = known.reduce((best, shape) =>
    Math.abs(shape.slope - exponent) < Math.abs(best.slope - exponent) ? shape : best,
  );
  const fits = low - bend <= nearest.slope && nearest.slope <= high + bend;
  return { exponent, low, high, label: fits ? nearest.label : `n^${exponent.toFixed(1)}`, sizes };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function slopeOf(points: readonly Point[]): number {
  const { x: middle, y: level } = centreOf(points);
  const shared = points.reduce((sum, { x, y }) => sum + (x - middle) * (y - level), 0);
  return shared / spreadOf(points, middle);
}

function slopeError(points: readonly Point[], slope: number): number {
  const { x: middle, y: level } = centreOf(points);
  const residual = points.reduce((sum, { x, y }) => sum + (y - level - slope * (x - middle)) ** 2, 0);
  return Math.sqrt(residual / (points.length - 2) / spreadOf(points, middle));
}

function centreOf(points: readonly Point[]): Point {
  return { x: mean(points.map(({ x }) => x)), y: mean(points.map(({ y }) => y)) };
}

function spreadOf(points: readonly Point[], middle: number): number {
  return points.reduce((sum, { x }) => sum + (x - middle) ** 2, 0);
}
