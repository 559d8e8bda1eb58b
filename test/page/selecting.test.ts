import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { lineageModel } from "../../src/protocol/lineageModel.ts";
import { readPageState } from "../../src/protocol/pageState.ts";
import { keyBindings } from "../../webview/lineage/keys.ts";
import { exampleRun, halfway, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { inkAround, list, placeOf, rows, selectedRow } from "./support/looks.ts";
import { usePageHost } from "./support/pageHost.ts";

const host = usePageHost();
const events = exampleRun();
const view = runOf(events);
const model = lineageModel(view);
const best = view.end?.best ?? 0;

function find(kind: string): number {
  const found = model.candidates.find(({ verdict, number }) => verdict?.kind === kind && number !== best);
  if (found === undefined) throw new Error(`The example has no candidate that is ${kind}.`);
  return found.number;
}

async function chooseFilter(page: Page, verdict: string): Promise<void> {
  await page.getByRole("combobox").click();
  await page.getByRole("option", { name: verdict, exact: true }).click();
  await settled(page);
}

const rejected = find("rejected");
const tied = find("tied");

describe("selecting a candidate", () => {
  test("in the drawing selects its row, and its details appear", async () => {
    const { page, post, sent } = await host.open();
    await post(new LineageFeed().snapshot(view));
    const { x, y } = await placeOf(page, model, tied);
    await page.locator("canvas.overlay").click({ position: { x, y } });
    await settled(page);
    expect(await selectedRow(page)).toBe(tied);
    expect(sent.at(-1)).toEqual({ type: "select", candidate: tied });
    await page.getByRole("heading", { name: `Candidate ${String(tied).padStart(4, "0")}` }).waitFor();
  });

  test("in the list marks it in the drawing", async () => {
    const { page, post } = await host.open();
    await post(new LineageFeed().snapshot(view));
    const place = await placeOf(page, model, tied);
    expect(await inkAround(page, place, { layer: "overlay", radius: 16 })).toBe(0);
    await rows(page)
      .filter({ hasText: String(tied).padStart(4, "0") })
      .click();
    await settled(page);
    expect(await inkAround(page, place, { layer: "overlay", radius: 16 })).toBeGreaterThan(40);
  });

  test("by a link to a parent leads there", async () => {
    const { page, post } = await host.open();
    await post(new LineageFeed().snapshot(view));
    const parent = model.candidates[best - 1]?.parents[0] ?? 0;
    await page.locator(`[data-focus-key="parent-${parent}"]`).click();
    await settled(page);
    expect(await selectedRow(page)).toBe(parent);
  });

  test("works by keyboard alone, with one tab stop for the whole list", async () => {
    const { page, post, sent } = await host.open();
    await post(new LineageFeed().snapshot(view));
    await list(page).focus();
    const press = async (key: string): Promise<number | null> => {
      await page.keyboard.press(key);
      await settled(page);
      return selectedRow(page);
    };
    expect(await press("Home")).toBe(0);
    expect(await press("ArrowDown")).toBe(1);
    expect(await press("End")).toBe(25);
    expect(await press("ArrowUp")).toBe(24);
    expect(await press("PageUp")).toBeLessThan(20);
    expect(await press("b")).toBe(best);
    expect(await press("ArrowLeft")).toBe(model.candidates[best - 1]?.parents[0]);
    expect(await press("b")).toBe(best);
    expect(await list(page).getAttribute("aria-activedescendant")).toBe(`row-${best}`);
    expect(await page.locator('[role="option"][tabindex]').count()).toBe(0);
    for (const key of ["d", "D", "a", "r"]) await press(key);
    expect(sent.slice(-4)).toEqual([
      { type: "diff", candidate: best, against: "parent" },
      { type: "diff", candidate: best, against: "baseline" },
      { type: "accept", candidate: best },
      { type: "reject", candidate: best },
    ]);
    expect(await press("Escape")).toBeNull();
    await page.getByRole("heading", { name: "Run", exact: true }).waitFor();
  });

  test("opens a sheet that lists every key, and closes it with Escape", async () => {
    const { page, post } = await host.open();
    await post(new LineageFeed().snapshot(view));
    await list(page).focus();
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    for (const { words } of keyBindings) await sheet.getByText(words, { exact: true }).waitFor();
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
    expect(await list(page).evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test("narrows the list by verdict, without losing the place", async () => {
    const { page, post } = await host.open({ height: 2000 });
    await post(new LineageFeed().snapshot(view));
    await chooseFilter(page, "Rejected");
    const count = model.candidates.filter(({ verdict }) => verdict?.kind === "rejected").length;
    expect(await rows(page).count()).toBe(count);
    expect(await selectedRow(page)).toBeNull();
    await list(page).focus();
    await page.keyboard.press("ArrowDown");
    await settled(page);
    const next = model.candidates.find(
      ({ number, verdict }) => number > best && verdict?.kind === "rejected",
    );
    expect(await selectedRow(page)).toBe(next?.number);
  });
});

describe("the buttons of a candidate", () => {
  test("ask the extension for what they say", async () => {
    const { page, post, sent } = await host.open();
    await post(new LineageFeed().snapshot(view));
    for (const name of ["Diff with Parent", "Diff with Baseline", "Accept…", "Reject…"])
      await page.getByRole("button", { name }).click();
    expect(sent.slice(-4)).toEqual([
      { type: "diff", candidate: best, against: "parent" },
      { type: "diff", candidate: best, against: "baseline" },
      { type: "accept", candidate: best },
      { type: "reject", candidate: best },
    ]);
  });

  test("offer only what was confirmed, and say so", async () => {
    const { page, post, sent } = await host.open();
    await post(new LineageFeed().snapshot(view));
    await rows(page)
      .filter({ hasText: String(rejected).padStart(4, "0") })
      .click();
    await settled(page);
    await page.getByText("Only a confirmed improvement can be accepted.").waitFor();
    const before = sent.length;
    for (const name of ["Accept…", "Reject…"]) {
      await page
        .locator("vscode-button", { hasText: name })
        .evaluate((button: HTMLElement) => button.click());
    }
    await list(page).focus();
    for (const key of ["a", "r"]) await page.keyboard.press(key);
    expect(sent.length).toBe(before);
  });

  test("keep the focus while the run goes on", async () => {
    const { page, post } = await host.open();
    const feed = new LineageFeed();
    const middle = runOf(halfway(events, 6));
    await post(feed.snapshot(middle));
    await list(page).focus();
    await page.keyboard.press("End");
    await page.getByRole("button", { name: "Diff with Parent" }).focus();
    await post(feed.update(runOf(halfway(events, 9))));
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    expect(focused).toBe("Diff with Parent");
  });

  test("stop the run once", async () => {
    const { page, post, sent } = await host.open();
    await post(new LineageFeed().snapshot(runOf(halfway(events, 6))));
    await page.getByRole("button", { name: "Stop Run" }).click();
    await page.getByRole("button", { name: "Stopping…" }).waitFor();
    await page
      .locator("vscode-button", { hasText: "Stopping…" })
      .evaluate((button: HTMLElement) => button.click());
    expect(sent.filter(({ type }) => type === "stop")).toHaveLength(1);
  });
});

describe("hiding the page and showing it again", () => {
  test("brings back selection, filter and zoom", async () => {
    const first = await host.open();
    await first.post(new LineageFeed().snapshot(view));
    await chooseFilter(first.page, "Worse");
    await list(first.page).focus();
    for (const key of ["Home", "+"]) await first.page.keyboard.press(key);
    await settled(first.page);
    const saved = await first.savedState();
    expect(saved).toMatchObject({
      run: view.run,
      selected: find("worse"),
      filter: "worse",
      zoom: { k: 1.5 },
    });

    const second = await host.open({ savedState: readPageState(saved) ?? undefined });
    await second.post(new LineageFeed().snapshot(view));
    expect(await selectedRow(second.page)).toBe(find("worse"));
    const shown = await second.page
      .getByRole("combobox")
      .evaluate((made) => Reflect.get(made, "displayValue"));
    expect(shown).toBe("Worse");
    expect(await second.savedState()).toEqual(saved);
  });

  test("leaves what was saved about another run alone", async () => {
    const { page, post } = await host.open({
      savedState: { run: "other-1234", selected: 3, filter: "worse", zoom: { k: 4, x: 1, y: 1 } },
    });
    await post(new LineageFeed().snapshot(view));
    expect(await selectedRow(page)).toBe(best);
  });
});
