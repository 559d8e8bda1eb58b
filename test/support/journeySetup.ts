import { ensureChromium } from "../../scripts/chromium.mjs";
import { buildExtension } from "../../scripts/lib/build.mjs";
import { ensureVSCodeServer } from "../../scripts/vscode-server.mjs";

/** Before the journeys: what takes long the first time, so that no test's time limit has to allow for it. */
export default async function setup(): Promise<void> {
  await ensureVSCodeServer();
  await ensureChromium();
  await buildExtension();
}
