import { expect, test } from "vitest";
import type { RunEvent } from "../../src/engine/domain/events.ts";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { exampleRun, halfway, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { list, selectedRow } from "./support/looks.ts";
import { modelRun } from "./support/modelRun.ts";
import { usePageHost } from "./support/pageHost.ts";

const host = usePageHost();
const evolve = { name: "Evolve from Here" };
const note = "<b>keep</b> the early return";

async function show(events: readonly RunEvent[], number: number | null) {
  const opened = await host.open({ height: 1500 });
  await opened.post(new LineageFeed().snapshot(runOf(events)));
  await list(opened.page).focus();
  await opened.page.keyboard.press("Escape");
  for (let row = -1; row < (number ?? -1); row += 1) await opened.page.keyboard.press("ArrowDown");
  await settled(opened.page);
  expect(await selectedRow(opened.page)).toBe(number);
  return opened;
}

function said(events: readonly RunEvent[]): readonly RunEvent[] {
  const at = Date.now();
  return [
    ...events,
    { type: "candidate-noted", at, candidate: 2, text: note },
    { type: "idea-pinned", at, idea: "sort once before the loop" },
    { type: "idea-forbidden", at, idea: "caching of results" },
  ];
}

test("a candidate is given a note and evolved from by button and by key, while the run goes on", async () => {
  const { page, sent } = await show(halfway(exampleRun(), 8), 2);
  await page.getByRole("button", { name: "Note…" }).click();
  expect(sent.at(-1)).toEqual({ type: "note", candidate: 2 });
  await page.getByRole("button", evolve).click();
  expect(sent.at(-1)).toEqual({ type: "evolveFrom", candidate: 2 });
  await list(page).focus();
  await page.keyboard.press("n");
  expect(sent.at(-1)).toEqual({ type: "note", candidate: 2 });
  await page.keyboard.press("e");
  expect(sent.at(-1)).toEqual({ type: "evolveFrom", candidate: 2 });
});

test("nothing evolves from a candidate once the run is over, nor from a rejected one without a model to repair it", async () => {
  const over = await show(exampleRun(), 2);
  expect(await over.page.getByRole("button", evolve).getAttribute("disabled")).not.toBeNull();
  const byRules = await show(halfway(exampleRun(), 8), 4);
  expect(await byRules.page.getByRole("button", evolve).getAttribute("disabled")).not.toBeNull();
  const byModel = await show(halfway(modelRun(), 8), 4);
  expect(await byModel.page.getByRole("button", evolve).getAttribute("disabled")).toBeNull();
});

test("what the user said is shown, as text", async () => {
  const { page } = await show(said(halfway(exampleRun(), 8)), 2);
  const region = page.getByRole("region", { name: "Details" });
  await region.getByRole("heading", { name: "Your notes" }).waitFor();
  await region.getByText(note).waitFor();
  await list(page).focus();
  await page.keyboard.press("Escape");
  await region.getByText("sort once before the loop").waitFor();
  await region.getByRole("heading", { name: "Forbidden by you" }).waitFor();
});
