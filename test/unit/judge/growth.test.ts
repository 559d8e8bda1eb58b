import { expect, test } from "vitest";
import { fitGrowth, type SizedTime } from "../../../src/engine/judge/growth.ts";
import { SeededRandom } from "../../../src/engine/search/seededRandom.ts";

const sizes = [256, 512, 1024, 2048];

/** Two times at each size, off by at most so much. */
function times(at: (size: number) => number, noise = 0.01): readonly SizedTime[] {
  const random = new SeededRandom(7);
  return [...sizes, ...sizes].map((size) => ({
    size,
    ns: 1000 * at(size) * Math.exp(noise * (2 * random.next() - 1)),
  }));
}

test.each<readonly [string, (size: number) => number]>([
  ["1", () => 5],
  ["log n", (size) => Math.log(size)],
  ["n", (size) => size],
  ["n log n", (size) => size * Math.log(size)],
  ["n²", (size) => size ** 2],
  ["n³", (size) => size ** 3],
  ["n^1.5", (size) => size ** 1.5],
  ["n^2.5", (size) => size ** 2.5],
])("time that grows like %s is called that", (label, at) => {
  expect(fitGrowth(times(at)).label).toBe(label);
  expect(fitGrowth(times(at)).sizes).toEqual(sizes);
});

test("the interval holds the exponent and widens with the noise", () => {
  const quiet = fitGrowth(times((size) => size ** 2, 0.01));
  const noisy = fitGrowth(times((size) => size ** 2, 0.3));
  for (const { low, high } of [quiet, noisy]) {
    expect(low).toBeLessThan(2);
    expect(high).toBeGreaterThan(2);
  }
  expect(noisy.high - noisy.low).toBeGreaterThan(5 * (quiet.high - quiet.low));
});

test("times without any noise have an interval without width", () => {
  const exact = fitGrowth(sizes.map((size) => ({ size, ns: size })));
  expect(exact.exponent).toBeCloseTo(1, 10);
  expect(exact.high - exact.low).toBeLessThan(1e-6);
  expect(exact.label).toBe("n");
});

test("two sizes are not enough", () => {
  expect(() => fitGrowth([1, 2, 1, 2].map((size) => ({ size, ns: size })))).toThrow(RangeError);
});
