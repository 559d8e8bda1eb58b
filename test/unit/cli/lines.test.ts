import { describe, expect, it } from "vitest";
import { candidatePage, measuredSentence, runPage } from "../../../src/cli/pages.ts";
import { linesFor } from "../../../src/cli/runLines.ts";
import { endSentence } from "../../../src/cli/words.ts";
import type { BenchmarkFacts, RunEvent } from "../../../src/engine/domain/events.ts";
import { type CandidateView, type RunView, reduceRun } from "../../../src/engine/domain/runView.ts";
import { type ExampleRunOptions, exampleRun, runOf } from "../../page/support/exampleRun.ts";

const scored: ExampleRunOptions = {
  spec: {
    benchmark: {
      kind: "command",
      build: "make",
      run: "./bench --json",
      metric: { kind: "output", parser: "json-line", name: "score" },
    },
    objective: { smallestGain: 1.05, constraints: [{ metric: "peak-memory", tolerance: 1.1 }] },
    tests: null,
  },
  facts: {
    metric: { kind: "reported", name: "score", unit: "points", better: "higher" },
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

/** All that is printed while a run goes on. */
function progress(events: readonly RunEvent[]): string {
  let view: RunView | null = null;
  const lines: string[] = [];
  for (const event of events) {
    view = reduceRun(view, event);
    lines.push(...linesFor(event, view));
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what is taken away.
  return lines.join("\n").replace(/\u001b\[\d+m/g, "");
}

function candidateThat(view: RunView, fits: (candidate: CandidateView) => boolean): CandidateView {
  const found = view.candidates.find(fits);
  if (found === undefined) throw new Error("The example has no such candidate.");
  return found;
}

const view = runOf(exampleRun());
const inconclusive = candidateThat(view, ({ verdict }) => verdict?.kind === "inconclusive");
const confirmed = candidateThat(view, ({ confirmation }) => confirmation !== null);

describe("While a run goes on, the terminal", () => {
  const text = progress(exampleRun());

  it("says what it runs in, what counts and why, and how noisy that is", () => {
    expect(text).toContain(
      "Sandbox: bubblewrap 0.8.0: no network, writes to its own folders only, home folder hidden",
    );
    expect(text).toContain("Metric: CPU time, lower is better. The baseline keeps one core busy");
    expect(text).toContain("Noise 1.3 %, smallest gain worth having 2 %");
    expect(text).toContain("Baseline: CPU time 1.24 ms, 64 inputs and 64 held out at size 2000");
  });

  it("says what a person should look at, and how an undecided candidate is decided", () => {
    expect(text).toContain("look at: It keeps a Map at module level");
    expect(text).toContain(`evolvent measure ${view.run} ${inconclusive.number} measures more`);
    expect(text).toMatch(/12 blocks leave it open: \S+ \(\S+\) does not tell a gain of 2 % from none/);
  });

  it("says the growth of what was confirmed", () => {
    expect(text).toMatch(/confirmed \d\S*× \(\S+\) n² → n log n/);
  });

  it("does not let the want of a sandbox be overlooked", () => {
    const loud = progress(exampleRun({ facts: { sandbox: unprotected } }));
    expect(loud).toMatch(/^NO SANDBOX: code of candidates runs with your rights/m);
  });

  it("tells a metric of which more is better in its own words", () => {
    const told = progress(exampleRun(scored));
    expect(told).toContain("Baseline: score 0.71 points");
    expect(told).toContain("Metric: score in points, higher is better. The command prints it.");
    expect(told).toContain("Constraint: peak-memory at most 1.1 times worse than the baseline");
    const [, from = "", to = ""] =
      /(\S+) points → (\S+) points\), confirmed/.exec(endSentence(runOf(exampleRun(scored)))) ?? [];
    expect(Number(to)).toBeGreaterThan(Number(from));
    expect(endSentence(runOf(exampleRun(scored)))).toMatch(/× \(\S+\) as good as unique/);
  });
});

describe("evolvent show", () => {
  it("has the conditions of a run and all of its candidates", () => {
    const page = runPage(view);
    expect(page).toContain("Measured by inputs from bench/inputs.mjs");
    expect(page).toContain("Limit: memory 512 MiB by rlimit");
    expect(page.match(/^\d{4} ← /gm)).toHaveLength(view.candidates.length);
  });

  it("has everything that is known of a candidate", () => {
    const page = candidatePage(confirmed, view);
    expect(page).toMatch(/^confirmation {2}confirmed \d\S*× \(\S+\), 12 blocks on unseen inputs$/m);
    expect(page).toMatch(
      /^preferred +Measurements do not tell .* because it changes 4 lines rather than 9\.$/m,
    );
    expect(page).toMatch(/^growth +n² → n log n$/m);
    expect(page).toMatch(/^ {2}candidate +n log n, exponent 1\.12 \(1\.05–1\.19\) at sizes/m);
    expect(page).toMatch(/^search +12 blocks, CPU time \S+ \S+ → \S+ \S+$/m);
    expect(page).toMatch(/by wall time better in \d+ of 12 blocks/);
    expect(page).toMatch(/^ran in +bubblewrap/m);
    expect(page).toMatch(/^gate +differential passed/m);
    expect(candidatePage(inconclusive, view)).toMatch(/^why +12 blocks leave it open/m);
  });

  it("never has a gain without its interval", () => {
    const pages = [runPage(view), ...view.candidates.map((candidate) => candidatePage(candidate, view))];
    const gains = pages.flatMap((page) => [...page.matchAll(/\d×.{0,2}/g)].map(([gain]) => gain));
    expect(gains.length).toBeGreaterThan(view.candidates.length);
    expect(gains.filter((gain) => !gain.endsWith("× ("))).toEqual([]);
  });
});

describe("evolvent measure", () => {
  it("says the finding with its interval, or that there is none", () => {
    expect(measuredSentence(view, confirmed.number, true)).toMatch(
      /^Candidate \d{4} is confirmed: \d\S*× \(\S+\) after 12 fresh blocks\. evolvent accept unique-3f2a \d+ takes it\.$/,
    );
    expect(measuredSentence(view, confirmed.number, false)).toMatch(/^Stopped; the verdict is what it was/);
  });
});
