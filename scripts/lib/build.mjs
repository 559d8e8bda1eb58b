import { rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";
import { pinnedNode, pinnedNodeEnvironment, repositoryRoot } from "./node.mjs";
import { lastLines, run } from "./process.mjs";

/** Builds the extension into dist/, just as "npm run build" does. */
export async function buildExtension() {
  const env = pinnedNodeEnvironment();
  const result = await run(pinnedNode().executable, ["esbuild.mjs"], { cwd: repositoryRoot, env });
  if (result.code === 0) return;
  const reason = /\[ERROR\] (.*)/.exec(result.output)?.[1] ?? lastLines(result.output);
  throw new Error(`The extension could not be built. ${reason}`);
}

/**
 * Bundles the suites for the extension host into dist-test/, one module each.
 * @returns {Promise<string>} the module that VS Code is to run
 */
export async function buildHostTests() {
  const outdir = path.join(repositoryRoot, "dist-test/host");
  await rm(outdir, { recursive: true, force: true });
  await build({
    absWorkingDir: repositoryRoot,
    entryPoints: ["test/host/index.ts", "test/host/**/*.test.ts"],
    outbase: "test/host",
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    // CommonJS libraries inside an ES module still call `require` for Node's own modules.
    banner: {
      js: 'import { createRequire as testRequire } from "node:module"; const require = testRequire(import.meta.url);',
    },
    // Mocha's own modules load each other by path, so it stays in node_modules.
    external: ["vscode", "mocha"],
    sourcemap: "inline",
    logLevel: "warning",
  });
  return path.join(outdir, "index.js");
}
