import { describe, expect, it } from "vitest";
import type { RunEvent } from "../../../src/engine/domain/events.ts";
import { gainText } from "../../../src/engine/domain/gainText.ts";
import { candidateOf, isOffered, leaderOf, type RunView } from "../../../src/engine/domain/runView.ts";
import { collect, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0 };

async function journal(world: Readonly<Record<string, number>> = gains): Promise<readonly RunEvent[]> {
  return collect(letterRun({ gains: world }, letterSpec({ candidates: 20 })).events());
}

/** The journal with another confirmation of a candidate after it. */
function confirmedAgain(
  events: readonly RunEvent[],
  candidate: number,
  confirmed: boolean,
): readonly RunEvent[] {
  const gain = { estimate: 1.2, low: 1.1, high: 1.3, blocks: 10 };
  return [
    ...events,
    { type: "confirmation-started", at: 0, candidates: [candidate], alpha: 0.005 },
    { type: "candidate-confirmed", at: 0, candidate, confirmed, gain, growth: null },
  ];
}

function offered(view: RunView): readonly number[] {
  return view.candidates.filter(isOffered).map(({ number }) => number);
}

describe("what a run offers", () => {
  it("is its confirmed best", async () => {
    const view = viewed(await journal());
    expect(offered(view)).toEqual([view.end?.best]);
    expect(leaderOf(view)?.number).toBe(view.end?.best);
  });

  it("is no longer a best one whose gain did not come back, or that was declined", async () => {
    const events = await journal();
    const best = viewed(events).end?.best ?? 0;
    const overturned = viewed(confirmedAgain(events, best, false));
    expect(offered(overturned)).toEqual([]);
    expect(leaderOf(overturned)?.number).not.toBe(best);
    const declined = viewed([
      ...events,
      { type: "candidate-declined", at: 0, candidate: best, reason: "odd" },
    ]);
    expect(offered(declined)).toEqual([]);
    expect(leaderOf(declined)?.number).not.toBe(best);
  });

  it("is also a candidate that was tied at first and confirmed later, but never a rejected one", async () => {
    const events = await journal({ a: 0, b: 0 });
    const numberOf = (kind: string) =>
      viewed(events).candidates.find(({ verdict }) => verdict?.kind === kind)?.number ?? 0;
    const later = viewed(confirmedAgain(events, numberOf("tied"), true));
    expect(offered(later)).toEqual([numberOf("tied")]);
    expect(leaderOf(later)?.number).toBe(numberOf("tied"));
    expect(offered(viewed(confirmedAgain(events, numberOf("rejected"), true)))).toEqual([]);
  });

  it("is led by a confirmed candidate before those that only look better", async () => {
    const events = (await journal()).filter(
      ({ type }) => type !== "run-ended" && type !== "candidate-confirmed",
    );
    const leader = leaderOf(viewed(events))?.number ?? 0;
    const other = viewed(events).candidates.find(
      ({ number, verdict }) => number !== leader && verdict?.kind === "improved",
    );
    expect(leaderOf(viewed(confirmedAgain(events, other?.number ?? 0, true)))?.number).toBe(other?.number);
  });
});

describe("a candidate on its way", () => {
  it("is checked, waits once every gate is passed, is timed and then judged", async () => {
    const events = await journal();
    const stages = new Set<string>();
    const number = viewed(events).end?.best ?? 0;
    for (let count = 1; count <= events.length; count++) {
      const candidate = candidateOf(viewed(events.slice(0, count)), number);
      if (candidate !== null) stages.add(candidate.stage);
    }
    expect([...stages]).toEqual(["checking", "waiting", "timing", "judged"]);
  });

  it("shows the blocks of its last confirmation only", async () => {
    const events = await journal();
    const best = viewed(events).end?.best ?? 0;
    const again = candidateOf(viewed(confirmedAgain(events, best, true)), best);
    expect(again).toMatchObject({ confirmationAttempts: 2, confirmationBlocks: [] });
  });
});

describe("a gain in words", () => {
  it.each([
    [{ estimate: 1.84, low: 1.8, high: 1.88, blocks: 12 }, "1.84× (1.80–1.88)"],
    [{ estimate: 1.25, low: 1.25, high: 1.25, blocks: 3 }, "1.250× (the same in all 3 blocks)"],
    [{ estimate: 25.25, low: 24, high: 26, blocks: 10 }, "25.3× (24.0–26.0)"],
  ])("always comes with how sure it is: %j", (gain, text) => {
    expect(gainText(gain)).toBe(text);
  });
});
