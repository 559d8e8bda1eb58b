import { type ScaleLinear, type ScaleLogarithmic, scaleLinear, scaleLog } from "d3-scale";
import type { ZoomTransform } from "d3-zoom";
import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import type { Frame } from "./frame.ts";

/** What the two axes span before any zoom. */
export interface Domain {
  /** Order of evaluation: candidate numbers, the baseline at 0. */
  readonly x: readonly [number, number];
  /** Gain, as a ratio; plotted by its logarithm, so that 2× and 0.5× are as far from 1×. */
  readonly y: readonly [number, number];
  /** Gain below which a candidate is drawn at the floor: a great slow-down would squeeze what the eye looks for. */
  readonly floor: number;
}

/** From order of evaluation and gain to CSS pixels, zoom included. */
export interface Scales {
  readonly x: ScaleLinear<number, number>;
  readonly y: ScaleLogarithmic<number, number>;
}

const leastCandidates = 10;
const leastRatio = 1.25;
const leastFloor = 1 / 4;

/** An interval that reaches further than this beyond all gains is cut off. */
const intervalRoom = 1.25;

/** The span of a run's candidates: always 1×, every gain, and the intervals unless they reach very far. */
export function domainOf({ candidates }: LineageModel): Domain {
  let low = 1 / leastRatio;
  let high = leastRatio;
  const gains = candidates.flatMap(({ gain }) => (gain === null ? [] : [gain]));
  for (const { estimate } of gains) {
    low = Math.min(low, estimate);
    high = Math.max(high, estimate);
  }
  const reach = [low / intervalRoom, high * intervalRoom] as const;
  for (const gain of gains) {
    low = Math.min(low, Math.max(gain.low, reach[0]));
    high = Math.max(high, Math.min(gain.high, reach[1]));
  }
  low = Math.max(low, Math.min(leastFloor, 1 / high));
  const margin = Math.log(high / low) * 0.08;
  return {
    x: [-0.7, Math.max(candidates.length, leastCandidates) + 0.7],
    y: [low * Math.exp(-margin), high * Math.exp(margin)],
    floor: low,
  };
}

/** The scales of a domain in a frame under a zoom. */
export function scalesOf(domain: Domain, frame: Frame, zoom: ZoomTransform): Scales {
  const x = scaleLinear(domain.x, [frame.left, frame.right]);
  const y = scaleLog(domain.y, [frame.bottom, frame.top]);
  return { x: zoom.rescaleX(x), y: zoom.rescaleY(y) };
}

/** Ladders of round gains within a decade, from few to many. */
const ladders = [[1], [1, 2, 5], [1, 1.5, 2, 3, 5, 7], [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8]];
/** Up to this span, evenly spaced gains are rounder than those of a ladder. */
const evenSpan = 2.5;

/** Round gains for the gridlines, about `most` of them at most, in ascending order. */
export function gainTicks([low, high]: readonly [number, number], most: number): readonly number[] {
  if (high / low <= evenSpan) return scaleLinear([low, high], [0, 1]).ticks(most);
  let best: readonly number[] = [];
  for (const ladder of ladders) {
    const ticks = ladderTicks(ladder, low, high);
    if (ticks.length > most) break;
    best = ticks;
  }
  return best;
}

function ladderTicks(ladder: readonly number[], low: number, high: number): readonly number[] {
  const ticks: number[] = [];
  for (let decade = Math.floor(Math.log10(low)); decade <= Math.log10(high); decade++) {
    for (const step of ladder) {
      const tick = Number((step * 10 ** decade).toPrecision(6));
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/** Whole candidate numbers for the lower axis. */
export function orderTicks(x: ScaleLinear<number, number>, most: number): readonly number[] {
  return x.ticks(most).filter((tick) => Number.isInteger(tick) && tick >= 0);
}
