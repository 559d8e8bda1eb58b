import { fileURLToPath } from "node:url";

/** The folder that the build writes to; this code lies in it, or in a chunk one folder down. */
const folder = new URL(import.meta.url.includes("/chunks/") ? "../" : "./", import.meta.url);

/** Its absolute path. In it are `harness.js`, `python/harness.py` and `evaluator/driver.py`. */
export const builtFolder = fileURLToPath(folder);

/**
 * A file of the build beside the program, such as `harness.js` or `webview/lineage.js`.
 * @param path relative to the build's folder, with forward slashes.
 */
export function builtFile(path: string): URL {
  return new URL(path, folder);
}
