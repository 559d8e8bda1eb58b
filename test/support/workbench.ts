import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Browser, FrameLocator, Page } from "playwright-core";
import { repositoryRoot } from "../../scripts/lib/node.mjs";
import { launchBrowser } from "./browser.ts";
import { collectConsoleErrors } from "./consoleErrors.ts";
import { type ServerOptions, startServer } from "./server.ts";

/** The colour themes the product is looked at in. */
export type Theme =
  | "Default Dark Modern"
  | "Default Light Modern"
  | "Default High Contrast"
  | "Default High Contrast Light";

/** What a workbench is opened with. */
export interface WorkbenchOptions extends ServerOptions {
  /** The folder to open: an absolute path. */
  folder: string;
  /** The extension under development: an absolute path. Left out when a packaged one is installed. */
  extensionPath?: string;
  theme?: Theme;
  viewport?: { width: number; height: number };
}

/** A real VS Code in a browser, with an extension under development. */
export interface Workbench {
  page: Page;
  browser: Browser;
  /** Runs a command of the palette by its title as shown there, such as "Evolvent: Show Lineage". */
  palette(title: string): Promise<void>;
  /** The document of a visible webview (the first one, unless told otherwise). */
  webviewFrame(index?: number): FrameLocator;
  /** Writes a picture of the whole window. */
  screenshot(file: string): Promise<void>;
  /** Errors so far that our own extension or its webviews caused. */
  consoleErrors(): readonly string[];
  /** Loads the window again, as "Developer: Reload Window" does; the extension host is a new one then. */
  reload(): Promise<void>;
  dispose(): Promise<void>;
}

const readyTimeoutMs = 60_000;
const paletteTimeoutMs = 45_000;

/** Opens a folder in a real VS Code of its own; always `dispose` it. */
export async function startWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const settings = {
    ...(options.theme === undefined ? {} : { "workbench.colorTheme": options.theme }),
    ...options.settings,
  };
  const server = await startServer({ ...options, settings });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    const page = await context.newPage();
    const { extensionPath } = options;
    const errors = await collectConsoleErrors(page, extensionPath ?? repositoryRoot);
    await page.goto(
      workbenchUrl(server.port, options.folder, extensionPath === undefined ? {} : { extensionPath }),
    );
    await ready(page);
    return assemble(page, browser, errors, () => server.dispose());
  } catch (error) {
    await browser?.close();
    await server.dispose();
    throw error;
  }
}

function assemble(
  page: Page,
  browser: Browser,
  errors: readonly string[],
  stopServer: () => Promise<void>,
): Workbench {
  return {
    page,
    browser,
    palette: (title) => runFromPalette(page, title),
    webviewFrame: (index = 0) =>
      page
        .locator("iframe.webview.ready:visible")
        .nth(index)
        .contentFrame()
        .locator("iframe#active-frame")
        .contentFrame(),
    async screenshot(file) {
      await mkdir(path.dirname(file), { recursive: true });
      await page.screenshot({ path: file });
    },
    consoleErrors: () => [...errors],
    async reload() {
      await page.reload();
      await ready(page);
    },
    async dispose() {
      await browser.close();
      await stopServer();
    },
  };
}

/** What the page is told besides the folder to open. */
export interface DevelopmentPaths {
  extensionPath?: string;
  /** A script to run inside the extension host, with its ".js". */
  testsPath?: string;
}

/** The address of a workbench with an extension under development. */
export function workbenchUrl(port: number, folder: string, paths: DevelopmentPaths): string {
  const remote = (absolute: string): string => `vscode-remote://localhost:${port}${absolute}`;
  const payload = [
    ["skipWelcome", "true"],
    ["skipReleaseNotes", "true"],
    ...(paths.extensionPath === undefined ? [] : [["extensionDevelopmentPath", remote(paths.extensionPath)]]),
    ...(paths.testsPath === undefined ? [] : [["extensionTestsPath", remote(paths.testsPath)]]),
  ];
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  return `http://localhost:${port}/?${query.toString()}`;
}

async function ready(page: Page): Promise<void> {
  await page.locator(".monaco-workbench .part.statusbar").waitFor({ timeout: readyTimeoutMs });
  await page.waitForFunction(() => "driver" in window, undefined, { timeout: readyTimeoutMs });
  await page.evaluate(() =>
    (
      window as unknown as { driver: { whenWorkbenchRestored(): Promise<void> } }
    ).driver.whenWorkbenchRestored(),
  );
}

/** An extension's commands appear only after the extension scan, so the palette is asked until they do. */
async function runFromPalette(page: Page, title: string): Promise<void> {
  const input = page.locator(".quick-input-widget:visible input").first();
  const row = page.locator(".quick-input-widget:visible .monaco-list-row").filter({ hasText: title }).first();
  const deadline = Date.now() + paletteTimeoutMs;
  while (Date.now() < deadline) {
    await page.keyboard.press("F1");
    try {
      await input.waitFor({ timeout: 2_000 });
      await input.fill(`>${title}`);
      await row.waitFor({ timeout: 2_000 });
      await row.click({ timeout: 2_000 });
      return;
    } catch {
      // Not there yet, or a webview has kept the key for itself: back to the window and again.
      await page.keyboard.press("Escape");
      await page.evaluate(() => window.focus());
    }
  }
  throw new Error(`The command palette does not offer "${title}".`);
}
