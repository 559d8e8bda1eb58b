import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FixtureRepository, makeFixtureRepository } from "../support/fixtureRepository.ts";
import { startWorkbench, type Theme } from "../support/workbench.ts";

const extensionPath = path.resolve(import.meta.dirname, "../..");

describe("a workbench with the extension", () => {
  let repository: FixtureRepository;

  beforeAll(async () => {
    repository = await makeFixtureRepository("list-tools");
  });

  afterAll(() => repository.dispose());

  test.each<{ theme: Theme; kind: string }>([
    { theme: "Default Dark Modern", kind: "vs-dark" },
    { theme: "Default Light Modern", kind: "vs" },
    { theme: "Default High Contrast", kind: "hc-black" },
  ])("opens a JavaScript file in $theme without an error of ours", async ({ theme, kind }) => {
    const workbench = await startWorkbench({ folder: repository.folder, extensionPath, theme });
    try {
      const { page } = workbench;
      await page.locator(`.monaco-workbench.${kind}`).waitFor();
      await page.keyboard.press("ControlOrMeta+P");
      await page.locator(".quick-input-widget:visible input").first().fill("lists.js");
      await page
        .locator(".quick-input-widget:visible .monaco-list-row", { hasText: "lists.js" })
        .first()
        .click();
      await page.locator(".monaco-editor .view-line", { hasText: "function unique" }).waitFor();
      expect(workbench.consoleErrors()).toEqual([]);
    } finally {
      await workbench.dispose();
    }
  });

  test("opens an unknown folder in Restricted Mode when trust is asked for", async () => {
    const workbench = await startWorkbench({
      folder: repository.folder,
      extensionPath,
      workspaceTrust: true,
    });
    try {
      await workbench.page.locator(".statusbar-item", { hasText: "Restricted Mode" }).waitFor();
      expect(workbench.consoleErrors()).toEqual([]);
    } finally {
      await workbench.dispose();
    }
  });
});
