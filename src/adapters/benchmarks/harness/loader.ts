import { existsSync, readFileSync, realpathSync } from "node:fs";
import { registerHooks } from "node:module";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { SourceChange } from "./host.ts";

const relative = /^\.{1,2}(?:\/|$)/;
const sourceEndings = [".ts", ".mts", ".cts", ".js", ".mjs", ".cjs"];
/** What TypeScript writes for a module and what the module's file is really called. */
const compiledEndings: Readonly<Record<string, string>> = { ".js": ".ts", ".mjs": ".mts", ".cjs": ".cts" };

/**
 * Lets Node load a source tree as compilers and bundlers do: some files with another text, and relative imports
 * that name `./x` or `./x.js` where only `./x.ts` exists. Holds for `import` and `require` in this process.
 */
export function installLoader(changes: readonly SourceChange[]): void {
  // No map: the target may replace the methods of maps.
  const changeOf: Record<string, SourceChange["change"]> = Object.create(null);
  for (const { file, change } of changes) changeOf[urlOf(file)] = change;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        const found = relative.test(specifier) ? resolveSource(specifier, context.parentURL) : null;
        if (found === null) throw error;
        return nextResolve(found, context);
      }
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const change = changeOf[url];
      return change === undefined
        ? loaded
        : { ...loaded, source: change(readFileSync(fileURLToPath(url), "utf8")) };
    },
  });
}

/** The URL by which Node knows a file. */
export function urlOf(file: string): string {
  return pathToFileURL(realpathSync(file)).href;
}

/** The URL of the source file a relative specifier means; null when there is none. */
function resolveSource(specifier: string, parentUrl: string | undefined): string | null {
  if (parentUrl === undefined || !parentUrl.startsWith("file:")) return null;
  const wanted = fileURLToPath(new URL(specifier, parentUrl));
  const ending = path.extname(wanted);
  const compiled = compiledEndings[ending];
  const candidates = [
    ...(compiled === undefined ? [] : [wanted.slice(0, -ending.length) + compiled]),
    ...sourceEndings.map((each) => wanted + each),
    ...sourceEndings.map((each) => path.join(wanted, `index${each}`)),
  ];
  const found = candidates.find((candidate) => existsSync(candidate));
  return found === undefined ? null : urlOf(found);
}
