/** Writes and reads small JSON texts and cuts strings. */
export function run(rounds) {
  let length = 0;
  for (let round = 0; round < rounds; round += 1) {
    const text = JSON.stringify({
      round,
      names: ["ada", "grace", "edsger"],
      nested: { list: [1, 2, 3, round] },
    });
    const { names, nested } = JSON.parse(text);
    length += names.join("-").toUpperCase().split("-").length + nested.list.length + text.indexOf("edsger");
  }
  return length;
}
