import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond2,
  symbolSquare,
  symbolTimes,
  symbolTriangle,
} from "d3-shape";
import { svg } from "../../ui/dom.ts";
import type { Standing } from "../standing.ts";

/** Shape and style tell the standing; the colour only repeats it. */
export interface Mark {
  readonly shape: SymbolType;
  readonly filled: boolean;
  /** Area in square pixels, so that all look equally large. */
  readonly area: number;
}

export type MarkName = Standing | "baseline";

const symbolTriangleDown: SymbolType = {
  draw(context, size) {
    const half = Math.sqrt(size / 2) * 1.07;
    context.moveTo(-half, -half * 0.75);
    context.lineTo(half, -half * 0.75);
    context.lineTo(0, half);
    context.closePath();
  },
};

export const marks: Readonly<Record<MarkName, Mark>> = {
  baseline: { shape: symbolSquare, filled: true, area: 72 },
  improved: { shape: symbolTriangle, filled: true, area: 70 },
  unconfirmed: { shape: symbolTriangle, filled: false, area: 64 },
  tied: { shape: symbolCircle, filled: true, area: 58 },
  worse: { shape: symbolTriangleDown, filled: true, area: 70 },
  inconclusive: { shape: symbolDiamond2, filled: true, area: 100 },
  rejected: { shape: symbolTimes, filled: false, area: 52 },
  running: { shape: symbolCircle, filled: false, area: 52 },
  interrupted: { shape: symbolSquare, filled: false, area: 46 },
};

/** The mark as a picture beside a text that says the same. */
export function markIcon(name: MarkName): SVGElement {
  const { shape, filled, area } = marks[name];
  return svg("svg", {
    class: `mark mark-${name}${filled ? "" : " mark-hollow"}`,
    attributes: { viewBox: "-8 -8 16 16", width: "16", height: "16", "aria-hidden": "true" },
    children: [svg("path", { attributes: { d: symbol(shape, area)() ?? "" } })],
  });
}
