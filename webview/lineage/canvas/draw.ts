import { drawAxes, drawGrid, drawLanes } from "./drawAxes.ts";
import type { Frame } from "./frame.ts";
import { isVisible, type Place, type Whisker } from "./layout.ts";
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
  /** Size of the marks: 1, or less where candidates are so close that they would hide one another. */
  readonly markSize: number;
}

const cullMargin = 12;
const mostDashed = 200;
const batchSize = 100;
/** Among small marks, an interval this short would only blur the mark it lies behind. */
const hiddenByMark = 8;

/** Draws the still picture: what changes only with the data, the zoom, the size or the theme. */
export function drawScene(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame } = scene;
  context.clearRect(0, 0, frame.width, frame.height);
  drawLanes(context, scene);
  drawGrid(context, scene);
  clipped(context, frame, frame.bottom, () => drawEdges(context, scene));
  clipped(context, frame, frame.floor, () => drawLaneEdges(context, scene));
  clipped(context, frame, frame.bottom, () => drawWhiskers(context, scene));
  const visible = scene.places.filter((place) => isVisible(place, frame, cullMargin));
  const [aside, onPath] = [false, true].map((wanted) =>
    visible.filter((place) => scene.path.has(place.number) === wanted),
  );
  clipped(context, frame, frame.floor, () => drawMarks(context, scene, aside ?? []));
  clipped(context, frame, frame.bottom, () => drawPath(context, scene));
  clipped(context, frame, frame.floor, () => drawMarks(context, scene, onPath ?? []));
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
  const edges = edgesOf(scene, (from, to) => !to.lane && !(path.has(to.number) && path.has(from.number)));
  context.lineWidth = 1;
  context.strokeStyle = palette.edge;
  context.globalAlpha = (palette.strong ? 0.8 : 0.45) * thinning(edges.length);
  strokeEdges(context, edges);
}

function drawLaneEdges(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette } = scene;
  const edges = edgesOf(scene, (_, to) => to.lane);
  context.lineWidth = 1;
  context.strokeStyle = palette.edge;
  context.globalAlpha = (palette.strong ? 0.6 : 0.25) * thinning(edges.length);
  // Dashing thousands of curves takes longer than everything else together.
  if (edges.length <= mostDashed) context.setLineDash([2, 3]);
  else context.globalAlpha *= 0.5;
  strokeEdges(context, edges);
}

/** The paths from the leader back to the baseline. */
function drawPath(context: CanvasRenderingContext2D, scene: Scene): void {
  const { palette, path } = scene;
  context.globalAlpha = palette.strong ? 1 : 0.85;
  context.lineWidth = 2.5;
  context.strokeStyle = palette.path;
  strokeEdges(
    context,
    edgesOf(scene, (from, to) => path.has(to.number) && path.has(from.number)),
  );
}

/** Many edges are drawn more faintly each, so that together they stay in the background. */
function thinning(edges: number): number {
  return Math.min(1, Math.max(0.2, Math.sqrt(50 / Math.max(1, edges))));
}

/** The edges from parent to child that are in sight and wanted. */
function edgesOf(
  { places, frame }: Scene,
  wanted: (from: Place, to: Place) => boolean,
): readonly (readonly [Place, Place])[] {
  const edges: [Place, Place][] = [];
  for (const to of places) {
    for (const parent of to.parents) {
      const from = places[parent];
      if (from === undefined || to.x < frame.left || from.x > frame.right) continue;
      if (wanted(from, to)) edges.push([from, to]);
    }
  }
  return edges;
}

function strokeEdges(context: CanvasRenderingContext2D, edges: readonly (readonly [Place, Place])[]): void {
  for (const batch of batches(edges)) {
    context.beginPath();
    for (const [from, to] of batch) traceEdge(context, from, to);
    context.stroke();
  }
}

/** One path per colour is fast until it holds so much that every scan line crosses hundreds of its edges. */
function batches<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / batchSize) }, (_, index) =>
    items.slice(index * batchSize, (index + 1) * batchSize),
  );
}

function drawWhiskers(
  context: CanvasRenderingContext2D,
  { places, frame, palette, shown, markSize }: Scene,
): void {
  context.lineWidth = 1.25;
  const wanted = places.filter(
    (place) =>
      place.whisker !== null &&
      (markSize === 1 || place.whisker.low - place.whisker.high > hiddenByMark) &&
      isVisible(place, frame, frame.height) &&
      (shown === null || shown.has(place.number)),
  );
  for (const [name, group] of grouped(wanted)) {
    context.strokeStyle = palette.marks[name];
    for (const batch of batches(group)) {
      context.beginPath();
      for (const { x, whisker } of batch) if (whisker !== null) traceWhisker(context, x, whisker);
      context.stroke();
    }
  }
}

function traceWhisker(context: CanvasRenderingContext2D, x: number, { low, high }: Whisker): void {
  const cap = 3;
  context.moveTo(x - cap, low);
  context.lineTo(x + cap, low);
  context.moveTo(x, low);
  context.lineTo(x, high);
  context.moveTo(x - cap, high);
  context.lineTo(x + cap, high);
}

/** Draws marks, those that the filter holds back only faintly. */
function drawMarks(context: CanvasRenderingContext2D, scene: Scene, places: readonly Place[]): void {
  const { shown } = scene;
  const isShown = ({ number }: Place): boolean => shown === null || shown.has(number);
  context.globalAlpha = 0.2;
  drawGroups(
    context,
    scene,
    places.filter((place) => !isShown(place)),
  );
  context.globalAlpha = 1;
  drawGroups(context, scene, places.filter(isShown));
}

function drawGroups(context: CanvasRenderingContext2D, scene: Scene, places: readonly Place[]): void {
  for (const [name, group] of grouped(places)) {
    for (const batch of batches(group)) drawBatch(context, scene, { name, places: batch });
  }
}

function drawBatch(
  context: CanvasRenderingContext2D,
  { palette, markSize }: Scene,
  { name, places }: { readonly name: MarkName; readonly places: readonly Place[] },
): void {
  const { shape, filled, area } = marks[name];
  context.beginPath();
  for (const place of places) {
    context.translate(place.x, place.y);
    shape.draw(context, area * markSize ** 2);
    // A small bar beneath says that the true value is further down.
    if (place.pinned) context.rect(-4, 8, 8, 1.5);
    context.translate(-place.x, -place.y);
  }
  if (markSize === 1) {
    // A rim of background keeps marks apart where they overlap.
    context.lineWidth = filled ? 2 : 4;
    context.strokeStyle = palette.background;
    context.stroke();
  }
  context.lineWidth = 1.75 * markSize;
  context.strokeStyle = palette.marks[name];
  context.fillStyle = filled ? palette.marks[name] : palette.background;
  if (name !== "rejected") context.fill();
  if (!filled) context.stroke();
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
  context.textBaseline = "bottom";
  context.textAlign = "center";
  const half = context.measureText(leader.text).width / 2;
  const x = Math.min(Math.max(place.x, half + 4), frame.width - half - 4);
  const y = place.y - 15;
  context.setLineDash([]);
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = palette.background;
  context.strokeText(leader.text, x, y);
  context.fillStyle = palette.foreground;
  context.fillText(leader.text, x, y);
  context.restore();
}
