import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, vi } from "vitest";
import { launchBrowser } from "../../support/browser.ts";
import { bundlePage } from "./bundle.ts";
import { type LineagePage, type OpenOptions, PageHost } from "./lineagePage.ts";

/** Longer than any slow machine needs, a browser to be installed included. */
const startTimeoutMs = 300_000;

/**
 * One browser for a test file. After every test its pages are closed, and none of them may have reported an error,
 * a violation of the content policy included.
 */
export function usePageHost(): { open(options?: OpenOptions): Promise<LineagePage> } {
  vi.setConfig({ testTimeout: 60_000 });
  let browser: Browser | undefined;
  let host: PageHost | undefined;
  const opened: LineagePage[] = [];
  beforeAll(async () => {
    browser = await launchBrowser();
    host = await PageHost.start(browser, await bundlePage());
  }, startTimeoutMs);
  afterEach(async () => {
    const pages = opened.splice(0);
    const errors = pages.flatMap((page) => page.takeErrors());
    await Promise.all(pages.map((page) => page.close()));
    expect(errors).toEqual([]);
  });
  afterAll(async () => {
    await host?.stop();
    await browser?.close();
  });
  return {
    async open(options) {
      if (host === undefined)
        throw new Error("The pages are opened by tests, after the browser has started.");
      const page = await host.open(options);
      opened.push(page);
      return page;
    },
  };
}
