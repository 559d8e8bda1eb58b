/** Pairs of lists that share about half of their values: numbers, then words. */
export function inputs(random, size) {
  const number = () => Math.floor(random() * size * 2);
  const word = () => `w${number().toString(36)}`;
  const list = (value) => Array.from({ length: size }, value);
  return [
    [list(number), list(number)],
    [list(word), list(word)],
  ];
}
