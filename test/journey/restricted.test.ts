import { describe, expect, test } from "vitest";
import { offeredLine, recordRun } from "../host/support/recordedRun.ts";
import { editorHolds, openFile, openRunsView, treeRow, useJourney } from "./support/window.ts";

describe("in Restricted Mode", () => {
  const journey = useJourney({
    workspaceTrust: true,
    prepare: ({ folder }) => recordRun(folder, "unique-0001"),
  });

  test("past runs can be looked at, and nothing can be run or changed", async () => {
    const { page, workbench } = journey();
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
    await openRunsView(page);
    await treeRow(page, "unique").click();
    await treeRow(page, "look values up in a Set").click();
    await editorHolds(page, offeredLine);
    expect(
      await page.locator(".editor-actions [aria-label^='Accept Candidate']:not(.disabled)").count(),
    ).toBe(0);

    await openFile(page, "lists.js");
    await editorHolds(page, "function unique");
    expect(await page.locator(".codelens-decoration").count()).toBe(0);
    await page.keyboard.press("F1");
    await page.locator(".quick-input-widget:visible input").first().fill(">Evolvent: ");
    const rows = page.locator(".quick-input-widget:visible .monaco-list-row");
    await rows.filter({ hasText: "Evolvent: Show Lineage" }).waitFor();
    expect(await rows.filter({ hasText: "Evolvent: Optimize Function" }).count()).toBe(0);
    await page.keyboard.press("Escape");
    await workbench.palette("Evolvent: Show Lineage");
    await workbench.webviewFrame().getByText("look values up in a Set").first().waitFor();
  });
});
