import { expect, test } from "vitest";
import { chooseCalls } from "../../../src/adapters/benchmarks/recording.ts";

const call = (bytes: number) => ({ payload: new Uint8Array(bytes) });

test("few calls are all kept", () => {
  const calls = [call(3), call(1)];
  expect(chooseCalls(calls, 64)).toEqual(calls);
});

test("of many calls the smallest, the biggest and those between are kept, in the order they were made", () => {
  const calls = Array.from({ length: 1001 }, (_, index) => call((index * 8) % 1001));
  const sizes = chooseCalls(calls, 11).map(({ payload }) => payload.length);
  expect(sizes.toSorted((one, other) => one - other)).toEqual([
    0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000,
  ]);
  expect(sizes).toEqual(calls.map(({ payload }) => payload.length).filter((size) => sizes.includes(size)));
});
