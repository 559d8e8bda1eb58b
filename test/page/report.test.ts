import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { lineageModel } from "../../src/protocol/lineageModel.ts";
import { reportHtml } from "../../src/protocol/pageHtml.ts";
import { launchBrowser } from "../support/browser.ts";
import { bundlePage } from "./support/bundle.ts";
import { exampleRun, runOf, tieReason } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { drawingLabel, list, pixels, rows, selectedRow } from "./support/looks.ts";
import { boldIdea, modelRun } from "./support/modelRun.ts";

vi.setConfig({ testTimeout: 60_000 });

const summary = `</script><script>window.pwned = true</script><!--<script>`;
const view = runOf(exampleRun({ held: (event) => (event.candidate === 1 ? { ...event, summary } : event) }));
const best = view.end?.best ?? 0;
const diff =
  "--- a/src/lists.js\n+++ b/src/lists.js\n@@ -1,2 +1,2 @@\n-  return list;\n+  return [...new Set(list)];\n }\n";

let browser: Browser;
let folder: string;
let file: string;
let modelFile: string;

beforeAll(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(path.join(tmpdir(), "evolvent-report-"));
  file = path.join(folder, "report.html");
  modelFile = path.join(folder, "models.html");
  const page = await bundlePage();
  const common = { nonce: "cmVwb3J0", title: "unique", ...page };
  await writeFile(
    file,
    reportHtml({ ...common, model: { run: lineageModel(view), diffs: { [best]: diff } } }),
  );
  const run = lineageModel(runOf(modelRun()));
  await writeFile(modelFile, reportHtml({ ...common, model: { run, diffs: {} } }));
}, 300_000);

afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  colorScheme: "light" | "dark",
  report = file,
): Promise<{
  readonly page: Page;
  readonly errors: readonly string[];
  readonly requests: readonly string[];
}> {
  const context = await browser.newContext({
    colorScheme,
    offline: true,
    viewport: { width: 1180, height: 900 },
  });
  const page = await context.newPage();
  const errors: string[] = [];
  const requests: string[] = [];
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.goto(pathToFileURL(report).href);
  await page.getByRole("heading", { name: "unique" }).waitFor();
  await settled(page);
  return { page, errors, requests };
}

describe("a report", () => {
  test("is one file that shows the run without VS Code and without a network", async () => {
    const { page, errors, requests } = await open("light");
    expect(await drawingLabel(page)).toContain("Lineage of 25 candidates");
    expect(await selectedRow(page)).toBe(best);
    expect(errors).toEqual([]);
    expect(requests).toEqual([pathToFileURL(file).href]);
  });

  test("has no button that nobody would answer, and shows the diff itself", async () => {
    const { page } = await open("light");
    expect(await page.getByRole("button", { name: /Diff|Accept|Reject|Stop|Log/ }).count()).toBe(0);
    expect(await page.locator(".diff").textContent()).toBe(diff);
    expect(await page.locator(".diff-added").textContent()).toContain("+  return [...new Set(list)];");
    await list(page).focus();
    await page.keyboard.press("?");
    expect(await page.getByRole("dialog").getByText("Accept…").count()).toBe(0);
  });

  test("says why the best comes before one that it is tied with", async () => {
    const { page } = await open("light");
    expect(await page.getByText(tieReason).count()).toBe(1);
  });

  test("shows what a language model did and used", async () => {
    const { page } = await open("light", modelFile);
    await list(page).focus();
    await page.keyboard.press("Escape");
    await settled(page);
    const details = page.getByRole("region", { name: "Details" });
    await details.getByText("qwen3-coder:30b").first().waitFor();
    await page.keyboard.press("Home");
    for (let row = 0; row < 6; row += 1) await page.keyboard.press("ArrowDown");
    await settled(page);
    expect(await details.textContent()).toContain(boldIdea);
  });

  test("keeps markup in its data inert", async () => {
    const { page } = await open("light");
    await list(page).focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("ArrowDown");
    await settled(page);
    expect(await rows(page).filter({ hasText: "0001" }).locator(".row-summary").textContent()).toBe(summary);
    expect(await page.evaluate(() => Reflect.get(window, "pwned"))).toBeUndefined();
  });

  test("is dark for those whose system is, and changes with it", async () => {
    const { page, errors } = await open("dark");
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(await background()).toBe("rgb(31, 31, 31)");
    const before = await pixels(page, "picture");
    await page.emulateMedia({ colorScheme: "light" });
    await settled(page);
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await pixels(page, "picture")).not.toBe(before);
    expect(errors).toEqual([]);
  });
});
