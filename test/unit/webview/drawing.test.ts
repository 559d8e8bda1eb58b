import { zoomIdentity } from "d3-zoom";
import { describe, expect, test } from "vitest";
import { lineageModel } from "../../../src/protocol/lineageModel.ts";
import { frameOf } from "../../../webview/lineage/canvas/frame.ts";
import { HitTest, layout } from "../../../webview/lineage/canvas/layout.ts";
import { domainOf, gainTicks, scalesOf } from "../../../webview/lineage/canvas/scales.ts";
import { exampleRun, runOf } from "../../page/support/exampleRun.ts";

const model = lineageModel(runOf(exampleRun()));
const frame = frameOf({ width: 800, height: 400, unjudged: false, rejected: true });
const domain = domainOf(model);
const scales = scalesOf(domain, frame, zoomIdentity);
const places = layout(model, { frame, scales, floor: domain.floor });

describe("the drawing", () => {
  test("puts candidates from left to right in the order of evaluation", () => {
    const xs = places.map(({ x }) => x);
    expect(xs).toEqual([...xs].sort((a, b) => a - b));
    expect(xs[0]).toBeGreaterThan(frame.left);
    expect(xs.at(-1)).toBeLessThan(frame.right);
  });

  test("puts a gain and its inverse equally far from the baseline", () => {
    expect(scales.y(1) - scales.y(1.2)).toBeCloseTo(scales.y(1 / 1.2) - scales.y(1), 6);
  });

  test("keeps rejected ones apart from all gains, in a lane of their own", () => {
    for (const { standing, y, lane } of places) {
      expect(lane).toBe(standing === "rejected");
      if (lane) expect(y).toBe(frame.rejected);
      else expect(y).toBeLessThanOrEqual(frame.bottom);
    }
  });

  test("shows the whole interval of the best", () => {
    const best = places[model.header.leader ?? 0];
    expect(best?.whisker?.high).toBeGreaterThan(frame.top);
    expect(best?.whisker?.low).toBeLessThan(frame.bottom);
  });

  test("does not let one very slow candidate squeeze the others", () => {
    const [first, ...rest] = model.candidates;
    if (first === undefined) throw new Error("The example has no candidate.");
    const gain = { estimate: 0.001, low: 0.0009, high: 0.0011, blocks: 12 };
    const slow = {
      ...model,
      candidates: [{ ...first, gain, verdict: { kind: "worse" as const, gain } }, ...rest],
    };
    const slowDomain = domainOf(slow);
    expect(slowDomain.y[0]).toBeGreaterThan(0.15);
    const [, place] = layout(slow, {
      frame,
      scales: scalesOf(slowDomain, frame, zoomIdentity),
      floor: slowDomain.floor,
    });
    expect(place).toMatchObject({ pinned: true, whisker: null });
    expect(place?.y).toBeLessThanOrEqual(frame.bottom);
  });

  test("finds what the pointer is near, and nothing far from all", () => {
    const hits = new HitTest(places, frame);
    for (const { number, x, y } of places) expect(hits.at(x, y, 5)).toBe(number);
    expect(hits.at(frame.right, frame.top, 5)).toBeNull();
  });
});

describe("the gridlines", () => {
  test.each([[[0.95, 1.1]], [[0.7, 1.6]], [[0.5, 3]], [[0.25, 50]], [[0.01, 1000]]] as const)(
    "between %j are few, round and within",
    ([low, high]) => {
      const ticks = gainTicks([low, high], 9);
      expect(ticks.length).toBeGreaterThanOrEqual(3);
      expect(ticks.length).toBeLessThanOrEqual(11);
      for (const tick of ticks) {
        expect(tick).toBeGreaterThanOrEqual(low);
        expect(tick).toBeLessThanOrEqual(high);
        expect(Number(tick.toPrecision(3))).toBe(tick);
      }
    },
  );
});
