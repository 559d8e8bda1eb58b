/** Sums the divisors' counts of a few numbers: integers and branches only. */
export function run(rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) {
    for (let n = 1; n < 120; n += 1) {
      for (let d = 1; d < n; d += 1) if (n % d === round % 2) sum = (sum + d) | 0;
    }
  }
  return sum;
}
