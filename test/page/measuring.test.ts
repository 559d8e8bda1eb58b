import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import type { BenchmarkFacts } from "../../src/engine/domain/events.ts";
import type { RunView } from "../../src/engine/domain/runView.ts";
import { LineageFeed } from "../../src/protocol/lineageFeed.ts";
import { type ExampleRunOptions, exampleRun, halfway, runOf } from "./support/exampleRun.ts";
import { settled } from "./support/lineagePage.ts";
import { list, selectedRow } from "./support/looks.ts";
import { usePageHost } from "./support/pageHost.ts";

const host = usePageHost();

const scored: ExampleRunOptions = {
  spec: {
    benchmark: {
      kind: "command",
      build: "make",
      run: "./bench --json",
      metric: { kind: "output", parser: "json-line", name: "score" },
    },
    objective: { smallestGain: 1.02, constraints: [{ metric: "peak-memory", tolerance: 1.1 }] },
    tests: null,
  },
  facts: {
    metric: { kind: "reported", name: "score", unit: null, better: "higher" },
    metricReason: "The command prints it.",
    baseline: { cpuNs: 3e9, wallNs: 3.2e9, peakBytes: 5e7, reported: { score: 0.71 } },
    inputs: null,
    testsMs: null,
  },
};

const unprotected: BenchmarkFacts["sandbox"] = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
};

/** Opens a run with a candidate selected, or with nothing selected. */
async function show(view: RunView, number: number | null) {
  const opened = await host.open({ height: 1600 });
  await opened.post(new LineageFeed().snapshot(view));
  await list(opened.page).focus();
  await opened.page.keyboard.press("Escape");
  for (let row = -1; row < (number ?? -1); row += 1) await opened.page.keyboard.press("ArrowDown");
  await settled(opened.page);
  expect(await selectedRow(opened.page)).toBe(number);
  return opened;
}

function find(view: RunView, kind: string): number {
  const found = view.candidates.find(
    ({ verdict, confirmation }) => verdict?.kind === kind && confirmation === null,
  );
  if (found === undefined) throw new Error(`The example has no candidate that is ${kind}.`);
  return found.number;
}

/** The details as they are read, each part on a line of its own. */
async function detail(page: Page): Promise<string> {
  // biome-ignore lint/performance/useDomNodeTextContent: textContent would join neighbours that stand apart.
  return page.getByRole("region", { name: "Details" }).innerText();
}

const measureMore = { name: "Measure More" };

describe("what was measured", () => {
  test("is told with the metric, why it is that one, the noise and what a gain is worth", async () => {
    const { page } = await show(runOf(exampleRun()), null);
    const text = await detail(page);
    expect(text).toMatch(/Metric\s+CPU time, lower is better/);
    expect(text).toContain("keeps one core busy");
    expect(text).toMatch(/Noise\s+1\.3 % between equal versions, 8 blocks/);
    expect(text).toMatch(/Worth having\s+2 % at least/);
    expect(text).toMatch(/Held out\s+64 for confirmations/);
    expect(text).toMatch(/bubblewrap 0\.8\.0: no network/);
  });

  test("reads right when more is better", async () => {
    const view = runOf(exampleRun(scored));
    const { page } = await show(view, view.end?.best ?? 0);
    const text = await detail(page);
    const [, from = "", to = ""] = /score (\d\.\d+) → (\d\.\d+)/.exec(text) ?? [];
    expect(Number(to)).toBeGreaterThan(Number(from));
    expect(text).toMatch(/Improved\s+1\.\d+× \(1\.\d+–\d\.\d+\)/);
    expect(text).toContain("candidate ÷ baseline");
    expect(text).toContain("Better than the baseline");
    expect(text).not.toMatch(/faster/i);
  });

  test("names the constraints and a gate that only they need", async () => {
    const view = runOf(exampleRun(scored));
    const { page } = await show(view, null);
    expect(await detail(page)).toContain("peak-memory at most 1.1 times worse than the baseline");
    expect(await detail(page)).toMatch(/score, higher is better/);
  });

  test("shows how time grows with the inputs, each exponent with its interval", async () => {
    const view = runOf(exampleRun());
    const { page } = await show(view, view.end?.best ?? 0);
    const text = await detail(page);
    expect(text).toContain("n² → n log n");
    expect(text).toMatch(/Baseline\s+n², exponent 2\.03 \(1\.95–2\.11\)/);
    expect(text).toMatch(/Candidate\s+n log n, exponent 1\.12 \(1\.05–1\.19\)/);
  });

  test("has the other clock beside the one that counts", async () => {
    const view = runOf(exampleRun());
    const { page } = await show(view, view.end?.best ?? 0);
    expect(await detail(page)).toMatch(/By wall time: The candidate was faster in \d+ of 12 blocks/);
  });

  test("never has a gain without its interval", async () => {
    const view = runOf(exampleRun());
    for (const kind of ["improved", "tied", "worse", "inconclusive"]) {
      const { page } = await show(view, find(view, kind));
      const [head = ""] = (await detail(page)).split("ORIGIN");
      for (const [gain] of head.matchAll(/\d+(\.\d+)?×( \([^)]*\))?/g)) expect(gain).toMatch(/× \(.*–.*\)$/);
    }
  });
});

describe("a candidate that nobody can tell from the baseline", () => {
  const view = runOf(exampleRun());

  test("says why, and can be measured more", async () => {
    const { page, sent } = await show(view, find(view, "inconclusive"));
    expect(await detail(page)).toMatch(/12 blocks leave it open: .*does not tell a gain of 2 % from none/);
    await page.getByRole("button", measureMore).click();
    expect(sent.at(-1)).toEqual({ type: "measureMore", candidate: find(view, "inconclusive") });
  });

  test("can be measured more by keyboard", async () => {
    const { page, sent } = await show(view, find(view, "inconclusive"));
    await page.keyboard.press("m");
    expect(sent.at(-1)).toEqual({ type: "measureMore", candidate: find(view, "inconclusive") });
  });

  test("waits for the end of the run, which measures by itself", async () => {
    const running = runOf(halfway(exampleRun(), 8));
    const { page, sent } = await show(running, find(running, "inconclusive"));
    expect(await page.getByRole("button", measureMore).getAttribute("disabled")).not.toBeNull();
    await page.keyboard.press("m");
    expect(sent.at(-1)).toMatchObject({ type: "select" });
  });
});

describe("what a person should look at", () => {
  test("stands with the gate that let it pass, and is counted in the list", async () => {
    const view = runOf(exampleRun());
    const remarked = view.candidates.find(({ gates }) => gates.some(({ remarks }) => remarks.length > 0));
    const { page } = await show(view, remarked?.number ?? 0);
    expect(await detail(page)).toMatch(/To look at:\s+It keeps a Map at module level/);
    await page.locator('.row[aria-selected="true"]').getByText("1 remark").waitFor();
  });

  test("is loud where candidates ran without a sandbox", async () => {
    const view = runOf(exampleRun({ facts: { sandbox: unprotected } }));
    const { page } = await show(view, view.end?.best ?? 0);
    await page.getByRole("button", { name: "No sandbox" }).click();
    await settled(page);
    expect(await detail(page)).toMatch(/ran with your consent and no sandbox: network open/);
  });
});
