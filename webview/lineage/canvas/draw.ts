import { drawAxes, drawGrid, drawLanes } from "./drawAxes.ts";
import type { Frame } from "./frame.ts";
import { isVisible, type Place } from "./layout.ts";
import { type MarkName, marks } from "./marks.ts";
import type { Palette } from "./palette.ts";
import type { Scales } from "./scales.ts";

/** Everything the still picture shows. */
export interface Scene {
  readonly frame: Frame;
  readonly scales: Scales;
  /** By number. */
  readonly places: readonly Place[];
  readonly palette: Palette;
  /** Numbers on the paths from the leader to the baseline. */
  readonly path: ReadonlySet<number>;
  readonly leader: { readonly number: number; readonly text: string; readonly confirmed: boolean } | null;
  /** Numbers the filter lets through; null when all of them. */
  readonly shown: ReadonlySet<number> | null;
  /** True once the run has ended. */
  readonly ended: boolean;
}

const cullMargin = 12;

/** Draws the still picture: what changes only with the data, the zoom, the size or the theme. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, palette } = scene;
  context.clearRect(0, 0, frame.width, frame.height);
  drawLanes(context, scene);
  drawGrid(context, scene);
  clipped(context, frame, frame.bottom, () => drawEdges(context, scene));
  clipped(context, frame, frame.floor, () => drawLaneEdges(context, scene));
  clipped(context, frame, frame.bottom, () => drawWhiskers(context, scene));
  const visible = scene.places.filter((place) => isVisible(place, frame, cullMargin));
  clipped(context, frame, frame.floor, () => {
    const { shown } = scene;
    if (shown === null) return drawMarks(context, visible, palette);
    context.globalAlpha = 0.2;
    drawMarks(
      context,
      visible.filter((place) => !shown.has(place.number)),
      palette,
    );
    context.globalAlpha = 1;
    drawMarks(
      context,
      visible.filter((place) => shown.has(place.number)),
      palette,
    );
  });
  drawLeader(context, scene);
  drawAxes(context, scene);
}

function clipped(context: CanvasRenderingContext2D, frame: Frame, bottom: number, draw: () => void): void {
  context.save();
  context.beginPath();
  context.rect(
    frame.left - cullMargin,
    frame.top - cullMargin,
    frame.right - frame.left + 2 * cullMargin,
    bottom - frame.top + cullMargin,
  );
  context.clip();
  draw();
  context.restore();
}

/** An S-shaped edge from a parent to its child; towards a lane it falls steeply, out of the way of the others. */
export function traceEdge(context: CanvasRenderingContext2D, from: Place, to: Place): void {
  context.moveTo(from.x, from.y);
  if (to.lane) {
    context.bezierCurveTo(
      from.x + (to.x - from.x) * 0.75,
      from.y,
      to.x,
      from.y + (to.y - from.y) * 0.3,
      to.x,
      to.y,
    );
  } else {
    const middle = (from.x + to.x) / 2;
    context.bezierCurveTo(middle, from.y, middle, to.y, to.x, to.y);
  }
}

function drawEdges(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, path } = scene;
  const plain: [Place, Place][] = [];
  const best: [Place, Place][] = [];
  forEachEdge(scene, (from, to) => {
    if (to.lane) return;
    (path.has(to.number) && path.has(from.number) ? best : plain).push([from, to]);
  });
  context.lineWidth = 1;
  context.strokeStyle = palette.edge;
  context.globalAlpha = palette.strong ? 0.8 : 0.45;
  strokeEdges(context, plain);
  context.globalAlpha = palette.strong ? 1 : 0.85;
  context.lineWidth = 2.5;
  context.strokeStyle = palette.path;
  strokeEdges(context, best);
}

function drawLaneEdges(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette } = scene;
  const edges: [Place, Place][] = [];
  forEachEdge(scene, (from, to) => {
    if (to.lane) edges.push([from, to]);
  });
  context.lineWidth = 1;
  context.strokeStyle = palette.edge;
  context.globalAlpha = palette.strong ? 0.6 : 0.22;
  context.setLineDash([2, 3]);
  strokeEdges(context, edges);
}

function forEachEdge({ places, frame }: Scene, visit: (from: Place, to: Place) => void): void {
  for (const to of places) {
    for (const parent of to.parents) {
      const from = places[parent];
      if (from === undefined || to.x < frame.left || from.x > frame.right) continue;
      visit(from, to);
    }
  }
}

function strokeEdges(context: CanvasRenderingContext2D, edges: readonly (readonly [Place, Place])[]): void {
  context.beginPath();
  for (const [from, to] of edges) traceEdge(context, from, to);
  context.stroke();
}

function drawWhiskers(context: CanvasRenderingContext2D, { places, frame, palette, shown }: Scene): void {
  const cap = 3;
  context.lineWidth = 1.25;
  for (const [name, group] of grouped(places.filter((place) => isVisible(place, frame, frame.height)))) {
    context.strokeStyle = palette.marks[name];
    context.beginPath();
    for (const { x, whisker, number } of group) {
      if (whisker === null || (shown !== null && !shown.has(number))) continue;
      context.moveTo(x - cap, whisker.low);
      context.lineTo(x + cap, whisker.low);
      context.moveTo(x, whisker.low);
      context.lineTo(x, whisker.high);
      context.moveTo(x - cap, whisker.high);
      context.lineTo(x + cap, whisker.high);
    }
    context.stroke();
  }
}

function drawMarks(context: CanvasRenderingContext2D, places: readonly Place[], palette: Palette): void {
  for (const [name, group] of grouped(places)) {
    const { shape, filled, area } = marks[name];
    context.beginPath();
    for (const place of group) {
      context.translate(place.x, place.y);
      shape.draw(context, area);
      if (place.pinned) tracePin(context);
      context.translate(-place.x, -place.y);
    }
    // A rim of background keeps marks apart where they overlap.
    context.lineWidth = filled ? 2 : 4;
    context.strokeStyle = palette.background;
    context.stroke();
    context.lineWidth = 1.75;
    context.strokeStyle = palette.marks[name];
    context.fillStyle = filled ? palette.marks[name] : palette.background;
    if (filled || name !== "rejected") context.fill();
    if (!filled) context.stroke();
  }
}

/** A small bar beneath: the true value is further down. */
function tracePin(context: CanvasRenderingContext2D): void {
  context.rect(-4, 8, 8, 1.5);
}

function grouped(places: readonly Place[]): ReadonlyMap<MarkName, readonly Place[]> {
  return Map.groupBy(places, (place) => place.standing);
}

function drawLeader(context: CanvasRenderingContext2D, { leader, places, frame, palette }: Scene): void {
  const place = leader === null ? undefined : places[leader.number];
  if (leader === null || place === undefined || !isVisible(place, frame, 0)) return;
  context.save();
  context.strokeStyle = palette.path;
  context.lineWidth = leader.confirmed ? 2.25 : 1.25;
  if (!leader.confirmed) context.setLineDash([3, 3]);
  context.beginPath();
  context.arc(place.x, place.y, 10.5, 0, 2 * Math.PI);
  context.stroke();
  context.font = `${leader.confirmed ? 600 : 400} 12px ${palette.fontFamily}`;
  context.textBaseline = "middle";
  const { width } = context.measureText(leader.text);
  const left = place.x + 17 + width > frame.width - 4;
  context.textAlign = left ? "right" : "left";
  const x = place.x + (left ? -17 : 17);
  const y = Math.max(place.y - 9, frame.top);
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.background;
  context.strokeText(leader.text, x, y);
  context.fillStyle = palette.foreground;
  context.fillText(leader.text, x, y);
  context.restore();
}
