import { describe, expect, test } from "vitest";
import { reduceRun, viewOf } from "../../../src/engine/domain/runView.ts";
import { LineageFeed } from "../../../src/protocol/lineageFeed.ts";
import {
  applyChange,
  lineageChange,
  lineageModel,
  lineageModelSchema,
} from "../../../src/protocol/lineageModel.ts";
import { exampleRun, runOf } from "../../page/support/exampleRun.ts";

const events = exampleRun();
const view = runOf(events);

describe("the model of a run that the lineage page gets", () => {
  test("is valid at every moment of a run", () => {
    let current = null;
    for (const event of events) {
      current = reduceRun(current, event);
      expect(lineageModelSchema.safeParse(lineageModel(current)).error).toBeUndefined();
    }
  });

  test("carries no source text, so that it stays small", () => {
    const text = JSON.stringify(lineageModel(view));
    for (const { code } of view.candidates) expect(text).not.toContain(code.target);
    expect(text).not.toContain(view.baseline.target);
  });

  test("offers the confirmed best and nothing else", () => {
    const offered = lineageModel(view).candidates.filter((candidate) => candidate.offered);
    expect(offered.map(({ number }) => number)).toEqual([view.end?.best]);
  });

  test("no longer offers what the user has rejected", () => {
    const best = view.end?.best ?? 0;
    const declined = reduceRun(view, {
      type: "candidate-declined",
      at: 0,
      candidate: best,
      reason: "too clever",
    });
    expect(lineageModel(declined).candidates[best - 1]).toMatchObject({
      offered: false,
      declined: "too clever",
    });
  });

  test("tells the path from the leader back to the baseline", () => {
    const { path, leader } = lineageModel(view).header;
    expect(leader).toBe(view.end?.best);
    expect(path[0]).toBe(0);
    expect(path.at(-1)).toBe(leader);
    for (const number of path.slice(1)) {
      for (const parent of view.candidates[number - 1]?.parents ?? []) expect(path).toContain(parent);
    }
  });
});

describe("a change of a run", () => {
  test("leads from the model before to the model after, for every event", () => {
    let previous = runOf(events.slice(0, 1));
    let model = lineageModel(previous);
    for (const event of events.slice(1)) {
      const next = reduceRun(previous, event);
      const applied = applyChange(model, lineageChange(previous, next));
      expect(applied).toEqual(lineageModel(next));
      model = applied ?? model;
      previous = next;
    }
  });

  test("speaks of one candidate when one was measured, however many there are", () => {
    const [last] = events.filter(({ type }) => type === "candidate-judged").slice(-1);
    if (last?.type !== "candidate-judged") throw new Error("The example judges nobody.");
    const { candidates } = lineageChange(view, reduceRun(view, { ...last, at: 0 }));
    expect(candidates.map(({ number }) => number)).toEqual([last.candidate]);
  });

  test("that skips a candidate, or is of another run, does not apply", () => {
    const model = lineageModel(runOf(events.slice(0, 3)));
    const later = lineageModel(view);
    expect(applyChange(model, { ...later, candidates: later.candidates.slice(1) })).toBeNull();
    expect(applyChange(model, { ...later, header: { ...later.header, run: "other-1234" } })).toBeNull();
  });
});

describe("the feed of a page", () => {
  test("counts messages within a generation, and begins a new one with every snapshot", () => {
    const feed = new LineageFeed();
    const order = [
      feed.snapshot(view),
      feed.update(view),
      feed.update(view),
      feed.snapshot(view),
      feed.update(view),
    ].map(({ type, generation, seq }) => [type, generation, seq]);
    expect(order).toEqual([
      ["snapshot", 1, 0],
      ["update", 1, 1],
      ["update", 1, 2],
      ["snapshot", 2, 0],
      ["update", 2, 1],
    ]);
  });

  test("sends a snapshot when another run comes, or the first after none", () => {
    const feed = new LineageFeed();
    feed.snapshot(null);
    expect(feed.update(view)).toMatchObject({ type: "snapshot", run: { header: { run: view.run } } });
    const other = viewOf(exampleRun({ run: "other-1234" }));
    expect(other && feed.update(other)).toMatchObject({
      type: "snapshot",
      run: { header: { run: "other-1234" } },
    });
  });
});
