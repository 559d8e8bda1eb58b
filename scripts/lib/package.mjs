import path from "node:path";
import { pinnedNodeEnvironment, repositoryRoot } from "./node.mjs";
import { lastLines, run } from "./process.mjs";

/**
 * Packages what is in `dist` as a VSIX.
 * @param {string} file absolute path of the VSIX to write
 */
export async function packageExtension(file) {
  const vsce = path.join(repositoryRoot, "node_modules/.bin/vsce");
  // Everything is bundled; the README's links lead into the repository, which has no public address yet.
  const options = ["--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links"];
  const result = await run(vsce, ["package", ...options, "--out", file], {
    cwd: repositoryRoot,
    env: pinnedNodeEnvironment(),
  });
  if (result.code !== 0) throw new Error(`The extension could not be packaged. ${lastLines(result.output)}`);
}
