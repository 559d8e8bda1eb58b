import { select } from "d3-selection";
import { type D3ZoomEvent, type ZoomBehavior, ZoomTransform, zoom, zoomIdentity } from "d3-zoom";
import { gainText } from "../../../src/engine/domain/gainText.ts";
import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import type { ListFilter, SavedPageState } from "../../../src/protocol/pageState.ts";
import { button } from "../../ui/controls.ts";
import { element } from "../../ui/dom.ts";
import { passes } from "../standing.ts";
import { lineageSummary } from "../summaries.ts";

import { drawScene, type Scene } from "./draw.ts";
import { drawOverlay, hasPulse } from "./drawOverlay.ts";
import { frameOf } from "./frame.ts";
import { HitTest, isVisible, layout } from "./layout.ts";
import { onThemeChange, type Palette, prefersStillness, readPalette } from "./palette.ts";
import { domainOf, scalesOf } from "./scales.ts";
import { Tooltip } from "./tooltip.ts";

export interface LineageCanvasOptions {
  readonly onSelect: (number: number | null) => void;
  readonly onZoom: (zoom: SavedPageState["zoom"]) => void;
}

interface Shown {
  readonly model: LineageModel;
  readonly selected: number | null;
  readonly filter: ListFilter;
}

const hitRadius = 16;
const pulseMs = 1600;
const mostZoom = 40;
/** Distance of two neighbouring candidates from which on their marks have their full size. */
const roomyPixels = 10;

/** The drawing of the lineage: a still picture, and above it what moves. Draws only when something has changed. */
export class LineageCanvas {
  readonly element: HTMLElement;
  readonly #picture = element("canvas", { attributes: { role: "img" } });
  readonly #overlay = element("canvas", { class: "overlay", attributes: { "aria-hidden": "true" } });
  readonly #tooltip = new Tooltip();
  readonly #zoom: ZoomBehavior<HTMLCanvasElement, unknown> = zoom<HTMLCanvasElement, unknown>();
  #transform: ZoomTransform = zoomIdentity;
  #palette: Palette = readPalette();
  #shown: Shown | null = null;
  #scene: Scene | null = null;
  #hits: HitTest | null = null;
  #hovered: number | null = null;
  #dirty: "nothing" | "overlay" | "all" = "nothing";
  #frameRequested = false;

