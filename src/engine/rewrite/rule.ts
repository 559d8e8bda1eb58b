import MagicString from "magic-string";
import type { Code, Span } from "../domain/candidate.ts";
import type { Program } from "./program.ts";

/** Replaces `start..end` (offsets in the program's text, inside its region) by `text`; an insertion when empty. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** One improvement at one site. */
export interface Rewrite {
  /** What changes, in one phrase that names the thing, such as "look up `seen` in a Set instead of scanning it". */
  readonly summary: string;
  /** Do not overlap; insertions at one offset apply in their order here. */
  readonly edits: readonly Edit[];
  /** Top-level declarations the new code needs. */
  readonly helpers?: readonly string[];
}

/** What a rule looks at: a text and the region in it that may change. */
export interface Editable {
  readonly text: string;
  readonly region: Span;
}

/** An operator that improves code without a language model. */
export interface RewriteRule<P extends Editable = Program> {
  /** The operator's name, in kebab-case. */
  readonly id: string;
  /** What it does, in a short phrase, such as "look up membership in a Set". */
  readonly title: string;
  /** The rewrites that are statically safe as far as can be told, one per site; pure. */
  find(program: P): readonly Rewrite[];
}

/** The code after a rewrite; comments and spaces outside the edits stay as they are. */
export function applyRewrite(program: Editable, code: Code, rewrite: Rewrite): Code {
  const target = editedText(program.text, program.region, rewrite.edits);
  const helpers = (rewrite.helpers ?? []).filter((helper) => !code.helpers.includes(helper));
  return { target, helpers: [...code.helpers, ...helpers] };
}

/**
 * The text of a span after edits inside it.
 * @throws RangeError when an edit is outside the span.
 */
export function editedText(text: string, span: Span, edits: readonly Edit[]): string {
  const edited = new MagicString(text.slice(span.start, span.end));
  for (const { start, end, text: replacement } of edits) {
    const from = start - span.start;
    const to = end - span.start;
    if (from < 0 || to > span.end - span.start) throw new RangeError(`edit at ${start} is outside its span`);
    if (from === to) edited.appendLeft(from, replacement);
    else if (replacement === "") edited.remove(from, to);
    else edited.overwrite(from, to, replacement, { contentOnly: true });
  }
  return edited.toString();
}
