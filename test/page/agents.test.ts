import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/domain/events.ts";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { exampleRun, halfway, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { list, selectedRow } from "./support/looks.ts";
import { boldIdea, modelRun, samplerProblem } from "./support/modelRun.ts";
import { usePageHost } from "./support/pageHost.ts";
import { dark, highContrast, light, type Theme } from "./support/themes.ts";

const host = usePageHost();

/** Opens a run with a candidate selected, or with nothing selected. */
async function show(events: readonly RunEvent[], number: number | null, theme: Theme = dark) {
  const opened = await host.open({ height: 1500, theme });
  await opened.post(new LineageFeed().snapshot(runOf(events)));
  await list(opened.page).focus();
  await opened.page.keyboard.press("Escape");
  for (let row = -1; row < (number ?? -1); row += 1) await opened.page.keyboard.press("ArrowDown");
  await settled(opened.page);
  expect(await selectedRow(opened.page)).toBe(number);
  return opened;
}

/** The details as they are read, each part on a line of its own. */
async function detail(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: textContent would join neighbours that stand apart.
  return page.getByRole("region", { name: "Details" }).innerText();
}

describe("what the agents did for a candidate", () => {
  test("names the model that wrote it, its direction with the credit, and why it was shown what", async () => {
    const { page } = await show(modelRun(), 6);
    const text = await detail(page);
    expect(text).toMatch(/Written by\s+qwen3-coder:30b, temperature 0\.8, 1,240 tokens/);
    expect(text).toContain(`${boldIdea} · no. 0, 9 trials, credit +2.1 %`);
    expect(text).toMatch(/0001\s+remembers what it saw, which the parent does not/);
    expect(text).toMatch(/Sampler\s+answered by the model/);
    expect(text).toMatch(/Summarizer\s+answered by the model/);
  });

  test("says which agent a rule answered for, and why", async () => {
    const { page } = await show(modelRun(), 4);
    expect(await detail(page)).toMatch(/Sampler\s+answered by a rule/);
    expect(await detail(page)).toContain(samplerProblem);
  });

  test("still names a direction that is no longer in force", async () => {
    const events = modelRun().flatMap((event): readonly RunEvent[] =>
      event.type === "run-ended"
        ? [{ type: "directions-set", at: event.at, directions: [] }, event]
        : [event],
    );
    const { page } = await show(events, 6);
    expect(await detail(page)).toContain(boldIdea);
  });
});

describe("what language models used", () => {
  test("stands by role and model, with the cap and the calls that failed", async () => {
    const { page } = await show(modelRun(), null);
    const text = await detail(page);
    expect(text).toMatch(/Tokens\s+[\d,]+ of 200,000/);
    expect(text).toMatch(/Money\s+\$0\.\d+ of \$0\.5/);
    expect(text).toMatch(/Calls\s+\d+, \d+ failed/);
    expect(await page.getByRole("progressbar", { name: "Tokens used of the cap" }).count()).toBe(1);
    const row = page.getByRole("row", { name: /generator/ });
    expect(await row.getByRole("cell").allTextContents()).toEqual([
      "qwen3-coder:30b",
      "17",
      "1",
      "27,840",
      "$0.034",
    ]);
  });

  test("grows while the run goes on", async () => {
    const feed = new LineageFeed();
    const opened = await host.open({ height: 1500 });
    const tokens = async () => /Tokens\s+([\d,]+) of/.exec(await detail(opened.page))?.[1];
    await opened.post(feed.snapshot(runOf(halfway(modelRun(), 4))));
    await list(opened.page).focus();
    await opened.page.keyboard.press("Escape");
    await settled(opened.page);
    const before = await tokens();
    await opened.post(feed.update(runOf(halfway(modelRun(), 20))));
    expect(Number((await tokens())?.replace(",", ""))).toBeGreaterThan(Number(before?.replace(",", "")));
  });

  test.each([
    ["dark", dark],
    ["light", light],
    ["high contrast", highContrast],
  ])("fits the page in a %s theme", async (_, theme) => {
    for (const number of [null, 4]) {
      const { page } = await show(modelRun(), number, theme);
      const overflow = await page
        .getByRole("region", { name: "Details" })
        .evaluate((region) => region.scrollWidth - region.clientWidth);
      expect(overflow).toBeLessThanOrEqual(0);
    }
  });
});

test("a run by rules alone has no word of language models", async () => {
  for (const number of [null, 4]) {
    const { page } = await show(exampleRun(), number);
    const text = await detail(page);
    expect(text).not.toMatch(/language model|tokens|written by|answered/i);
    expect(await page.getByRole("heading", { name: "Agents" }).count()).toBe(0);
  }
});
