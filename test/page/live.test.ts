import { describe, expect, test } from "vitest";
import { reduceRun } from "../../src/engine/domain/runView.ts";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { exampleRun, halfway, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { drawingLabel, pixels, rows } from "./support/looks.ts";
import { usePageHost } from "./support/pageHost.ts";
import { dark, light } from "./support/themes.ts";

const host = usePageHost();
const events = exampleRun({ candidates: 12 });
const middle = halfway(events, 4);

describe("the lineage page while a run goes on", () => {
  test("asks for the run once it listens, and says so until it comes", async () => {
    const { page, sent } = await host.open();
    expect(sent).toEqual([{ type: "ready" }]);
    await page.getByText("Loading the run…").waitFor();
  });

  test("says how to start a run when there is none", async () => {
    const { page, post } = await host.open();
    await post(new LineageFeed().snapshot(null));
    await page.getByRole("heading", { name: "No run to show" }).waitFor();
  });

  test("shows that the baseline is being run before there is any candidate", async () => {
    const { page, post } = await host.open();
    await post(new LineageFeed().snapshot(runOf(events.slice(0, 1))));
    await page.getByText("Preparing", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Stop Run" }).waitFor();
    expect(await drawingLabel(page)).toBe("Lineage: the baseline and no candidate yet.");
  });

  test("fills drawing, list and header with every event that comes", async () => {
    const { page, post, sent } = await host.open({ height: 2000 });
    const feed = new LineageFeed();
    let view = runOf(middle);
    await post(feed.snapshot(view));
    expect(await rows(page).count()).toBe(view.candidates.length + 1);
    const before = await pixels(page, "picture");
    for (const event of events.slice(middle.length)) {
      view = reduceRun(view, event);
      await page.evaluate((message) => window.postMessage(message, "*"), feed.update(view));
    }
    await page.getByText("The budget of candidates is used up.").first().waitFor();
    await settled(page);
    expect(await rows(page).count()).toBe(13);
    expect(await drawingLabel(page)).toContain("Lineage of 12 candidates");
    expect(await pixels(page, "picture")).not.toBe(before);
    expect(await page.getByRole("button", { name: "Stop Run" }).count()).toBe(0);
    // Nothing was selected, so the page turned to what came out.
    expect(sent).toEqual([{ type: "ready" }, { type: "select", candidate: view.end?.best }]);
  });

  test("says verdicts aloud", async () => {
    const { page, post } = await host.open();
    const feed = new LineageFeed();
    await post(feed.snapshot(runOf(middle)));
    await post(feed.update(runOf(events)));
    await page.locator('[aria-live="polite"]').getByText("candidates judged.").waitFor({ state: "attached" });
  });

  test("asks for everything again when a message was lost, and then shows it", async () => {
    const { page, post, sent } = await host.open({ height: 2000 });
    const feed = new LineageFeed();
    const [first, second] = [halfway(events, 6), halfway(events, 8)].map(runOf);
    await post(feed.snapshot(runOf(middle)));
    feed.update(first ?? runOf(events));
    await post(feed.update(second ?? runOf(events)));
    expect(sent.slice(1)).toEqual([{ type: "resync" }]);
    await post(feed.update(runOf(events)));
    expect(sent.slice(1)).toEqual([{ type: "resync" }]);
    await post(feed.snapshot(runOf(events)));
    expect(await rows(page).count()).toBe(13);
  });

  test("pays no heed to what belongs to an older snapshot", async () => {
    const { page, post, sent } = await host.open();
    const feed = new LineageFeed();
    await post(feed.snapshot(runOf(middle)));
    const late = feed.update(runOf(halfway(events, 6)));
    await post(feed.snapshot(runOf(events)));
    const label = await drawingLabel(page);
    await post(late);
    expect(await drawingLabel(page)).toBe(label);
    expect(sent.filter(({ type }) => type === "resync")).toEqual([]);
  });

  test("reports a message it does not understand in one line, and goes on", async () => {
    const { post, page, takeErrors } = await host.open();
    await post({ type: "snapshot", generation: "one" });
    expect(takeErrors()).toEqual([
      expect.stringMatching(/^A message from the extension to the lineage page was ignored: generation: /),
    ]);
    await post(new LineageFeed().snapshot(runOf(events)));
    await page.getByText("Best: ").waitFor();
  });

  test("lets a failed run say why, and offers the log", async () => {
    const { page, post, sent } = await host.open();
    const failed = [
      ...events.slice(0, 1),
      {
        type: "run-ended",
        at: 1,
        outcome: "failed",
        best: null,
        reason: "The tests fail on the baseline: run them and repair them first.",
        wallMs: 1,
        processMs: 1,
      } as const,
    ];
    await post(new LineageFeed().snapshot(runOf(failed)));
    await page.getByText("The tests fail on the baseline: run them and repair them first.").waitFor();
    await page.getByRole("button", { name: "Show Log" }).click();
    expect(sent.at(-1)).toEqual({ type: "showLog" });
  });

  test("pulses what is running, but not for those who want stillness", async () => {
    for (const reducedMotion of [false, true]) {
      const { page, post } = await host.open({ reducedMotion });
      await post(new LineageFeed().snapshot(runOf(middle)));
      const frames = new Set<string>();
      for (let frame = 0; frame < 6; frame++) {
        frames.add(await pixels(page, "overlay"));
        await page.waitForTimeout(60);
      }
      expect(frames.size > 1).toBe(!reducedMotion);
    }
  });

  test("takes on a new theme at once", async () => {
    const { page, post, setTheme } = await host.open({ theme: dark });
    await post(new LineageFeed().snapshot(runOf(events)));
    const before = await pixels(page, "picture");
    await setTheme(light);
    const after = await pixels(page, "picture");
    expect(after).not.toBe(before);
    await setTheme(dark);
    expect(await pixels(page, "picture")).toBe(before);
  });
});
