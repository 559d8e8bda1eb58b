import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cacheFolder } from "./lib/cache.mjs";
import { pinnedNode, pinnedNodeEnvironment } from "./lib/node.mjs";
import { lastLines, run, runMain } from "./lib/process.mjs";

/** The release of npm's code-server package whose VS Code server the tests run in. */
const version = "4.139.1";

/**
 * What is compiled here. The other addons come with prebuilt programs or are never loaded by a test;
 * compiling them all takes minutes, and one (kerberos) needs headers that few machines have.
 */
const nativeAddons = ["@vscode/spdlog", "@vscode/native-watchdog", "@vscode/fs-copyfile"];

const heartbeatMs = 5_000;
/** An installer that has not been heard of for this long was interrupted. */
const silentMs = 20_000;
const stepTimeoutMs = 10 * 60_000;

/**
 * Where a real VS Code server is, and the Node it runs on.
 * @typedef {{ root: string, serverMain: string, node: string, version: string }} VSCodeServer
 */

/**
 * Makes sure that a real VS Code server is in the user's cache folder; the first time takes a minute.
 * @returns {Promise<VSCodeServer>}
 */
export async function ensureVSCodeServer() {
  const cache = cacheFolder();
  const home = path.join(cache, `vscode-server-${version}`);
  const node = pinnedNode().executable;
  const root = path.join(home, "node_modules/code-server/lib/vscode");
  const server = { root, serverMain: path.join(root, "out/server-main.js"), node, version };
  if (existsSync(home)) return server;
  if (process.platform === "win32") {
    throw new Error(
      'The VS Code server for tests does not run on Windows: use "npm run test:desktop" there.',
    );
  }
  await mkdir(cache, { recursive: true });
  await waitForOtherInstallers(cache, home);
  if (!existsSync(home)) await install(home);
  return server;
}

/**
 * Everything happens in a folder beside the final one, which then appears at once and complete.
 * @param {string} home
 */
async function install(home) {
  const temporary = await mkdtemp(`${home}.installing-`);
  const heartbeat = setInterval(() => {
    const now = new Date();
    // The folder may just have been renamed, after which nobody asks any more.
    utimes(temporary, now, now).catch(() => undefined);
  }, heartbeatMs);
  try {
    await installInto(temporary);
    await rename(temporary, home).catch((error) => {
      // Another process was quicker, and its server is as good as this one.
      if (!existsSync(home)) throw error;
    });
    say(`The VS Code server is in ${home}.`);
  } finally {
    clearInterval(heartbeat);
    await rm(temporary, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function installInto(folder) {
  const root = path.join(folder, "node_modules/code-server/lib/vscode");
  await writeFile(path.join(folder, "package.json"), '{ "private": true }\n');
  say(`Installing the VS Code server for tests, once (code-server ${version}, about 600 MB).`);
  const packages = [`code-server@${version}`, `${headersPackage()}@${pinnedNode().version}`];
  await npm("Step 1 of 4: its code.", folder, ["install", ...packages, "--ignore-scripts"]);
  await npm("Step 2 of 4: its libraries.", root, ["install", "--omit=dev", "--ignore-scripts"]);
  const headers = path.join(folder, "node_modules", headersPackage());
  await npm("Step 3 of 4: its native addons.", root, ["rebuild", ...nativeAddons], headers);
  const extensions = path.join(root, "extensions");
  await npm("Step 4 of 4: its extensions.", extensions, ["install", "--omit=dev", "--ignore-scripts"]);
  // The browser's half asks for its modules under this name.
  await symlink("node_modules", path.join(root, "node_modules.asar"));
}

/**
 * The package of Node's that carries its C++ headers. The copy that "npm ci" brings along cannot be relied
 * on: it is in no lock file, so the next "npm install" removes it.
 */
function headersPackage() {
  const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  return `${prefix}-${process.platform}-${process.arch}`;
}

/**
 * @param {string} step
 * @param {string} cwd
 * @param {readonly string[]} args
 * @param {string} [headers] a folder with the C++ headers of the Node that the addons are for
 */
async function npm(step, cwd, args, headers) {
  say(step);
  const env = pinnedNodeEnvironment(headers === undefined ? {} : { npm_config_nodedir: headers });
  const quiet = ["--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"];
  const result = await run("npm", [...args, ...quiet], { cwd, env, timeoutMs: stepTimeoutMs });
  if (result.code !== 0) {
    const reason = result.code === 124 ? "npm took more than ten minutes" : lastLines(result.output);
    throw new Error(`The VS Code server could not be installed. ${step} ${reason}`);
  }
}

/**
 * Two test runs that start together share one installation; what an interrupted one left is removed.
 * @param {string} cache
 * @param {string} home
 */
async function waitForOtherInstallers(cache, home) {
  for (let told = false; !existsSync(home); told = true) {
    const installing = await otherInstallers(cache, home);
    if (installing.length === 0) return;
    if (!told) say("Another process is installing the VS Code server: waiting for it.");
    await sleep(1_000);
  }
}

/**
 * @param {string} cache
 * @param {string} home
 */
async function otherInstallers(cache, home) {
  const names = (await readdir(cache)).filter((name) =>
    name.startsWith(`${path.basename(home)}.installing-`),
  );
  const alive = [];
  for (const name of names) {
    const folder = path.join(cache, name);
    const heard = (await stat(folder).catch(() => undefined))?.mtimeMs ?? 0;
    if (Date.now() - heard < silentMs) alive.push(folder);
    else await rm(folder, { recursive: true, force: true });
  }
  return alive;
}

/** @param {string} text */
function say(text) {
  // Standard output is for the path alone, so that other programs can read it.
  console.error(text);
}

if (import.meta.main ?? process.argv[1] === import.meta.filename) {
  await runMain(async () => {
    console.log((await ensureVSCodeServer()).root);
    return 0;
  });
}
