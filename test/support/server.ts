import { type ChildProcess, spawn } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { pinnedNodeEnvironment } from "../../scripts/lib/node.mjs";
import { killGroup, lastLines, run } from "../../scripts/lib/process.mjs";
import { ensureVSCodeServer } from "../../scripts/vscode-server.mjs";

/** How a VS Code server for tests is started. */
export interface ServerOptions {
  /** User settings on top of those that keep a test run quiet. */
  settings?: Record<string, unknown>;
  /** True: an unknown folder opens in Restricted Mode. False (default): every folder is trusted. */
  workspaceTrust?: boolean;
  /** Added to the environment of the server and so of the extension host. */
  environment?: Record<string, string>;
  /** A packaged extension to install before the start: an absolute path. */
  vsix?: string;
  /** After this long everything is ended, whatever is still running. */
  watchdogMs?: number;
}

/** A VS Code server with a home, data folder, extensions folder and port of its own. */
export interface RunningServer {
  port: number;
  /** What the server has printed so far. */
  log(): string;
  dispose(): Promise<void>;
}

const startTimeoutMs = 60_000;
const defaultWatchdogMs = 10 * 60_000;

const quietSettings = {
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "git.autofetch": false,
  "git.openRepositoryInParentFolders": "never",
  "security.workspace.trust.banner": "never",
  "security.workspace.trust.startupPrompt": "never",
  "telemetry.telemetryLevel": "off",
  "window.confirmBeforeClose": "never",
  "workbench.enableExperiments": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** Starts a VS Code server; `dispose` ends everything it started and removes all its folders. */
export async function startServer(options: ServerOptions = {}): Promise<RunningServer> {
  const server = await ensureVSCodeServer();
  // The real path: a temporary folder behind a link would give files two names in the editor.
  const folder = await mkdtemp(path.join(await realpath(os.tmpdir()), "evolvent-vscode-"));
  const data = path.join(folder, "data");
  const home = path.join(folder, "home");
  const extensions = path.join(folder, "extensions");
  const userData = path.join(data, "data/User");
  for (const each of [home, extensions, userData]) await mkdir(each, { recursive: true });
  const settings = { ...quietSettings, ...options.settings };
  await writeFile(path.join(userData, "settings.json"), JSON.stringify(settings, null, 2));

  if (options.vsix !== undefined) {
    const folders = ["--server-data-dir", data, "--extensions-dir", extensions];
    const installing = ["--accept-server-license-terms", "--install-extension", options.vsix];
    const installed = await run(server.node, [server.serverMain, ...folders, ...installing], {
      env: environment(home),
      timeoutMs: startTimeoutMs,
    });
    if (installed.code !== 0) {
      await rm(folder, { recursive: true, force: true });
      throw new Error(`${options.vsix} could not be installed. ${lastLines(installed.output)}`);
    }
  }

  const child = spawn(
    server.node,
    [
      path.join(import.meta.dirname, "supervise.mjs"),
      String(options.watchdogMs ?? defaultWatchdogMs),
      folder,
      server.node,
      server.serverMain,
      ...["--host", "127.0.0.1", "--port", "0", "--without-connection-token"],
      ...["--accept-server-license-terms", "--telemetry-level", "off"],
      ...["--server-data-dir", data, "--extensions-dir", extensions],
      // Without it the page ignores the development and test paths it is given.
      "--enable-smoke-test-driver",
      ...(options.workspaceTrust ? [] : ["--disable-workspace-trust"]),
    ],
    {
      cwd: home,
      detached: true,
      env: environment(home, options.environment),
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  let output = "";
  const take = (chunk: Buffer): void => {
    output += chunk.toString();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const dispose = async (): Promise<void> => {
    killGroup(child.pid);
    await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  };
  try {
    return { port: await listeningPort(child, () => output), log: () => output, dispose };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** A person's own editor, agents and git settings must not reach into the tests. */
function environment(home: string, added: Record<string, string> = {}): NodeJS.ProcessEnv {
  const foreign = /^(VSCODE_|ELECTRON_|XDG_|GIT_|NODE_OPTIONS$|VITEST)/;
  const inherited = Object.entries(pinnedNodeEnvironment()).filter(([name]) => !foreign.test(name));
  return { ...Object.fromEntries(inherited), HOME: home, ...added };
}

async function listeningPort(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = Date.now() + startTimeoutMs;
  while (Date.now() < deadline) {
    const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
    if (port !== undefined) return Number(port);
    if (child.exitCode !== null || child.signalCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The VS Code server did not start. ${lastLines(output())}`);
}
