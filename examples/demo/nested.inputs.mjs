/** A list of lists of numbers, three deep. */
export function inputs(random, size) {
  const number = () => Math.floor(random() * size);
  const pair = () => [number(), [number(), number()]];
  return [[Array.from({ length: size }, () => (random() < 0.5 ? number() : pair()))]];
}
