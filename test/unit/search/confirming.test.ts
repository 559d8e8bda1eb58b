import { describe, expect, it } from "vitest";
import type { Growth } from "../../../src/engine/domain/events.ts";
import { leaderOf } from "../../../src/engine/domain/runView.ts";
import { CandidateFailure, RunError, type Trial } from "../../../src/engine/ports.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0 };

function growth(exponent: number, label: string): Growth {
  return { exponent, low: exponent - 0.1, high: exponent + 0.1, label, sizes: [100, 200, 400] };
}

function grown(candidate: Growth) {
  return (trial: Trial | null) => (trial === null ? growth(1, "n") : candidate);
}

describe("the confirmation at the end of a run", () => {
  it("tells which finalists it is about before it measures them", async () => {
    const events = await collect(letterRun({ gains }).events());
    const started = events.filter((event) => event.type === "confirmation-started");
    expect(started).toMatchObject([{ alpha: 0.01 }]);
    const { end } = viewed(events);
    expect(started[0]?.candidates).toContain(end?.best);
    expect(started[0]?.candidates.length).toBeLessThanOrEqual(3);
  });

  it("measures inputs that no block of the search has had", async () => {
    const run = letterRun({ gains });
    await collect(run.events());
    const fresh = run.evaluator.requests.filter(({ phase }) => phase === "confirmation");
    expect(fresh.map(({ index }) => index)).toEqual([...fresh.keys()]);
    expect(fresh.length).toBeGreaterThanOrEqual(10);
  });

  it("says how the time of the best grows, beside the baseline's", async () => {
    const view = viewed(await collect(letterRun({ gains, growth: grown(growth(1, "n")) }).events()));
    expect(leaderOf(view)?.confirmation?.growth).toMatchObject({
      baseline: { label: "n" },
      candidate: { label: "n" },
    });
    expect(view.warnings).toEqual([]);
  });

  it("warns of a best one that loses on larger inputs", async () => {
    const view = viewed(await collect(letterRun({ gains, growth: grown(growth(2, "n²")) }).events()));
    expect(view.end?.outcome).toBe("improved");
    expect(view.warnings).toEqual([
      expect.stringMatching(
        /^The gain of candidate \d{4} holds at the measured size only: its time grows as n² .* as n, /,
      ),
    ]);
  });

  it("warns of a gain above ten times that is known at one size only", async () => {
    const view = viewed(
      await collect(letterRun({ gains: { a: Math.log(20) } }, letterSpec({ candidates: 8 })).events()),
    );
    expect(view.warnings).toEqual([expect.stringMatching(/^The gain of candidate \d{4}, 20.*one size/)]);
  });

  it("offers the next when the best fails on inputs of another size", async () => {
    const fragile = (trial: Trial | null): Growth => {
      if (trial?.code.target.startsWith("A\nB") === true) throw new CandidateFailure("it died at size 400");
      return growth(1, "n");
    };
    const view = viewed(
      await collect(letterRun({ gains, growth: fragile }, letterSpec({ candidates: 30 })).events()),
    );
    const failed = view.candidates.filter(({ gates }) =>
      gates.some(({ reason }) => reason === "it died at size 400"),
    );
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.every(({ confirmation }) => confirmation?.confirmed === false)).toBe(true);
    expect(view.warnings).toContainEqual(
      expect.stringMatching(/failed its confirmation: it died at size 400/),
    );
  });

  it("still offers the best when the baseline cannot be measured at other sizes", async () => {
    const broken = (): Growth => {
      throw new RunError("target-fails", "The target throws at size 400: check its inputs.");
    };
    const view = viewed(await collect(letterRun({ gains, growth: broken }).events()));
    expect(view.end?.outcome).toBe("improved");
    expect(leaderOf(view)?.confirmation?.growth).toBeNull();
    expect(view.warnings).toEqual([expect.stringContaining("The target throws at size 400")]);
  });

  it("passes over a finalist that gives a wrong answer on the new inputs", async () => {
    let victim: number | null = null;
    const run = letterRun({
      gains,
      sample: (sample, _, { trial, phase }) => {
        if (phase !== "confirmation" || trial === null) return sample;
        victim ??= trial.number;
        if (trial.number === victim) throw new CandidateFailure("it answers otherwise on input 3");
        return sample;
      },
    });
    const view = viewed(await collect(run.events()));
    expect(view.end?.outcome).toBe("improved");
    expect(view.end?.best).not.toBe(victim);
    const failed = view.candidates.find(({ number }) => number === victim);
    expect(failed?.confirmation?.confirmed).toBe(false);
    expect(failed?.gates.at(-1)).toMatchObject({ passed: false, reason: "it answers otherwise on input 3" });
  });

  it("keeps what was confirmed when the run is stopped while growth is measured", async () => {
    const controller = new AbortController();
    const stopping = (): Growth => {
      controller.abort();
      throw new Error("aborted");
    };
    const view = viewed(await collect(letterRun({ gains, growth: stopping }).events(controller.signal)));
    expect(view.end).toMatchObject({ outcome: "stopped", best: expect.any(Number) });
    expect(leaderOf(view)?.confirmation).toMatchObject({ confirmed: true, growth: null });
  });
});
