import { cp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = path.dirname(fileURLToPath(import.meta.url));

/** CommonJS libraries inside an ES module bundle still call `require` for Node's own modules. */
const requireShim =
  'import { createRequire as evolventCreateRequire } from "node:module"; const require = evolventCreateRequire(import.meta.url);';

/**
 * Builds the harness for functions in JavaScript as one file. Its core runs in a realm of its own, so it goes into
 * the file as text.
 * @param {string} outfile
 */
export async function bundleHarness(outfile) {
  const harness = "src/adapters/benchmarks/harness";
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    platform: /** @type {const} */ ("node"),
    target: "node22",
    legalComments: /** @type {const} */ ("none"),
    logLevel: /** @type {const} */ ("warning"),
  };
  const core = await build({ ...shared, entryPoints: [`${harness}/core.ts`], format: "cjs", write: false });
  await build({
    ...shared,
    entryPoints: [`${harness}/child.ts`],
    format: "esm",
    define: { EVOLVENT_HARNESS_CORE: JSON.stringify(core.outputFiles[0]?.text) },
    outfile,
  });
}

/**
 * Builds the extension, the command line, the harness and the lineage page.
 * @param {string} outdir emptied first
 * @param {{ metafile?: boolean }} [options] `metafile` also writes `meta.json`, what each bundle is made of
 */
export async function bundle(outdir, { metafile = false } = {}) {
  const { version } = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  const shared = {
    absWorkingDir: root,
    bundle: true,
    minify: true,
    legalComments: /** @type {const} */ ("none"),
    logLevel: /** @type {const} */ ("warning"),
    metafile,
  };
  const node = {
    ...shared,
    format: /** @type {const} */ ("esm"),
    platform: /** @type {const} */ ("node"),
    target: "node22",
  };
  await rm(outdir, { recursive: true, force: true });
  const [programs] = await Promise.all([
    build({
      ...node,
      entryPoints: { extension: "src/extension/extension.ts", cli: "src/cli/main.ts" },
      outdir,
      splitting: true,
      chunkNames: "chunks/[name]-[hash]",
      external: ["vscode"],
      define: { EVOLVENT_VERSION: JSON.stringify(version) },
      banner: { js: requireShim },
    }),
    bundleHarness(path.join(outdir, "harness.js")),
    cp(path.join(root, "src/adapters/benchmarks/python/harness"), path.join(outdir, "python"), {
      recursive: true,
      filter: (file) => !file.endsWith("__pycache__"),
    }),
    cp(
      path.join(root, "src/adapters/benchmarks/evaluator/driver.py"),
      path.join(outdir, "evaluator/driver.py"),
    ),
    build({
      ...shared,
      entryPoints: { lineage: "webview/lineage/main.ts" },
      outdir: path.join(outdir, "webview"),
      format: "iife",
      platform: "browser",
      target: "es2022",
    }),
    build({ ...shared, entryPoints: ["webview/lineage/lineage.css"], outdir: path.join(outdir, "webview") }),
  ]);
  if (programs.metafile !== undefined) {
    await writeFile(path.join(outdir, "meta.json"), JSON.stringify(programs.metafile));
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await bundle(path.join(root, "dist"), { metafile: process.argv.includes("--metafile") });
}
