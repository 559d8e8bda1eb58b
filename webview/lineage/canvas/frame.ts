/** Where things are on the canvas, in CSS pixels: the plot of gains, below it the lanes of those without a gain. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** Lower edge of the plot. */
  readonly bottom: number;
  /** Middle of the lane of candidates not judged yet; null when there are none. */
  readonly unjudged: number | null;
  /** Middle of the lane of rejected candidates; null when there are none. */
  readonly rejected: number | null;
  /** Lower edge of the lanes, where the axis of order begins. */
  readonly floor: number;
}

export const laneHeight = 30;
const axisHeight = 22;
/** Room for the labels of the lanes on the left, and for the leader's label above. */
const margin = { left: 66, right: 18, top: 34 };

export interface FrameOptions {
  readonly width: number;
  readonly height: number;
  /** Which lanes are needed. */
  readonly unjudged: boolean;
  readonly rejected: boolean;
}

export function frameOf({ width, height, unjudged, rejected }: FrameOptions): Frame {
  const floor = height - axisHeight;
  const lanes = (unjudged ? laneHeight : 0) + (rejected ? laneHeight : 0);
  const bottom = Math.max(margin.top + 1, floor - lanes);
  return {
    width,
    height,
    left: margin.left,
    right: Math.max(margin.left + 1, width - margin.right),
    top: margin.top,
    bottom,
    unjudged: unjudged ? bottom + laneHeight / 2 : null,
    rejected: rejected ? floor - laneHeight / 2 : null,
    floor,
  };
}
