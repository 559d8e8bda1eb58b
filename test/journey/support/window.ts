import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Locator, Page } from "playwright-core";
import { afterEach, beforeEach, expect } from "vitest";
import { packageExtension } from "../../../scripts/lib/package.mjs";
import {
  type FixtureName,
  type FixtureRepository,
  makeFixtureRepository,
} from "../../support/fixtureRepository.ts";
import { startWorkbench, type Workbench, type WorkbenchOptions } from "../../support/workbench.ts";

/** How long the slowest of machines may take to show something. */
const patienceMs = 30_000;

const extensionPath = path.resolve(import.meta.dirname, "../../..");

/** A window on a fixture repository of its own. */
export interface Journey {
  readonly repository: FixtureRepository;
  readonly workbench: Workbench;
  readonly page: Page;
}

/** How the window of each journey is opened. */
export interface JourneyOptions extends Partial<WorkbenchOptions> {
  /** What the repository is made from; list-tools when left out. */
  readonly fixture?: FixtureName;
  /** Makes the repository what it is before the window opens. */
  readonly prepare?: (repository: FixtureRepository) => Promise<void>;
  /** Installs the extension as `npm run package` makes it, instead of loading it from this folder. */
  readonly packaged?: boolean;
}

/** A fresh repository and window for each test; a test also fails when our code reported an error to the console. */
export function useJourney({
  fixture = "list-tools",
  prepare,
  packaged = false,
  ...options
}: JourneyOptions = {}): () => Journey {
  let journey: Journey | null = null;

  beforeEach(async () => {
    const repository = await makeFixtureRepository(fixture);
    try {
      await prepare?.(repository);
      const workbench = await startWorkbench({
        folder: repository.folder,
        ...(packaged ? { vsix: await packaging() } : { extensionPath }),
        ...options,
        // In the browser VS Code saves by itself, and what is saved cannot be told from what is edited.
        settings: { "files.autoSave": "off", ...options.settings },
      });
      journey = { repository, workbench, page: workbench.page };
    } catch (error) {
      await repository.dispose();
      throw error;
    }
  });

  afterEach(async ({ task }) => {
    if (journey === null) return;
    const { repository, workbench } = journey;
    journey = null;
    try {
      if (task.result?.state === "fail") {
        const picture = `${task.name.replace(/\W+/g, "-")}.png`;
        await workbench.screenshot(path.join(extensionPath, "test-results/journey", picture));
      }
      expect(workbench.consoleErrors()).toEqual([]);
    } finally {
      await workbench.dispose();
      await repository.dispose();
    }
  });

  return () => {
    if (journey === null) throw new Error("The window is open only during a test.");
    return journey;
  };
}

/** What `npm run package` makes, from the build that the lane's set-up left in `dist`. */
async function packaging(): Promise<string> {
  const vsix = path.join(extensionPath, "dist-test/evolvent.vsix");
  await mkdir(path.dirname(vsix), { recursive: true });
  await packageExtension(vsix);
  return vsix;
}

/** Opens a file by its name and waits for its text. */
export async function openFile(page: Page, name: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+P");
  await page.locator(".quick-input-widget:visible input").first().fill(name);
  await pick(page, name);
  await page.locator(`.tab[data-resource-name="${name}"]`).first().waitFor();
}

/** Chooses the row of the quick pick that has the text. */
export async function pick(page: Page, text: string): Promise<void> {
  await page.locator(".quick-input-widget:visible .monaco-list-row", { hasText: text }).first().click();
}

/** Answers the input box that asks this. */
export async function type(page: Page, prompt: string, text: string): Promise<void> {
  const box = page.locator(".quick-input-widget:visible", { hasText: prompt }).locator("input").first();
  await box.waitFor();
  await box.fill(text);
  await page.keyboard.press("Enter");
}

/** Waits until the run that the status bar shows has ended. */
export async function runEnds(page: Page, name: string): Promise<void> {
  const status = page.locator(".statusbar-item", { hasText: name });
  await status.waitFor();
  await status.waitFor({ state: "detached", timeout: 480_000 });
}

/** Stops the run that the status bar shows, as soon as its lineage page has a candidate. */
export async function stopAtFirstCandidate({ page, workbench }: Journey, name: string): Promise<void> {
  const status = page.locator(".statusbar-item", { hasText: name });
  await status.waitFor();
  const rows = workbench.webviewFrame().locator('.row[role="option"]');
  await rows.nth(1).waitFor({ timeout: 180_000 });
  await workbench.palette("Evolvent: Stop Run");
  await status.waitFor({ state: "detached", timeout: 60_000 });
}

/** What the quick pick asks. */
export function question(page: Page, text: string): Locator {
  return page.locator(`.quick-input-widget:visible input[placeholder="${text}"]`);
}

/** The text of the visible editor, or of the right side of the visible diff. */
async function editorText(page: Page): Promise<string> {
  const lines = page.locator(".editor-container .editor-instance:visible .view-lines").last();
  const texts = await lines.locator(".view-line").evaluateAll((elements) =>
    elements
      .map((element) => ({
        top: Number.parseFloat((element as HTMLElement).style.top),
        text: element.textContent,
      }))
      .sort((one, other) => one.top - other.top)
      .map(({ text }) => text),
  );
  // VS Code draws spaces as no-break spaces.
  return texts.join("\n").replaceAll("\u00a0", " ");
}

/** Waits until the visible editor, or the right side of the visible diff, holds a text. */
export async function editorHolds(page: Page, text: string): Promise<void> {
  await expect.poll(() => editorText(page), { timeout: patienceMs }).toContain(text);
}

/** Waits until the file is the active editor, with edits that are not saved. */
export async function edited(page: Page, name: string): Promise<void> {
  await page.locator(`.tab.active.dirty[data-resource-name="${name}"]`).waitFor();
}

/** Opens the notification centre, where also those are that appear as no toast in a window under test. */
export async function openNotifications(page: Page): Promise<Locator> {
  await page.locator("[id='status.notifications']").click();
  return page.locator(".notifications-center .notification-list-item");
}

/** Reloads the window in VS Code's own way, which keeps what is open. */
export async function reloadWindow({ page, workbench }: Journey): Promise<void> {
  const loaded = page.waitForEvent("load");
  await workbench.palette("Developer: Reload Window");
  await loaded;
  await page.locator(".monaco-workbench .part.statusbar").waitFor();
}

/** Shows the tree of runs. */
export async function openRunsView(page: Page): Promise<void> {
  await page.locator(".activitybar [aria-label^='Evolvent']").first().click();
  await page.locator(".pane-body .tree-explorer-viewlet-tree-view").waitFor();
}

/** A line of the tree of runs. */
export function treeRow(page: Page, text: string | RegExp): Locator {
  return page.locator(".tree-explorer-viewlet-tree-view .monaco-list-row", { hasText: text }).first();
}
