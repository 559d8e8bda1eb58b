import { describe, expect, it } from "vitest";
import type { Calibration, RunEvent } from "../../../src/engine/domain/events.ts";
import type { Sample } from "../../../src/engine/domain/verdict.ts";
import { type BlockRequest, RunError } from "../../../src/engine/ports.ts";
import { collect, type LetterWorld, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0, d: 0, e: 0, f: 0 };
const minute = 60_000;

function calibrationsOf(events: readonly RunEvent[]) {
  return events.filter((event) => event.type === "benchmark-calibrated");
}

/** A baseline that differs from itself by this many per cent, up and down, in blocks for which it is asked to. */
function shaking(share: number, when: (request: BlockRequest) => boolean) {
  return (sample: Sample, side: string, request: BlockRequest): Sample => {
    if (side === "baseline" || request.phase !== "calibration" || !when(request)) return sample;
    const factor = request.index % 2 === 0 ? 1 + share : 1 / (1 + share);
    return { ...sample, cpuNs: (sample.cpuNs ?? 0) * factor };
  };
}

function remembered(over: Partial<Calibration> = {}): Calibration {
  return { sigma: 0.01, smallestGain: 1.02, effort: 2, blocks: 8, at: 0, load: 0.2, ...over };
}

/** A run at a time, in minutes since a calibration was remembered. */
function runAfter(minutes: number, world: LetterWorld, calibration: Calibration | null, load = 0.2) {
  let now = minutes * minute;
  const run = letterRun(world, letterSpec({ candidates: 4, minutes: 24 * 60 }), {
    clock: { now: () => now },
  });
  run.calibrations.last = calibration;
  run.calibrations.currentLoad = load;
  return { ...run, pass: (more: number) => (now += more * minute) };
}

describe("before the search", () => {
  it("the baseline is measured against itself, and the noise is told and remembered", async () => {
    const run = letterRun({ gains }, letterSpec({ candidates: 2 }));
    const events = await collect(run.events());
    const view = viewed(events);
    expect(events.slice(0, 2).map(({ type }) => type)).toEqual(["run-started", "baseline-measured"]);
    expect(events.filter(({ type }) => type === "calibration-block-measured")).toHaveLength(8);
    expect(
      run.evaluator.requests
        .slice(0, 8)
        .every(({ trial, phase }) => trial === null && phase === "calibration"),
    ).toBe(true);
    expect(view.calibration).toMatchObject({ smallestGain: 1.02, effort: 1, blocks: 8, load: 0.2 });
    expect(view.calibration?.sigma).toBeGreaterThan(0);
    expect(run.calibrations.last).toEqual(view.calibration);
    expect(calibrationsOf(events)).toMatchObject([{ cached: false }]);
  });

  it("rounds are made longer for a noisy benchmark, and stay so for every candidate", async () => {
    const run = letterRun(
      { gains, sample: shaking(0.1, ({ effort }) => effort < 2) },
      letterSpec({ candidates: 2 }),
    );
    const view = viewed(await collect(run.events()));
    expect(view.calibration?.effort).toBe(2);
    expect(run.evaluator.requests.slice(0, 16).map(({ effort }) => effort)).toEqual([
      ...Array(8).fill(1),
      ...Array(8).fill(2),
    ]);
    const later = run.evaluator.requests.slice(16);
    expect(later.length).toBeGreaterThan(0);
    expect(later.every(({ effort }) => effort === 2)).toBe(true);
  });

  it("a benchmark that stays too noisy ends the run, which says how noisy it is and what would help", async () => {
    const run = letterRun({ gains, sample: shaking(0.3, () => true) });
    const view = viewed(await collect(run.events()));
    expect(view.end).toMatchObject({ outcome: "failed", best: null });
    expect(view.end?.reason).toMatch(
      /^The benchmark is too noisy to judge by: .* differs by \d+ % .* 4 times as long .* 16 % .*; give the function larger inputs, or close what else runs on the machine\.$/,
    );
    expect(view.candidates).toEqual([]);
    expect(run.calibrations.last).toBeNull();
  });

  it("a calibration that cannot be kept is warned of and used", async () => {
    const run = letterRun({ gains }, letterSpec({ candidates: 4 }));
    run.calibrations.write = async () => {
      throw new RunError("disk-full", "The disk is full: free some space.");
    };
    const view = viewed(await collect(run.events()));
    expect(view.warnings).toEqual(["The disk is full: free some space."]);
    expect(view.end?.outcome).toBe("improved");
  });

  it("stopping during the calibration is a normal end", async () => {
    const controller = new AbortController();
    const onBlock = ({ index }: BlockRequest) => index === 3 && controller.abort();
    const view = viewed(
      await collect(
        letterRun({ gains, onBlock: (request) => void onBlock(request) }).events(controller.signal),
      ),
    );
    expect(view.end).toMatchObject({ outcome: "stopped", reason: "The run was stopped." });
  });

  it("minutes that do not last for the calibration end the run and say so", async () => {
    let now = 0;
    const run = letterRun(
      {
        gains,
        onBlock: () => {
          now += minute;
        },
      },
      letterSpec({ minutes: 5 }),
      {
        clock: { now: () => now },
      },
    );
    const view = viewed(await collect(run.events()));
    expect(view.end).toMatchObject({
      outcome: "nothing-better",
      reason:
        "What the budget of 5 min leaves for a search went into finding out how noisy the benchmark is: give it more minutes, or a quieter machine.",
    });
  });
});

