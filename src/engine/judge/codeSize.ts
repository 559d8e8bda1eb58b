import type { Code } from "../domain/candidate.ts";

/** Bytes of a version's code in UTF-8: the target and what it declares beside it, each helper on its own line. */
export function codeBytes({ target, helpers }: Code): number {
  return [target, ...helpers.map((helper) => `${helper}\n`)].reduce((sum, text) => sum + utf8Length(text), 0);
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}
