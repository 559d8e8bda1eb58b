/** Whether a module's text exports `inputs`, as ES module or as CommonJS. */
export function exportsInputs(text: string): boolean {
  return (
    /\bexport\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s*inputs\b/.test(text) ||
    /\bexport\s*\{[^}]*\binputs\b[^}]*\}/.test(text) ||
    /\bexports\.inputs\s*=/.test(text) ||
    /\bmodule\.exports\s*=\s*\{[^}]*\binputs\b/.test(text)
  );
}

/** Modules as they are offered for a target: those named after it first, then by path. */
export function inOfferedOrder(paths: readonly string[], name: string): readonly string[] {
  const named = (path: string): boolean => (path.split("/").at(-1) ?? "").includes(name);
  return [...paths].sort((a, b) => Number(named(b)) - Number(named(a)) || (a < b ? -1 : 1));
}

/** A first version of an inputs module, to be filled in by the user. */
export function inputsTemplate(symbol: string): string {
  return `/**
 * Inputs that \`${symbol}\` is measured on: make them as large and as mixed as those of real use.
 *
 * Each value is the list of arguments of one call. The same \`random\` gives the same inputs; a confirmation
 * uses another one, so that no candidate can be made for these values alone.
 *
 * @param {() => number} random gives numbers from 0 up to 1
 * @param {number} size how large the inputs are to be, such as the length of a list
 */
export function* inputs(random, size) {
  for (let call = 0; call < 20; call += 1) {
    // In place of this list of numbers, yield the arguments of one call of \`${symbol}\`.
    yield [Array.from({ length: size }, () => Math.floor(random() * size))];
  }
}
`;
}