describe("a remembered calibration", () => {
  it("is used within half an hour under the same load, with its longer rounds", async () => {
    const run = runAfter(29, { gains }, remembered());
    const events = await collect(run.events());
    expect(calibrationsOf(events)).toMatchObject([{ cached: true, calibration: { effort: 2, at: 0 } }]);
    expect(run.evaluator.requests.some(({ phase }) => phase === "calibration")).toBe(false);
    expect(run.evaluator.requests.every(({ effort }) => effort === 2)).toBe(true);
  });

  it.each([
    ["it is half an hour old", 30, 0.2],
    ["the load has risen", 5, 0.8],
  ])("is made again when %s", async (_, minutes, load) => {
    const events = await collect(runAfter(minutes, { gains }, remembered(), load).events());
    expect(calibrationsOf(events)).toMatchObject([{ cached: false, calibration: { load } }]);
  });

  it("does not settle which gain is worth having for this run", async () => {
    const spec = letterSpec({ candidates: 2 }, 1, { smallestGain: 1.3 });
    const run = letterRun({ gains }, spec, { clock: { now: () => minute } });
    run.calibrations.last = remembered();
    expect(viewed(await collect(run.events())).calibration?.smallestGain).toBe(1.3);
  });
});

describe("during the search", () => {
  it("the calibration is made again after half an hour", async () => {
    let passed = false;
    const run = runAfter(
      0,
      {
        gains,
        onBlock: ({ trial }) => {
          if (trial?.number !== 1 || passed) return;
          passed = true;
          run.pass(31);
        },
      },
      null,
    );
    const events = await collect(run.events());
    expect(calibrationsOf(events)).toMatchObject([
      { cached: false, calibration: { at: 0 } },
      { cached: false, calibration: { at: 31 * minute } },
    ]);
    expect(viewed(events).end?.outcome).toBe("improved");
  });

  it("the last calibration stays, with a warning, when the machine has become too noisy", async () => {
    let late = false;
    const run = runAfter(
      0,
      {
        gains,
        sample: shaking(0.3, () => late),
        onBlock: ({ trial }) => {
          if (trial?.number !== 1 || late) return;
          late = true;
          run.pass(31);
        },
      },
      null,
    );
    const view = viewed(await collect(run.events()));
    expect(view.warnings).toEqual([expect.stringMatching(/^The machine has become noisy .* too noisy/)]);
    expect(view.end?.outcome).toBe("improved");
  });
});
