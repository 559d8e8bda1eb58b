import { describe, expect, test } from "vitest";
import { gainText } from "../../../src/engine/domain/gainText.ts";
import { timeText } from "../../../src/engine/domain/metricText.ts";
import { durationText, ratioText } from "../../../webview/lineage/words.ts";

describe("how the page writes", () => {
  test.each([
    [{ estimate: 1.84, low: 1.8, high: 1.88 }, "1.84× (1.80–1.88)"],
    [{ estimate: 1.0021, low: 0.9984, high: 1.0061 }, "1.002× (0.998–1.006)"],
    [{ estimate: 41.63, low: 40.8, high: 42.5 }, "41.6× (40.8–42.5)"],
    [{ estimate: 250.4, low: 240, high: 260 }, "250× (240–260)"],
    [{ estimate: 0.0412, low: 0.04, high: 0.0425 }, "0.0412× (0.0400–0.0425)"],
  ])("a gain, always with its interval: %j", (gain, text) => {
    expect(gainText({ ...gain, blocks: 12 })).toBe(text);
  });

  test.each([
    [0.2, "under 1 ms"],
    [340, "340 ms"],
    [4_230, "4.2 s"],
    [42_300, "42 s"],
    [200_000, "3 min 20 s"],
    [180_000, "3 min"],
  ])("a duration of %d ms", (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });

  test.each([
    [870, "870 ns"],
    [12_400, "12.4 µs"],
    [1_200_000, "1.20 ms"],
  ])("a time of %d ns", (ns, text) => {
    expect(timeText(ns)).toBe(text);
  });

  test("a label of an axis", () => {
    expect([0.8, 1, 1.05, 20].map(ratioText)).toEqual(["0.8×", "1×", "1.05×", "20×"]);
  });
});
