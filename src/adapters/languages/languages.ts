import type { Span } from "../../engine/domain/candidate.ts";
import { isTypeScript } from "../../engine/rewrite/parse.ts";
import { blocksOf } from "./blocks.ts";
import { javascript, typescript } from "./javascript/language.ts";
import { isSupportedFile } from "./javascript/parse.ts";
import type { Language } from "./language.ts";
import { isBlockSymbol } from "./other/markedBlocks.ts";
import { knownRegion, otherLanguage } from "./other/otherLanguage.ts";
import { lineStart } from "./other/regions.ts";
import { treeSitterRegions } from "./other/treeSitter.ts";
import { python } from "./python/language.ts";

export interface LanguageQuery {
  /** Name of the file: its ending decides. */
  readonly file: string;
  readonly text: string;
  readonly symbol: string;
  /** The target as an editor sees it, for languages without a parser here; null to find it by a grammar. */
  readonly region: Span | null;
}

/** The language in which a target is found, changed and judged. */
export async function languageOf({ file, text, symbol, region }: LanguageQuery): Promise<Language> {
  const own = ownLanguage(file);
  if (own !== null) return isBlockSymbol(symbol) ? blocksOf(own, file) : own;
  if (region !== null && !isBlockSymbol(symbol)) {
    // Targets are named with dots, whatever the language writes.
    const known = {
      symbol: symbol.replaceAll("::", "."),
      span: region,
      helperOffset: lineStart(text, region.start),
    };
    return otherLanguage(file, knownRegion(known));
  }
  return otherLanguage(file, await treeSitterRegions(file));
}

/** The language of a file, when it has a parser of our own. */
export function ownLanguage(file: string): Language | null {
  if (/\.pyw?$/i.test(file)) return python;
  if (!isSupportedFile(file)) return null;
  return isTypeScript(file) ? typescript : javascript;
}
