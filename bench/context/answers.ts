import { changesBetween } from "../../src/engine/agents/summarizer/changes.ts";
import type { Code } from "../../src/engine/domain/candidate.ts";

/** One edit of a version: the lines to find, and those to stand there. */
export interface Edit {
  readonly search: string;
  readonly replace: string;
}

/** What turns one version into the other. What is only added is found by the line before it. */
export function editsBetween(before: Code, after: Code): readonly Edit[] {
  return changesBetween(before, after).map(({ context, removed, added }) => {
    const anchor = removed.length === 0 ? context.slice(-1) : [];
    return { search: [...anchor, ...removed].join("\n"), replace: [...anchor, ...added].join("\n") };
  });
}

/** The edits as a model writes them: nearly the same form in both ways of prompting. */
export function editsText(edits: readonly Edit[]): string {
  return edits
    .map(({ search, replace }) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE`)
    .join("\n\n");
}
