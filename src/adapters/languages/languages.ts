import { isTypeScript } from "../../engine/rewrite/parse.ts";
import { javascript, typescript } from "./javascript/language.ts";
import type { Language } from "./language.ts";

/** The language of a file, by its name. */
export function languageOf(file: string): Language {
  return isTypeScript(file) ? typescript : javascript;
}
