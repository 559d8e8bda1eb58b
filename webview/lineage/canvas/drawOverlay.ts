import { type Scene, traceEdge } from "./draw.ts";
import { isVisible, type Place } from "./layout.ts";

/** What moves with the pointer, the selection and time. */
export interface Overlay {
  readonly hovered: number | null;
  readonly selected: number | null;
  /** Phase of the pulse of what is running, in [0, 1); null when things should stand still. */
  readonly phase: number | null;
}

/** Draws on a layer of its own, so that a pulse or a pointer never redraws the picture beneath. */
export function drawOverlay(context: CanvasRenderingContext2D, scene: Scene, overlay: Overlay): void {
  const { frame, palette, places } = scene;
  context.clearRect(0, 0, frame.width, frame.height);
  if (overlay.phase !== null) drawPulse(context, scene, overlay.phase);
  const selected = overlay.selected === null ? undefined : places[overlay.selected];
  const hovered = overlay.hovered === null ? undefined : places[overlay.hovered];
  if (selected !== undefined) {
    drawKinship(context, scene, selected);
    ring(context, scene, selected, 13);
  }
  if (hovered !== undefined && hovered !== selected) {
    context.strokeStyle = palette.foreground;
    context.lineWidth = 1.5;
    circle(context, hovered, 11);
  }
}

/** Whether the scene shows anything that pulses. */
export function hasPulse({ places, frame }: Scene): boolean {
  return places.some((place) => place.standing === "running" && isVisible(place, frame, 0));
}

function drawPulse(
  context: CanvasRenderingContext2D,
  { places, frame, palette }: Scene,
  phase: number,
): void {
  context.lineWidth = 1.5;
  context.strokeStyle = palette.marks.running;
  context.globalAlpha = 1 - phase;
  for (const place of places) {
    if (place.standing === "running" && isVisible(place, frame, 0)) circle(context, place, 4 + phase * 8);
  }
  context.globalAlpha = 1;
}

/** The edges to the parents of what is selected. */
function drawKinship(context: CanvasRenderingContext2D, { places, frame, palette }: Scene, of: Place): void {
  context.save();
  context.beginPath();
  context.rect(frame.left - 12, 0, frame.right - frame.left + 24, of.lane ? frame.floor : frame.bottom);
  context.clip();
  context.strokeStyle = palette.focus;
  context.lineWidth = 2;
  context.beginPath();
  for (const parent of of.parents) {
    const from = places[parent];
    if (from !== undefined) traceEdge(context, from, of);
  }
  context.stroke();
  context.restore();
}

function ring(
  context: CanvasRenderingContext2D,
  { frame, palette }: Scene,
  place: Place,
  radius: number,
): void {
  if (!isVisible(place, frame, 0)) return;
  context.lineWidth = 2;
  context.strokeStyle = palette.focus;
  circle(context, place, radius);
}

function circle(context: CanvasRenderingContext2D, { x, y }: Place, radius: number): void {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.stroke();
}
