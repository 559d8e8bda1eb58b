/** Sorts numbers in an order that changes every round. */
export function run(rounds) {
  let sum = 0;
  for (let round = 0; round < rounds; round += 1) {
    const list = Array.from({ length: 200 }, (_, n) => (n * 7919 + round * 104729) % 1009);
    list.sort((a, b) => a - b);
    sum += list[100] ?? 0;
  }
  return sum;
}
