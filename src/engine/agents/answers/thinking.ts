const tag = /<(\/?)(?:think|thinking|thought|reasoning)>/gi;

/**
 * The answer without what a model thinks aloud in `<think>` tags, also where a server has swallowed the first tag.
 * Null when the thinking never ends. A tag opens at the start of a line only: elsewhere it is text.
 */
export function withoutThinking(text: string): string | null {
  const kept: string[] = [];
  let depth = 0;
  let from = 0;
  for (const match of text.matchAll(tag)) {
    const closes = match[1] === "/";
    const after = match.index + match[0].length;
    if (closes) {
      if (depth > 1) depth--;
      else {
        // Without a first tag all that came before was thought.
        if (depth === 0) kept.length = 0;
        depth = 0;
        from = after;
      }
    } else if (depth > 0) depth++;
    else if (startsLine(text, match.index)) {
      kept.push(text.slice(from, match.index));
      depth = 1;
    }
  }
  if (depth > 0) return null;
  kept.push(text.slice(from));
  return kept.join("");
}

function startsLine(text: string, offset: number): boolean {
  let at = offset - 1;
  while (at >= 0 && (text[at] === " " || text[at] === "\t")) at--;
  return at < 0 || text[at] === "\n";
}
