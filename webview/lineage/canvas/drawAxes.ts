import { ratioText } from "../words.ts";
import type { Scene } from "./draw.ts";
import { laneHeight } from "./frame.ts";
import { gainTicks, orderTicks } from "./scales.ts";

const pixelsPerGainTick = 34;
const pixelsPerOrderTick = 64;

/** Stripes under the plot, each named, for the candidates without a gain. */
export function drawLanes(context: CanvasRenderingContext2D, { frame, palette, ended }: Scene): void {
  const lanes = [
    { middle: frame.unjudged, name: ended ? "Not judged" : "Running" },
    { middle: frame.rejected, name: "Rejected" },
  ];
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.font = `11px ${palette.fontFamily}`;
  for (const { middle, name } of lanes) {
    if (middle === null) continue;
    const top = middle - laneHeight / 2;
    context.globalAlpha = palette.strong ? 0 : 0.05;
    context.fillStyle = palette.foreground;
    context.fillRect(0, top + 2, frame.width, laneHeight - 2);
    context.globalAlpha = 1;
    context.strokeStyle = palette.grid;
    context.lineWidth = 1;
    line(context, 0, top + 1, frame.width);
    context.fillStyle = palette.muted;
    context.fillText(name, 6, middle);
  }
}

/** A line for each round gain; the one at 1×, where the baseline is, stands out. */
export function drawGrid(context: CanvasRenderingContext2D, { frame, scales, palette }: Scene): void {
  const [low = 1, high = 1] = scales.y.domain();
  const most = Math.max(2, Math.floor((frame.bottom - frame.top) / pixelsPerGainTick));
  context.font = `11px ${palette.fontFamily}`;
  context.textBaseline = "middle";
  context.textAlign = "right";
  context.lineWidth = 1;
  const ticks = new Set(gainTicks([low, high], most));
  if (low < 1 && high > 1) ticks.add(1);
  for (const tick of ticks) {
    const y = Math.round(scales.y(tick));
    if (tick !== 1 && Math.abs(y - scales.y(1)) < 14) continue;
    context.strokeStyle = tick === 1 ? palette.foreground : palette.grid;
    context.globalAlpha = tick === 1 ? 0.6 : 1;
    if (tick === 1) context.setLineDash([5, 4]);
    line(context, frame.left - 6, y, frame.right + 6);
    context.setLineDash([]);
    context.globalAlpha = 1;
    context.fillStyle = tick === 1 ? palette.foreground : palette.muted;
    context.fillText(ratioText(tick), frame.left - 12, y);
  }
}

/** The numbers of the candidates along the lower edge. */
export function drawAxes(context: CanvasRenderingContext2D, { frame, scales, palette }: Scene): void {
  context.font = `11px ${palette.fontFamily}`;
  context.fillStyle = palette.muted;
  context.strokeStyle = palette.grid;
  context.lineWidth = 1;
  line(context, 0, frame.floor, frame.width);
  context.textBaseline = "top";
  context.textAlign = "center";
  const most = Math.max(2, Math.floor((frame.right - frame.left) / pixelsPerOrderTick));
  for (const tick of orderTicks(scales.x, most)) {
    const x = scales.x(tick);
    if (x < frame.left - 4 || x > frame.right + 4) continue;
    context.fillText(String(tick), x, frame.floor + 6);
  }
  context.textAlign = "left";
  context.fillText("№", 6, frame.floor + 6);
}

/** Half a pixel off, so that a line one pixel wide is not smeared over two. */
function line(context: CanvasRenderingContext2D, from: number, y: number, to: number): void {
  context.beginPath();
  context.moveTo(from, Math.round(y) + 0.5);
  context.lineTo(to, Math.round(y) + 0.5);
  context.stroke();
}