  constructor({ onSelect, onZoom }: LineageCanvasOptions) {
    const tools = element("div", {
      class: "canvas-tools",
      children: [
        button({
          label: "+",
          name: "Zoom in",
          title: "Zoom in (+)",
          appearance: "icon",
          onPress: () => this.zoomBy(1.5),
        }).element,
        button({
          label: "−",
          name: "Zoom out",
          title: "Zoom out (-)",
          appearance: "icon",
          onPress: () => this.zoomBy(1 / 1.5),
        }).element,
        button({
          label: "Fit",
          name: "Fit all",
          title: "Fit all (0)",
          appearance: "icon",
          onPress: () => this.fit(),
        }).element,
      ],
    });
    this.element = element("div", {
      class: "canvas",
      children: [this.#picture, this.#overlay, tools, this.#tooltip.element],
    });
    this.#zoom.scaleExtent([1, mostZoom]).on("zoom", (event: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      this.#transform = event.transform;
      const { k, x, y } = event.transform;
      onZoom({ k, x, y });
      this.#hover(null);
      this.#request("all");
    });
    select(this.#overlay).call(this.#zoom).on("dblclick.zoom", null);
    this.#overlay.addEventListener("dblclick", () => this.fit());
    this.#overlay.addEventListener("click", (event) => onSelect(this.#numberAt(event)));
    this.#overlay.addEventListener("pointermove", (event) => {
      if (event.buttons === 0) this.#hover(this.#numberAt(event));
    });
    this.#overlay.addEventListener("pointerleave", () => this.#hover(null));
    new ResizeObserver(() => this.#request("all")).observe(this.element);
    onThemeChange(() => {
      this.#palette = readPalette();
      this.#request("all");
    });
  }

  /** Shows a run. A new selection that the zoom hides is brought into sight, but a restored view is left as it was. */
  show(shown: Shown): void {
    const before = this.#shown;
    const still = before?.model === shown.model && before.filter === shown.filter;
    this.#shown = shown;
    if (!still) this.#picture.setAttribute("aria-label", lineageSummary(shown.model));
    this.#request(still ? "overlay" : "all");
    if (before !== null && shown.selected !== null && shown.selected !== before.selected)
      this.#reveal(shown.selected);
  }

  zoomBy(factor: number): void {
    select(this.#overlay).call(this.#zoom.scaleBy, factor);
  }

  /** Shows all candidates. */
  fit(): void {
    this.setZoom(zoomIdentity);
  }

  setZoom({ k, x, y }: SavedPageState["zoom"]): void {
    select(this.#overlay).call(this.#zoom.transform, new ZoomTransform(k, x, y));
  }

  #numberAt(event: MouseEvent): number | null {
    if (this.#scene === null) return null;
    this.#hits ??= new HitTest(this.#scene.places, this.#scene.frame);
    return this.#hits.at(event.offsetX, event.offsetY, hitRadius);
  }

  #hover(number: number | null): void {
    if (number === this.#hovered) return;
    this.#hovered = number;
    this.#overlay.classList.toggle("pointing", number !== null);
    const place = number === null ? undefined : this.#scene?.places[number];
    if (place === undefined || this.#shown === null || this.#scene === null) this.#tooltip.hide();
    else this.#tooltip.show(this.#shown.model, place, this.#scene.frame);
    this.#request("overlay");
  }

  #reveal(number: number): void {
    const scene = this.#layOut();
    const place = scene?.places[number];
    if (scene === null || place === undefined || isVisible(place, scene.frame, 0)) return;
    const { frame } = scene;
    const { k } = this.#transform;
    const dx = ((frame.left + frame.right) / 2 - place.x) / k;
    const dy = place.lane ? 0 : ((frame.top + frame.bottom) / 2 - place.y) / k;
    select(this.#overlay).call(this.#zoom.translateBy, dx, dy);
  }

  #request(what: "overlay" | "all"): void {
    if (this.#dirty !== "all") this.#dirty = what;
    if (this.#frameRequested) return;
    this.#frameRequested = true;
    requestAnimationFrame((now) => {
      this.#frameRequested = false;
      this.#draw(now);
    });
  }

  #draw(now: number): void {
    const dirty = this.#dirty;
    this.#dirty = "nothing";
    if (dirty === "all" || this.#scene === null) {
      this.#scene = this.#layOut();
      this.#hits = null;
      const picture = this.#scene && contextOf(this.#picture, this.#scene.frame);
      if (this.#scene !== null && picture !== null) drawScene(picture, this.#scene);
    }
    const overlay = this.#scene && contextOf(this.#overlay, this.#scene.frame);
    if (this.#scene === null || overlay === null) return;
    const pulses = hasPulse(this.#scene) && !prefersStillness();
    drawOverlay(overlay, this.#scene, {
      hovered: this.#hovered,
      selected: this.#shown?.selected ?? null,
      phase: pulses ? (now % pulseMs) / pulseMs : null,
    });
    if (pulses) this.#request("overlay");
  }

  #layOut(): Scene | null {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (this.#shown === null || width === 0 || height === 0) return null;
    const { model, filter } = this.#shown;
    const { header, candidates } = model;
    const frame = frameOf({
      width,
      height,
      unjudged: header.end === null || candidates.some(({ verdict }) => verdict === null),
      rejected: candidates.some(({ verdict }) => verdict?.kind === "rejected"),
    });
    const area: [[number, number], [number, number]] = [
      [frame.left, frame.top],
      [frame.right, frame.bottom],
    ];
    this.#zoom.extent(area).translateExtent(area);
    const domain = domainOf(model);
    const scales = scalesOf(domain, frame, this.#transform);
    return {
      frame,
      scales,
      places: layout(model, { frame, scales, floor: domain.floor }),
      palette: this.#palette,
      path: new Set(header.path),
      leader: leaderLabel(model),
      shown:
        filter === "all"
          ? null
          : new Set(candidates.filter((candidate) => passes(filter, candidate)).map(({ number }) => number)),
      ended: header.end !== null,
      markSize: Math.min(1, Math.max(0.55, (scales.x(1) - scales.x(0)) / roomyPixels)),
    };
  }
}

function leaderLabel({ header, candidates }: LineageModel): Scene["leader"] {
  const leader = header.leader === null ? undefined : candidates[header.leader - 1];
  if (leader === undefined || leader.gain === null) return null;
  const confirmed = leader.confirmation?.confirmed === true;
  const text = gainText(leader.gain);
  return { number: leader.number, text: confirmed ? text : `${text}, not confirmed yet`, confirmed };
}

/** The context of a canvas whose size is the frame's in device pixels, so that nothing is blurred. */
function contextOf(
  canvas: HTMLCanvasElement,
  { width, height }: { readonly width: number; readonly height: number },
): CanvasRenderingContext2D | null {
  const ratio = window.devicePixelRatio;
  const [deviceWidth, deviceHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== deviceWidth) canvas.width = deviceWidth;
  if (canvas.height !== deviceHeight) canvas.height = deviceHeight;
  const context = canvas.getContext("2d");
  context?.setTransform(ratio, 0, 0, ratio, 0, 0);
  return context;
}
