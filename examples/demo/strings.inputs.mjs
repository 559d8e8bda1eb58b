/** Two texts over a small alphabet. */
export function inputs(random, size) {
  const text = () => Array.from({ length: size }, () => "acgt"[Math.floor(random() * 4)]).join("");
  return [[text(), text()]];
}
