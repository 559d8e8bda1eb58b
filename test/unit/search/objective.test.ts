import { describe, expect, it } from "vitest";
import { leaderOf } from "../../../src/engine/domain/runView.ts";
import type { Metric, Sample } from "../../../src/engine/domain/verdict.ts";
import type { BlockRequest } from "../../../src/engine/ports.ts";
import { RunError } from "../../../src/engine/ports.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0 };
const score: Metric = { kind: "reported", name: "score", unit: "points", better: "higher" };

/** Capital A takes four times as much memory. */
function costlyA(sample: Sample, side: string, { trial }: BlockRequest): Sample {
  const costly = side === "candidate" && trial?.code.target.includes("A") === true;
  return costly ? { ...sample, peakBytes: 4 * (sample.peakBytes ?? 0) } : sample;
}

describe("an objective with a constraint", () => {
  const objective = { constraints: [{ metric: "peak-memory", tolerance: 1.2 }] };

  it("rejects the faster candidates that violate it, offers one that keeps it, and shows it as a gate", async () => {
    const spec = letterSpec({ candidates: 20 }, 1, objective);
    const view = viewed(await collect(letterRun({ gains, sample: costlyA }, spec).events()));
    const withA = view.candidates.filter(
      ({ code }) => code.target.includes("A") && !/[DEF]/.test(code.target),
    );
    expect(withA.length).toBeGreaterThan(0);
    for (const { verdict, gates } of withA) {
      expect(verdict).toMatchObject({
        kind: "rejected",
        gate: "constraints",
        reason: expect.stringContaining("4.00 times"),
      });
      expect(gates.at(-1)).toMatchObject({ gate: "constraints", passed: false });
    }
    const best = leaderOf(view);
    expect(best?.code.target).toMatch(/^a\nB/);
    expect(best?.gates.at(-1)).toMatchObject({ gate: "constraints", passed: true });
  });

  it("on the size of the code is decided without timing anything", async () => {
    const spec = letterSpec({ candidates: 3 }, 1, { constraints: [{ metric: "code-size", tolerance: 1 }] });
    const bloated = {
      propose: async () => [
        { operator: "bloat", summary: "add a line", code: { target: "A\nb\nc\nd\ne\nf", helpers: ["x"] } },
      ],
    };
    const run = letterRun({ gains }, spec, { proposers: [bloated] });
    const view = viewed(await collect(run.events()));
    expect(view.candidates[0]?.verdict).toMatchObject({ kind: "rejected", gate: "constraints" });
    expect(run.evaluator.requests.every(({ trial }) => trial === null)).toBe(true);
  });

  it("warns when identical versions differ by more than it tolerates", async () => {
    const sample = (measured: Sample, side: string, { index }: BlockRequest): Sample =>
      side === "baseline"
        ? measured
        : { ...measured, peakBytes: (measured.peakBytes ?? 0) * (index % 2 === 0 ? 1.3 : 0.8) };
    const spec = letterSpec({ candidates: 1 }, 1, {
      constraints: [{ metric: "peak-memory", tolerance: 1.01 }],
    });
    const view = viewed(await collect(letterRun({ gains, sample }, spec).events()));
    expect(view.warnings).toContainEqual(
      expect.stringMatching(
        /^The peak memory of identical versions varies too much .* 1\.01 is kept: allow 1\.\d\d or more\.$/,
      ),
    );
  });

  it("on a metric that the benchmark does not report is refused before anything starts", async () => {
    const spec = letterSpec({}, 1, { constraints: [{ metric: "accuracy", tolerance: 1.1 }] });
    const events = letterRun({ gains, metric: score }, spec).events();
    const refused = collect(events);
    await expect(refused).rejects.toBeInstanceOf(RunError);
    await expect(refused).rejects.toMatchObject({
      reason: "metric-missing",
      message:
        "The objective is about accuracy, but the benchmark reports score: correct the name in the objective or let the benchmark report it.",
    });
  });
});

describe("a benchmark that reports a score", () => {
  it("is optimized for it, in three blocks a step when it does not vary, and says that it is exact", async () => {
    const spec = letterSpec({ candidates: 20 });
    const run = letterRun({ gains, metric: score, noise: 0 }, spec);
    const view = viewed(await collect(run.events()));
    expect(view.calibration).toMatchObject({ sigma: 0, blocks: 3 });
    expect(view.candidates.every(({ blocks }) => blocks.length === 0 || blocks.length === 3)).toBe(true);
    const best = leaderOf(view);
    expect(best?.confirmation).toMatchObject({ confirmed: true, gain: { blocks: 3 } });
    expect(best?.confirmation?.gain.low).toBe(best?.confirmation?.gain.high);
    expect(best?.confirmation?.gain.estimate).toBeCloseTo(3, 10);
  });

  it.each([
    [0, /^It reported a score of 0 .* only values above 0/],
    [-2, /reported a score of -2/],
    [Number.NaN, /reported a score of NaN/],
    [null, /did not report score/],
  ])("rejects a candidate whose score is %s", async (value, reason) => {
    const sample = (measured: Sample, side: string, { trial }: BlockRequest): Sample =>
      side === "candidate" && trial !== null && trial.code.target.includes("A")
        ? { ...measured, reported: value === null ? {} : { score: value } }
        : measured;
    const view = viewed(await collect(letterRun({ gains, metric: score, sample }).events()));
    const broken = view.candidates.find(({ code }) => code.target.startsWith("A\nb\nc\nd"));
    expect(broken?.verdict).toMatchObject({ kind: "rejected", reason: expect.stringMatching(reason) });
    expect(leaderOf(view)?.code.target).toMatch(/^a\nB/);
  });

  it("fails the run when the unchanged code stops reporting it", async () => {
    const sample = (measured: Sample, side: string, { phase }: BlockRequest): Sample =>
      side === "baseline" && phase === "search" ? { ...measured, reported: {} } : measured;
    const view = viewed(await collect(letterRun({ gains, metric: score, sample }).events()));
    expect(view.end).toMatchObject({ outcome: "failed", reason: expect.stringContaining("score") });
  });
});

describe("a busy machine", () => {
  it("is warned of once, however many candidates were measured on it", async () => {
    const sample = (measured: Sample): Sample => ({ ...measured, wallNs: 3 * measured.wallNs });
    const view = viewed(await collect(letterRun({ gains, sample }).events()));
    expect(view.warnings).toEqual([expect.stringMatching(/^The machine is busy/)]);
    expect(view.end?.outcome).toBe("improved");
  });
});

describe("each verdict", () => {
  it("says what the candidate ran in, and what gates remarked although they let it pass", async () => {
    const view = viewed(await collect(letterRun({ gains }).events()));
    const [first] = view.candidates.filter(({ verdict }) => verdict?.kind === "improved");
    expect(first?.sandbox).toEqual(view.facts?.sandbox);
    expect(first?.gates).toContainEqual({
      gate: "differential",
      passed: true,
      ms: 0,
      reason: null,
      remarks: ["slow to check"],
    });
  });
});
