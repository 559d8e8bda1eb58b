import { readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const { version } = JSON.parse(await readFile("package.json", "utf8"));
const metafile = process.argv.includes("--metafile");

/** CommonJS libraries inside an ES module bundle still call `require` for Node's own modules. */
const requireShim =
  'import { createRequire as evolventCreateRequire } from "node:module"; const require = evolventCreateRequire(import.meta.url);';

const shared = { bundle: true, minify: true, legalComments: "none", logLevel: "warning", metafile };

await rm("dist", { recursive: true, force: true });

const node = await build({
  ...shared,
  entryPoints: { extension: "src/extension/extension.ts", cli: "src/cli/main.ts" },
  outdir: "dist",
  format: "esm",
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
  platform: "node",
  target: "node22",
  external: ["vscode"],
  define: { EVOLVENT_VERSION: JSON.stringify(version) },
  banner: { js: requireShim },
});

await build({
  ...shared,
  entryPoints: { harness: "src/adapters/benchmarks/harness/child.ts" },
  outdir: "dist",
  format: "esm",
  platform: "node",
  target: "node22",
});

await build({
  ...shared,
  entryPoints: { lineage: "webview/lineage/main.ts" },
  outdir: "dist/webview",
  format: "iife",
  platform: "browser",
  target: "es2022",
});

await build({ ...shared, entryPoints: ["webview/lineage/lineage.css"], outdir: "dist/webview" });

if (metafile) {
  await writeFile("dist/meta.json", JSON.stringify(node.metafile));
}
