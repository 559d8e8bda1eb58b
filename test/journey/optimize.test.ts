import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  edited,
  editorHolds,
  openFile,
  openNotifications,
  openRunsView,
  pick,
  question,
  reloadWindow,
  treeRow,
  useJourney,
} from "./support/window.ts";

const slow = "result.indexOf(value) === -1";

describe("from the palette to an accepted candidate", () => {
  const journey = useJourney({
    packaged: true,
    settings: { "evolvent.budget.candidates": 2, "evolvent.budget.minutes": 10 },
  });

  test("optimizes a function, fills the lineage page meanwhile, accepts the best and can undo it", async () => {
    const { page, workbench, repository } = journey();
    await openFile(page, "lists.js");
    await page.locator(".view-line", { hasText: slow }).click();

    await workbench.palette("Evolvent: Optimize Function…");
    await question(page, "How is unique to be measured?").waitFor();
    await pick(page, "inputs from bench/inputs.mjs");
    await question(page, "Which tests must every candidate pass?").waitFor();
    await pick(page, "npm test");
    await question(page, "How much may the run spend? It ends with whichever is reached first.").waitFor();
    await pick(page, "2 candidates, 10 minutes");

    await page.locator(".statusbar-item", { hasText: "unique" }).waitFor();
    await page.locator(".tab", { hasText: "Lineage: unique" }).waitFor();
    const lineage = workbench.webviewFrame();
    await lineage.locator('.row[role="option"]').nth(1).waitFor({ timeout: 120_000 });

    await page
      .locator(".statusbar-item", { hasText: "unique" })
      .waitFor({ state: "detached", timeout: 300_000 });
    const end = (await openNotifications(page)).filter({
      hasText: /unique is .+× \(.+–.+\) as fast, confirmed\./,
    });
    await end.getByRole("button", { name: "Review" }).click();
    await page.locator(".tab", { hasText: /unique: baseline ↔ candidate \d+ · .*×/ }).waitFor();
    await workbench.palette("Evolvent: Accept Candidate");
    await edited(page, "lists.js");
    await editorHolds(page, "Set");
    await page.keyboard.press("ControlOrMeta+Z");
    await editorHolds(page, slow);
    expect(await repository.git("status", "--porcelain", "src", "test", "bench")).toBe("");

    const spec: unknown = JSON.parse(
      await readFile(path.join(repository.folder, ".evolvent/unique.json"), "utf8"),
    );
    expect(spec).toMatchObject({
      name: "unique",
      target: { file: "src/lists.js", symbol: "unique" },
      benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
      tests: "npm test",
      budget: { candidates: 2, minutes: 10 },
    });

    await reloadWindow(journey());
    await page.locator(".tab", { hasText: "Lineage: unique" }).click();
    await workbench.webviewFrame().getByRole("heading", { name: "unique" }).waitFor({ timeout: 60_000 });
    await openRunsView(page);
    await treeRow(page, "unique").waitFor();
  }, 600_000);
});
