import { existsSync } from "node:fs";
import { access, constants } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { chromium } from "playwright-core";
import { pinnedNodeEnvironment } from "./lib/node.mjs";
import { run, runMain } from "./lib/process.mjs";

const downloadTimeoutMs = 5 * 60_000;

/**
 * Makes sure that there is a Chromium, installing one where that is possible.
 * @returns {Promise<string>} the path of its program
 */
export async function ensureChromium() {
  const told = process.env.CHROMIUM_PATH;
  if (told !== undefined && told !== "") {
    if (existsSync(told)) return told;
    throw new Error(`CHROMIUM_PATH names ${told}, which does not exist.`);
  }
  return (await installed()) ?? (await downloaded()) ?? (await fromDebian()) ?? fail();
}

/** @returns {Promise<string | undefined>} */
async function installed() {
  for (const name of ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]) {
    for (const folder of (process.env.PATH ?? "").split(path.delimiter).filter((entry) => entry !== "")) {
      const candidate = path.join(folder, name);
      if (await isExecutable(candidate)) return candidate;
    }
  }
  return undefined;
}

/** @returns {Promise<string | undefined>} */
async function downloaded() {
  const executable = chromium.executablePath();
  if (await isExecutable(executable)) return executable;
  say("Downloading Chromium.");
  const cli = createRequire(import.meta.url)
    .resolve("playwright-core/package.json")
    .replace(/package\.json$/, "cli.js");
  await run(process.execPath, [cli, "install", "chromium"], { timeoutMs: downloadTimeoutMs });
  return (await isExecutable(executable)) ? executable : undefined;
}

/** @returns {Promise<string | undefined>} */
async function fromDebian() {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return undefined;
  say("Installing Debian's Chromium.");
  const env = pinnedNodeEnvironment({ DEBIAN_FRONTEND: "noninteractive" });
  await run("apt-get", ["update"], { env, timeoutMs: downloadTimeoutMs });
  await run("apt-get", ["install", "-y", "chromium"], { env, timeoutMs: downloadTimeoutMs });
  return installed();
}

/** @returns {never} */
function fail() {
  throw new Error(
    "No Chromium was found and none could be installed: install one and name it in CHROMIUM_PATH.",
  );
}

/** @param {string} file */
async function isExecutable(file) {
  try {
    await access(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} text */
function say(text) {
  // Standard output is for the path alone, so that other programs can read it.
  console.error(text);
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    console.log(await ensureChromium());
    return 0;
  });
}
