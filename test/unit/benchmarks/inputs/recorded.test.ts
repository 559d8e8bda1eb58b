import { describe, expect, test } from "vitest";
import { keepBack } from "../../../../src/adapters/benchmarks/inputs/recordedInputs.ts";

const callsOf = (sizes: readonly number[]) => sizes.map((size) => ({ payload: new Uint8Array(size) }));

describe("recorded calls", () => {
  test("are kept back for the confirmation to a third, and no call is both shown and kept", () => {
    const calls = callsOf(Array.from({ length: 30 }, (_, index) => index));
    const { kept, shown } = keepBack(calls, 7);
    expect(kept).toHaveLength(10);
    expect(shown).toHaveLength(20);
    expect(new Set([...kept, ...shown])).toEqual(new Set(calls));
  });

  test("are kept back of all sizes, and by another seed others", () => {
    const calls = callsOf(Array.from({ length: 60 }, (_, index) => index));
    const sizes = keepBack(calls, 1).kept.map(({ payload }) => payload.length);
    expect(Math.min(...sizes)).toBeLessThan(3);
    expect(Math.max(...sizes)).toBeGreaterThanOrEqual(57);
    expect(keepBack(calls, 1)).toEqual(keepBack(calls, 1));
    expect(keepBack(calls, 2).kept.map(({ payload }) => payload.length)).not.toEqual(sizes);
  });

  test("are all shown when there are fewer than six", () => {
    const five = callsOf([1, 2, 3, 4, 5]);
    expect(keepBack(five, 1)).toEqual({ kept: [], shown: five });
    expect(keepBack(callsOf([1, 2, 3, 4, 5, 6]), 1).kept).toHaveLength(2);
  });
});
