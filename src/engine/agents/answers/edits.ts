/** One SEARCH/REPLACE edit: lines to find, and what is to stand there. */
export interface SearchEdit {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

export interface FoundEdits {
  readonly edits: readonly SearchEdit[];
  /** The answer without its edits. */
  readonly rest: string;
  /** Why the edits cannot be told apart, as a sentence; null when they can. */
  readonly problem: string | null;
}

const opening = /^[ \t]*<{5,9}[ \t]*SEARCH\b/i;
const divider = /^[ \t]*={5,9}[ \t]*$/;
const stray = /^[ \t]*>{5,9}[ \t]*REPLACE\b/;
const closing = /^[ \t]*>{5,9}[ \t]*(?:REPLACE\b.*)?$/i;

/** The edits of an answer in the form of OpenEvolve, in order. */
export function searchEdits(text: string): FoundEdits {
  const edits: SearchEdit[] = [];
  const rest: string[] = [];
  let search: string[] | null = null;
  let replace: string[] | null = null;
  const broken = (why: string): FoundEdits => ({ edits: [], rest: "", problem: why });
  for (const line of text.split("\n")) {
    if (opening.test(line)) {
      if (search !== null) return broken("An edit begins before the one above it ends.");
      search = [];
    } else if (search === null) {
      if (stray.test(line)) return broken("An edit ends that did not begin.");
      rest.push(line);
    } else if (divider.test(line)) {
      if (replace !== null)
        return broken("An edit has two dividing lines, so nobody can tell what replaces what.");
      replace = [];
    } else if (closing.test(line)) {
      if (replace === null)
        return broken("An edit has no line that divides what is found from its replacement.");
      edits.push({ search: unfenced(search), replace: unfenced(replace) });
      search = null;
      replace = null;
    } else {
      (replace ?? search).push(line);
    }
  }
  if (search !== null) return broken("The last edit does not end.");
  return { edits, rest: rest.join("\n"), problem: null };
}

/** The lines without fences around them, and without blank lines around those. */
function unfenced(lines: readonly string[]): readonly string[] {
  const [first = "", last = ""] = [lines[0], lines.at(-1)];
  return lines.length > 1 && /^\s*```\w*\s*$/.test(first) && /^\s*```\s*$/.test(last)
    ? lines.slice(1, -1)
    : lines;
}
