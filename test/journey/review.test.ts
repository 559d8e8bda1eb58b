import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { offeredLine, recordRun } from "../host/support/recordedRun.ts";
import { edited, editorHolds, openRunsView, reloadWindow, treeRow, useJourney } from "./support/window.ts";

describe("a run that has ended", () => {
  const journey = useJourney({ prepare: ({ folder }) => recordRun(folder, "unique-0001") });

  test("is listed with its candidates, the confirmed one first, and opens as a diff", async () => {
    const { page } = journey();
    await openRunsView(page);
    await treeRow(page, "unique").click();
    await treeRow(page, "look values up in a Set").waitFor();
    const rows = await page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row").allTextContents();
    expect(rows.map((row) => row.replaceAll("\u00a0", " "))).toEqual([
      expect.stringContaining("12.4× (11.9–12.8)"),
      expect.stringContaining("look values up in a Set"),
      expect.stringContaining("filter by first index"),
      expect.stringContaining("rejected by tests"),
    ]);
    await treeRow(page, "look values up in a Set").click();
    await page.locator(".tab", { hasText: "unique: baseline ↔ candidate 1 · 12.4× (11.9–12.8)" }).waitFor();
  });

  test("appears while the window is open when another program writes it", async () => {
    const { page, repository } = journey();
    await openRunsView(page);
    await treeRow(page, "unique").waitFor();
    await recordRun(repository.folder, "unique-0002");
    await expect
      .poll(() => page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row").count())
      .toBe(2);
  });

  test("is accepted from the diff's own title bar", async () => {
    const { page, workbench } = journey();
    await workbench.palette("Evolvent: Review Best Candidate");
    await page.locator(".editor-actions [aria-label^='Accept Candidate']").click();
    await edited(page, "lists.js");
    await editorHolds(page, offeredLine);
    await page.keyboard.press("ControlOrMeta+Z");
    await editorHolds(page, "result.indexOf(value) === -1");
  });

  test("has its lineage page and its diff back after the window is reloaded", async () => {
    const { page, workbench } = journey();
    await workbench.palette("Evolvent: Show Lineage");
    await workbench.webviewFrame().getByText("look values up in a Set").first().waitFor();
    await workbench.palette("Evolvent: Review Best Candidate");
    await page.locator(".editor-actions [aria-label^='Accept Candidate']").waitFor();
    await reloadWindow(journey());
    await editorHolds(page, offeredLine);
    await page.locator(".editor-actions [aria-label^='Accept Candidate']").waitFor();
    await page.locator(".tab", { hasText: "Lineage: unique" }).click();
    await workbench.webviewFrame().getByText("look values up in a Set").first().waitFor();
  });

  test("is rejected from the lineage page, with a reason that stays", async () => {
    const { page, workbench, repository } = journey();
    await workbench.palette("Evolvent: Show Lineage");
    await workbench.webviewFrame().getByText("look values up in a Set").first().click();
    await workbench.webviewFrame().getByRole("group", { name: "Actions" }).getByText("Reject…").click();
    const input = page.locator(".quick-input-widget:visible input");
    await input.fill("too clever by half");
    await page.keyboard.press("Enter");
    await workbench.webviewFrame().getByText("too clever by half").first().waitFor();
    const journal = path.join(repository.folder, ".git/evolvent/runs/unique-0001/journal.jsonl");
    expect(await readFile(journal, "utf8")).toContain('"reason":"too clever by half"');
  });

  test("is removed with its branches after asking, and only then", async () => {
    const { page, workbench, repository } = journey();
    await openRunsView(page);
    await treeRow(page, "unique").waitFor();
    await workbench.palette("Evolvent: Clean Up Run");
    const dialog = page.locator(".monaco-dialog-box");
    await dialog.getByText("evolvent/unique-0001/").waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect(await repository.git("branch", "--list", "evolvent/*")).not.toBe("");
    await workbench.palette("Evolvent: Clean Up Run");
    await dialog.getByRole("button", { name: "Remove" }).click();
    await page.getByText("Evolvent makes a function measurably better").waitFor();
    expect(await repository.git("for-each-ref", "refs/heads/evolvent", "refs/evolvent")).toBe("");
  });
});
