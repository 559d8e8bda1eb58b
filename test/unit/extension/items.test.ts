import { describe, expect, it, vi } from "vitest";
import { type RunView, viewOf } from "../../../src/engine/domain/runView.ts";
import type { KnownRun } from "../../../src/extension/runs/runBoard.ts";
import { candidateItem, inTreeOrder, runItem } from "../../../src/extension/views/runItems.ts";
import { diffTitle, endSentence } from "../../../src/extension/views/words.ts";
import { collect, letterRun, letterSpec } from "../../support/memoryPorts.ts";

// Hoisted above the imports.
vi.mock("vscode", () => ({
  EventEmitter: class {},
  l10n: {
    t: (message: string, ...args: readonly unknown[]) =>
      message.replace(/\{(\d)\}/g, (_, index: string) => String(args[Number(index)])),
  },
}));

/** A run after all of its events, or up to the first of a kind. */
async function view(
  world: Parameters<typeof letterRun>[0],
  last?: "baseline-measured" | "benchmark-calibrated",
): Promise<RunView> {
  const all = await collect(letterRun(world, letterSpec({ candidates: 8 })).events());
  const index = all.findIndex(({ type }) => type === last);
  const reached = viewOf(index === -1 ? all : all.slice(0, index + 1));
  if (reached === null) throw new Error("The run had no events.");
  return reached;
}

function known(shown: RunView, active: boolean): KnownRun {
  return { root: "/r", run: shown.run, view: shown, problem: null, active, driven: active, measuring: null };
}

const better = { gains: { a: 1, b: 0.5 } };
const hopeless = { gains: { a: -0.3, b: -0.2 } };
const interval = /\d+(\.\d+)?× \(\d+(\.\d+)?–\d+(\.\d+)?\)/;

describe("The tree of runs", () => {
  it("shows what a run found with its interval, and what it can be asked for", async () => {
    const item = runItem(known(await view(better), false));
    expect(item).toMatchObject({ label: "letters", context: "run", icon: { id: "verified" } });
    expect(item.description).toMatch(interval);
  });

  it("shows how far a run is that is under way, and that it can be stopped", async () => {
    const noise = runItem(known(await view(better, "baseline-measured"), true));
    expect(noise.description).toBe("measuring the noise");
    const item = runItem(known(await view(better, "benchmark-calibrated"), true));
    expect(item).toMatchObject({ context: "run.running", description: "0/8", icon: { id: "sync~spin" } });
  });

  it("says so when nothing better was found, and when a run was cut off", async () => {
    expect(runItem(known(await view(hopeless), false)).description).toBe("nothing better");
    expect(runItem(known(await view(better, "baseline-measured"), false)).description).toBe("interrupted");
  });

  it("says why a run cannot be read", () => {
    const item = runItem({
      root: "/r",
      run: "x-0001",
      view: null,
      problem: "It is cut off.",
      active: false,
      driven: false,
      measuring: null,
    });
    expect(item).toMatchObject({ label: "x-0001", description: "cannot be read", tooltip: "It is cut off." });
  });

  it("lists what can be accepted first and what failed last", async () => {
    const { candidates } = await view(better);
    const contexts = inTreeOrder(candidates).map((candidate) => candidateItem(candidate));
    expect(contexts[0]).toMatchObject({ context: "candidate.offered", icon: { id: "verified-filled" } });
    expect(contexts[0]?.label).toMatch(interval);
    expect(contexts[0]?.spoken).toContain("confirmed");
    const rejected = contexts.findIndex(({ context }) => context === "candidate");
    expect(contexts.slice(rejected).every(({ context }) => context === "candidate")).toBe(true);
    expect(contexts).toHaveLength(candidates.length);
  });

  it("gives the reason of a rejection, and never a gain with it", async () => {
    const { candidates } = await view(better);
    const rejected = candidates.find(({ verdict }) => verdict?.kind === "rejected");
    if (rejected?.verdict?.kind !== "rejected") throw new Error("Every candidate passed.");
    const item = candidateItem(rejected);
    expect(item.tooltip).toContain(rejected.verdict.reason);
    expect(item.label).toBe(`${rejected.number}  rejected by ${rejected.verdict.gate}`);
  });

  it("tells a candidate that the user did not want apart from one that can be accepted", async () => {
    const { candidates } = await view(better);
    const [offered] = inTreeOrder(candidates);
    if (offered === undefined) throw new Error("There is no candidate.");
    const item = candidateItem({ ...offered, declined: "too clever" });
    expect(item).toMatchObject({ context: "candidate", icon: { id: "thumbsdown" } });
    expect(item.tooltip).toContain("too clever");
  });
});

describe("What a person is told", () => {
  it("is the confirmed gain with its interval, in one sentence", async () => {
    expect(endSentence(await view(better))).toMatch(/^letters is \d\S*× \(\S+–\S+\) as fast, confirmed\.$/);
  });

  it("is the metric on both sides and the gain, where more is better", async () => {
    const shown = await view({
      ...better,
      metric: { kind: "reported", name: "score", unit: null, better: "higher" },
    });
    const [, from = "", to = ""] =
      /^letters: score (\S+) → (\S+), \d\S*× \(\S+–\S+\), confirmed\.$/.exec(endSentence(shown)) ?? [];
    expect(Number(to)).toBeGreaterThan(Number(from));
  });

  it("is that nothing better was found, when so", async () => {
    expect(endSentence(await view(hopeless))).toMatch(
      /^Nothing better than letters was found among \d+ candidates\.$/,
    );
  });

  it("names both sides of a diff and the gain", async () => {
    const shown = await view(better);
    const [best] = inTreeOrder(shown.candidates);
    if (best === undefined) throw new Error("There is no candidate.");
    expect(diffTitle(shown, best, 0)).toMatch(new RegExp(`^letters: baseline ↔ candidate ${best.number} · `));
    expect(diffTitle(shown, best, 2)).toContain(`candidate 2 ↔ candidate ${best.number}`);
  });
});
