import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { standings } from "../../webview/lineage/standing.ts";
import { exampleRun, runOf } from "./support/exampleRun.ts";
import { usePageHost } from "./support/pageHost.ts";
import { dark, highContrast, highContrastLight, light } from "./support/themes.ts";

const host = usePageHost();

type Rgb = readonly [number, number, number];

/** The colour that a custom property stands for, as the canvas understands it. */
async function colourOf(page: Page, property: string): Promise<Rgb> {
  const [red = 0, green = 0, blue = 0] = await page.evaluate((name) => {
    const context = document.createElement("canvas").getContext("2d");
    if (context === null) throw new Error("no canvas");
    context.fillStyle = getComputedStyle(document.body).getPropertyValue(name);
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  }, property);
  return [red, green, blue];
}

/** Relative luminance of WCAG 2. */
function luminance(colour: Rgb): number {
  const [red = 0, green = 0, blue = 0] = colour.map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(a: Rgb, b: Rgb): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["dark", dark],
  ["light", light],
  ["high contrast", highContrast],
  ["high contrast light", highContrastLight],
])("in a %s theme", (_, theme) => {
  test("every mark stands out from the background by 3 to 1, every text by 4.5 to 1", async () => {
    const { page, post } = await host.open({ theme });
    await post(new LineageFeed().snapshot(runOf(exampleRun())));
    const background = await colourOf(page, "--lineage-background");
    const ratioOf = async (name: string) => contrast(await colourOf(page, `--lineage-${name}`), background);
    for (const standing of standings) expect(await ratioOf(standing), standing).toBeGreaterThanOrEqual(3);
    for (const text of ["foreground", "muted"]) expect(await ratioOf(text), text).toBeGreaterThanOrEqual(4.5);
  });
});
