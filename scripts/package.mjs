import { stat } from "node:fs/promises";
import path from "node:path";
import { buildExtension } from "./lib/build.mjs";
import { repositoryRoot } from "./lib/node.mjs";
import { packageExtension } from "./lib/package.mjs";
import { runMain } from "./lib/process.mjs";

/** Builds the extension and packages it as evolvent.vsix. */
async function main() {
  const file = path.join(repositoryRoot, "evolvent.vsix");
  await buildExtension();
  await packageExtension(file);
  console.log(`${file} (${Math.round((await stat(file)).size / 1024)} KiB)`);
  return 0;
}

await runMain(main);
