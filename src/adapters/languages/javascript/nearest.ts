/** The names most like `wanted` by edit distance, best first, each once; those that share nothing with it come last. */
export function nearestNames(wanted: string, names: readonly string[], count: number): readonly string[] {
  const last = (name: string) => name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const distance = (name: string) =>
    Math.min(editDistance(wanted.toLowerCase(), name.toLowerCase()), editDistance(last(wanted), last(name)));
  return [...new Set(names)]
    .map((name) => ({ name, distance: distance(name) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ name }) => name);
}

/** Levenshtein's distance: the fewest insertions, deletions and replacements of a character that make `a` into `b`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
