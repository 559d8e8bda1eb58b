import { describe, expect, it } from "vitest";
import { type RunEvent, runEventSchema } from "../../../src/engine/domain/events.ts";
import { candidateOf, isOffered, leaderOf } from "../../../src/engine/domain/runView.ts";
import { replay } from "../../../src/engine/judge/replay.ts";
import { SequentialJudge } from "../../../src/engine/judge/sequentialJudge.ts";
import { measureMore } from "../../../src/engine/search/measureMore.ts";
import { collect, type LetterWorld, letterRun, letterSpec, viewed } from "../../support/memoryPorts.ts";

/** A gain that is real but too small for the noise of the search. */
const faint: LetterWorld = {
  gains: { a: Math.log(1.05) },
  noise: 0.3,
  confirmationGains: { a: Math.log(1.5) },
};

/** A run to its end; then measures candidates more, each time with the whole journal so far. */
async function ended(world: LetterWorld, candidates = 8) {
  const run = letterRun(world, letterSpec({ candidates }));
  const journal: RunEvent[] = await collect(run.events());
  const more = async (candidate: number, signal = new AbortController().signal) => {
    const events = await collect(measureMore(viewed(journal), candidate, run.ports, signal));
    journal.push(...events);
    return events;
  };
  return { run, journal, more };
}

const gains = { a: Math.log(2), b: Math.log(1.5), c: 0 };

describe("measuring a candidate more", () => {
  it("confirms one that the search left open, and offers it", async () => {
    const { journal, more } = await ended(faint);
    const open = viewed(journal).candidates.find(
      ({ verdict, code }) => /inconclusive|tied/.test(verdict?.kind ?? "") && code.target.startsWith("A"),
    );
    expect(open?.verdict?.kind).toMatch(/inconclusive|tied/);
    const events = await more(open?.number ?? 0);
    expect(events.at(-1)).toMatchObject({ type: "candidate-confirmed", confirmed: true });
    const candidate = candidateOf(viewed(journal), open?.number ?? 0);
    expect(candidate !== null && isOffered(candidate)).toBe(true);
    expect(leaderOf(viewed(journal))?.number).toBe(open?.number);
  });

  it("spends half the error each time it is asked of the same candidate", async () => {
    const { journal, more } = await ended({ gains });
    const best = viewed(journal).end?.best ?? 0;
    await more(best);
    await more(best);
    const alphas = journal.flatMap((event) => (event.type === "confirmation-started" ? [event.alpha] : []));
    expect(alphas).toEqual([0.01, 0.005, 0.0025]);
    expect(candidateOf(viewed(journal), best)).toMatchObject({ confirmationAttempts: 3 });
  });

  it("never repeats the inputs of an earlier confirmation", async () => {
    const { run, journal, more } = await ended({ gains });
    const best = viewed(journal).end?.best ?? 0;
    await more(best);
    const shown = run.evaluator.requests
      .filter(({ phase, trial }) => phase === "confirmation" && trial?.number === best)
      .map(({ index }) => index);
    expect(new Set(shown).size).toBe(shown.length);
  });

  it("takes back an offer that does not come back", async () => {
    const world = { gains, confirmationGains: { ...gains } };
    const { journal, more } = await ended(world);
    const best = viewed(journal).end?.best ?? 0;
    Object.assign(world.confirmationGains, { a: 0, b: 0, c: 0 });
    expect((await more(best)).at(-1)).toMatchObject({ confirmed: false });
    const candidate = candidateOf(viewed(journal), best);
    expect(candidate !== null && isOffered(candidate)).toBe(false);
    expect(leaderOf(viewed(journal))?.number).not.toBe(best);
  });

  it("counts an attempt that was stopped", async () => {
    const controller = new AbortController();
    const world: LetterWorld = { gains, onBlock: ({ index }) => void (index === 22 && controller.abort()) };
    const { journal, more } = await ended(world);
    const best = viewed(journal).end?.best ?? 0;
    const stopped = await more(best, controller.signal);
    expect(stopped.at(-1)?.type).toBe("block-measured");
    await more(best);
    expect(candidateOf(viewed(journal), best)?.confirmationAttempts).toBe(3);
    expect(candidateOf(viewed(journal), best)?.confirmationBlocks).toHaveLength(10);
  });

  it.each([
    ["was rejected", /was rejected and is not measured: .* breaks it$/],
    ["does not exist", /There is no candidate 0999/],
  ])("refuses a candidate that %s", async (what, message) => {
    const { journal, more } = await ended({ gains }, 20);
    const rejected = viewed(journal).candidates.find(({ verdict }) => verdict?.kind === "rejected")?.number;
    const number = what === "does not exist" ? 999 : (rejected ?? 0);
    await expect(more(number)).rejects.toThrow(message);
  });

  it("refuses a candidate that is not judged yet", async () => {
    const { journal, run } = await ended({ gains });
    const early = viewed(
      journal.slice(
        0,
        journal.findIndex(({ type }) => type === "candidate-judged"),
      ),
    );
    const events = measureMore(early, 1, run.ports, new AbortController().signal);
    await expect(collect(events)).rejects.toMatchObject({ reason: "not-measurable" });
  });

  it("gives only events that the journal of the run can hold", async () => {
    const { journal, more } = await ended({ gains });
    for (const event of await more(viewed(journal).end?.best ?? 0)) {
      expect(runEventSchema.parse(JSON.parse(JSON.stringify(event)))).toEqual(event);
    }
  });
});

describe("a journal", () => {
  const judge = new SequentialJudge();

  it("gives every verdict and confirmation again when its blocks are judged once more", async () => {
    const { journal, more } = await ended({ gains: { ...gains, d: Math.log(1.03) }, noise: 0.1 }, 40);
    await more(viewed(journal).end?.best ?? 1);
    const decisions = replay(journal, judge);
    expect(decisions.filter(({ kind }) => kind === "verdict").length).toBeGreaterThan(10);
    expect(decisions.filter(({ kind }) => kind === "confirmation").length).toBeGreaterThan(1);
    for (const { recorded, replayed } of decisions) expect(replayed).toEqual(recorded);
  });

  it("that was tampered with does not", async () => {
    const { journal } = await ended({ gains });
    const forged = journal.map((event) =>
      event.type === "candidate-judged" && event.verdict.kind === "improved"
        ? { ...event, verdict: { ...event.verdict, kind: "tied" as const } }
        : event,
    );
    const differing = replay(forged, judge).filter(
      ({ recorded, replayed }) => JSON.stringify(recorded) !== JSON.stringify(replayed),
    );
    expect(differing.length).toBeGreaterThan(0);
  });
});
