/** Builds and drops small linked objects. */
export function run(rounds) {
  let count = 0;
  for (let round = 0; round < rounds; round += 1) {
    let head = null;
    for (let n = 0; n < 300; n += 1) head = { value: n ^ round, next: head, tags: [n, round] };
    for (; head !== null; head = head.next) count += head.tags.length + (head.value & 1);
  }
  return count;
}
