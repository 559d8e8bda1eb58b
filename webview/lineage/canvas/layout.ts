import { type Quadtree, quadtree } from "d3-quadtree";
import type { CandidateModel, LineageModel } from "../../../src/protocol/lineageModel.ts";
import { type Standing, standingOf } from "../standing.ts";
import type { Frame } from "./frame.ts";
import type { Scales } from "./scales.ts";

/** The ends of an interval, in CSS pixels from the top. */
export interface Whisker {
  readonly low: number;
  readonly high: number;
}

/** A candidate, or the baseline, in its place. */
export interface Place {
  readonly number: number;
  readonly standing: Standing | "baseline";
  readonly parents: readonly number[];
  /** CSS pixels. */
  readonly x: number;
  readonly y: number;
  /** Null without a gain. */
  readonly whisker: Whisker | null;
  /** In a lane instead of on the gain axis. */
  readonly lane: boolean;
  /** Too slow for the axis: drawn at its lower end. */
  readonly pinned: boolean;
}

/**
 * Where everything goes, by number. Order of evaluation and gain give the positions, so there is nothing to
 * compute but the scales: two thousand candidates take about a millisecond.
 */
export function layout(
  model: LineageModel,
  { frame, scales, floor }: { readonly frame: Frame; readonly scales: Scales; readonly floor: number },
): readonly Place[] {
  const baseline: Place = {
    number: 0,
    standing: "baseline",
    parents: [],
    x: scales.x(0),
    y: scales.y(1),
    whisker: null,
    lane: false,
    pinned: false,
  };
  return [baseline, ...model.candidates.map((candidate) => placeOf(candidate, frame, scales, floor))];
}

function placeOf(candidate: CandidateModel, frame: Frame, scales: Scales, floor: number): Place {
  const standing = standingOf(candidate);
  const { number, parents, gain } = candidate;
  const x = scales.x(number);
  if (gain === null) {
    const y = (standing === "rejected" ? frame.rejected : frame.unjudged) ?? frame.floor;
    return { number, standing, parents, x, y, whisker: null, lane: true, pinned: false };
  }
  const pinned = gain.estimate < floor;
  return {
    number,
    standing,
    parents,
    x,
    y: scales.y(pinned ? floor : gain.estimate),
    whisker: pinned ? null : { low: scales.y(gain.low), high: scales.y(gain.high) },
    lane: false,
    pinned,
  };
}

/** Whether a place is within the part of the canvas where it belongs, `margin` pixels beyond the edge included. */
export function isVisible({ x, y, lane }: Place, frame: Frame, margin: number): boolean {
  if (x < frame.left - margin || x > frame.right + margin) return false;
  return lane || (y >= frame.top - margin && y <= frame.bottom + margin);
}

/** Finds the place nearest to a point. */
export class HitTest {
  readonly #tree: Quadtree<Place>;

  constructor(places: readonly Place[], frame: Frame) {
    this.#tree = quadtree(
      places.filter((place) => isVisible(place, frame, 0)),
      (place) => place.x,
      (place) => place.y,
    );
  }

  /** The number there, or null when nothing is within `radius` CSS pixels. */
  at(x: number, y: number, radius: number): number | null {
    return this.#tree.find(x, y, radius)?.number ?? null;
  }
}
