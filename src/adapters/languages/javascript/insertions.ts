import MagicString from "magic-string";
import type { Insertion } from "../target.ts";

/** The text with all insertions made; those at the same offset follow each other in the order given. */
export function applyInsertions(text: string, insertions: readonly Insertion[]): string {
  const edited = new MagicString(text);
  for (const insertion of insertions) edited.appendLeft(insertion.offset, insertion.text);
  return edited.toString();
}
