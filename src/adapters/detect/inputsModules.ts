import { isTypeScript } from "../../engine/rewrite/parse.ts";
import { isSupportedFile } from "../languages/javascript/parse.ts";
import type { RepositoryFiles } from "./repositoryFiles.ts";

const likely = /(?:^|\/)(?:[^/]*inputs[^/]*|(?:bench|benchmark|benchmarks)\/.+)\.(?:[cm]?[jt]s|py)$/i;

/** Modules of the target's language that give inputs, the nearest to the root first. */
export async function inputsModules(files: RepositoryFiles, target: string): Promise<readonly string[]> {
  const found = await files.matching(likely);
  return found
    .filter(({ file, text }) => isSameLanguage(file, target) && givesInputs(file, text))
    .map(({ file }) => file);
}

/** JavaScript and TypeScript may give inputs for each other. */
function isSameLanguage(file: string, target: string): boolean {
  return isSupportedFile(file) && isSupportedFile(target) ? true : isPython(file) && isPython(target);
}

/** Whether a module gives `inputs`: as ES module, as CommonJS or as a function in Python. */
export function givesInputs(file: string, text: string): boolean {
  if (isPython(file))
    return /^(?:async\s+)?def\s+inputs\s*\(|^inputs\s*=|^from\s.*\bimport\b.*\binputs\b/m.test(text);
  return (
    /\bexport\s+(?:async\s+)?(?:function\s*\*?|const|let|var)\s*inputs\b/.test(text) ||
    /\bexport\s*\{[^}]*\binputs\b[^}]*\}/.test(text) ||
    /\bexports\.inputs\s*=/.test(text) ||
    /\bmodule\.exports\s*=\s*\{[^}]*\binputs\b/.test(text)
  );
}

/** Whether values can be drawn from the types in a file. */
export function hasTypes(file: string): boolean {
  return isSupportedFile(file) && isTypeScript(file);
}

function isPython(file: string): boolean {
  return file.endsWith(".py");
}
