/** Nanoseconds of every unit of time that benchmark tools print. */
const nanoseconds: ReadonlyMap<string, number> = new Map([
  ["ps", 1e-3],
  ["ns", 1],
  ["us", 1e3],
  ["µs", 1e3],
  ["μs", 1e3],
  ["ms", 1e6],
  ["s", 1e9],
  ["sec", 1e9],
  ["min", 60e9],
]);

/**
 * A time in nanoseconds, since tools change its unit with its length; null when the unit is none of time. The two
 * letters that look like µ are both taken.
 */
export function inNanoseconds(value: number, unit: string): number | null {
  const factor = nanoseconds.get(unit);
  return factor === undefined ? null : value * factor;
}

/** Which way is better, told from a unit such as `ns`, `ops/s` or `B/op`; null when it does not tell. */
export function betterByUnit(unit: string): "lower" | "higher" | null {
  if (/\/(?:s|sec|ms|us|µs|μs|ns|min)$/.test(unit)) return "higher";
  if (nanoseconds.has(unit) || /\/(?:op|iter)$/.test(unit)) return "lower";
  return null;
}
