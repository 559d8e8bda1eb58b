import { describe, expect, test } from "vitest";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { exampleRun, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { drawingLabel, list, rows } from "./support/looks.ts";
import { usePageHost } from "./support/pageHost.ts";

const host = usePageHost();
const markup = `<img src=x onerror="window.pwned = true"><script>window.pwned = true</script>`;
const bidi = "safe\u202Egnp.exe\u2066";
const long = "x".repeat(10_000);

describe("names and summaries written by others", () => {
  test("stay text, whatever they hold", async () => {
    const { page, post } = await host.open();
    const events = exampleRun({
      candidates: 8,
      spec: { target: { file: `src/${long}.js`, symbol: `${markup}${bidi}` } },
      held: (event) => ({
        ...event,
        operator: `${markup} ${long}`,
        summary: `${markup}${bidi}`,
        exemplars: [{ candidate: 1, reason: markup }],
      }),
    });
    await post(new LineageFeed().snapshot(runOf(events)));
    await list(page).focus();
    await page.keyboard.press("End");
    await settled(page);
    expect(await page.locator(".row-summary").last().textContent()).toBe(`${markup}${bidi}`);
    expect(await page.locator(".tag").textContent()).toBe(`${markup} ${long}`);
    expect(await page.locator("img, #lineage script").count()).toBe(0);
    expect(await page.evaluate(() => Reflect.get(window, "pwned"))).toBeUndefined();
  });

  test("break neither rows nor page by their length", async () => {
    for (const width of [1180, 480]) {
      const { page, post } = await host.open({ width });
      const events = exampleRun({
        candidates: 8,
        held: (event) => ({ ...event, operator: long, summary: long }),
      });
      await post(new LineageFeed().snapshot(runOf(events)));
      const heights = await rows(page).evaluateAll((all) =>
        all.map((row) => row.getBoundingClientRect().height),
      );
      expect(new Set(heights)).toEqual(new Set([44]));
      expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    }
  });
});

describe("a run of two thousand candidates", () => {
  test("keeps the page small and within reach of the keyboard", async () => {
    const { page, post, sent } = await host.open();
    const view = runOf(exampleRun({ candidates: 2000, spec: { budget: { candidates: 2000, minutes: 60 } } }));
    await post(new LineageFeed().snapshot(view));
    expect(await drawingLabel(page)).toContain("Lineage of 2000 candidates");
    const nodes = () => page.evaluate(() => document.querySelectorAll("*").length);
    expect(await nodes()).toBeLessThan(900);
    await list(page).focus();
    for (const key of ["Home", "End", "PageUp", "ArrowDown"]) await page.keyboard.press(key);
    await settled(page);
    expect(await nodes()).toBeLessThan(900);
    expect(await rows(page).last().getAttribute("aria-setsize")).toBe("2001");
    const selected = sent.at(-1);
    expect(selected?.type === "select" && selected.candidate !== null && selected.candidate > 1900).toBe(
      true,
    );
    expect(await rows(page).count()).toBeLessThan(40);
  });
});
