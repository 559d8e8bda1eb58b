import { build } from "esbuild";

/** The page's script and style sheet, as text. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/** Bundles the page with the settings of the product's own build, but into memory. */
export async function bundlePage(): Promise<PageBundle> {
  const { outputFiles } = await build({
    entryPoints: ["webview/lineage/main.ts", "webview/lineage/lineage.css"],
    outdir: "out",
    bundle: true,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2022",
    legalComments: "none",
    write: false,
  });
  const text = (extension: string): string => {
    const file = outputFiles.find(({ path }) => path.endsWith(extension));
    if (file === undefined) throw new Error(`The bundle has no ${extension} file.`);
    return file.text;
  };
  return { script: text(".js"), style: text(".css") };
}
