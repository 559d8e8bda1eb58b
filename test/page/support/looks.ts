import { zoomIdentity } from "d3-zoom";
import type { Locator, Page } from "playwright-core";
import type { LineageModel } from "../../../src/protocol/lineageModel.ts";
import { frameOf } from "../../../webview/lineage/canvas/frame.ts";
import { layout, type Place } from "../../../webview/lineage/canvas/layout.ts";
import { domainOf, scalesOf } from "../../../webview/lineage/canvas/scales.ts";

/** The rows of the list that exist. */
export function rows(page: Page): Locator {
  return page.locator('.row[role="option"]');
}

/** Number of the row marked as selected, or null. */
export async function selectedRow(page: Page): Promise<number | null> {
  const selected = page.locator('.row[aria-selected="true"]');
  return (await selected.count()) === 0 ? null : Number(await selected.getAttribute("data-number"));
}

/** The list that has the one tab stop. */
export function list(page: Page): Locator {
  return page.getByRole("listbox", { name: "Candidates" });
}

/** What a screen reader hears about the drawing. */
export async function drawingLabel(page: Page): Promise<string> {
  return (await page.locator('canvas[role="img"]').getAttribute("aria-label")) ?? "";
}

/** The picture, or what moves above it, as data that is equal only when nothing differs. */
export async function pixels(page: Page, layer: "picture" | "overlay"): Promise<string> {
  return page.evaluate(
    (selector) => document.querySelector<HTMLCanvasElement>(selector)?.toDataURL() ?? "",
    layer === "picture" ? 'canvas[role="img"]' : "canvas.overlay",
  );
}

/** How many pixels of a layer within `radius` of a point are not blank. */
export async function inkAround(
  page: Page,
  { x, y }: { readonly x: number; readonly y: number },
  { layer, radius }: { readonly layer: "picture" | "overlay"; readonly radius: number },
): Promise<number> {
  return page.evaluate(
    ({ selector, left, top, size }) => {
      const context = document.querySelector<HTMLCanvasElement>(selector)?.getContext("2d");
      const data = context?.getImageData(left, top, size, size).data ?? [];
      let ink = 0;
      for (let index = 3; index < data.length; index += 4) if (data[index] !== 0) ink += 1;
      return ink;
    },
    {
      selector: layer === "picture" ? 'canvas[role="img"]' : "canvas.overlay",
      left: x - radius,
      top: y - radius,
      size: 2 * radius,
    },
  );
}

/** Where an unzoomed drawing of this run has a candidate, in CSS pixels of the canvas. */
export async function placeOf(page: Page, model: LineageModel, number: number): Promise<Place> {
  const box = await page.locator("canvas.overlay").boundingBox();
  if (box === null) throw new Error("The drawing is not visible.");
  const { header, candidates } = model;
  const frame = frameOf({
    width: Math.round(box.width),
    height: Math.round(box.height),
    unjudged: header.end === null || candidates.some(({ verdict }) => verdict === null),
    rejected: candidates.some(({ verdict }) => verdict?.kind === "rejected"),
  });
  const domain = domainOf(model);
  const scales = scalesOf(domain, frame, zoomIdentity);
  const place = layout(model, { frame, scales, floor: domain.floor })[number];
  if (place === undefined) throw new Error(`There is no candidate ${number}.`);
  return place;
}
