import { type LogOutputChannel, workspace } from "vscode";
import type { Runs } from "../../adapters/runs/runs.ts";
import { RunError } from "../../engine/ports.ts";
import { setting } from "../settings.ts";
import { gitPath, gitPathNow } from "./gitPath.ts";
import { findNode, type NodeRuntime } from "./nodeRuntime.ts";

interface OpenOptions {
  readonly folder: string;
  readonly node: NodeRuntime;
  readonly gitPath: string;
}

/** The repositories of the window. The machinery behind them is loaded on first use. */
export class Repositories {
  readonly #cacheFolder: string;
  readonly #log: LogOutputChannel;
  /** By folder; for looking at runs only. */
  readonly #opened = new Map<string, Promise<Runs>>();

  constructor(cacheFolder: string, log: LogOutputChannel) {
    this.#cacheFolder = cacheFolder;
    this.#log = log;
  }

  /** The runs of the repository that holds the folder, to look at them and to take their results. @throws RunError */
  of(folder: string): Promise<Runs> {
    const known = this.#opened.get(folder);
    if (known !== undefined) return known;
    const opened = this.#openToLook(folder);
    this.#opened.set(folder, opened);
    // A folder that is no repository may become one.
    opened.catch(() => this.#opened.delete(folder));
    return opened;
  }

  /** The runs of the repository that holds the folder, to start one with the settings as they are. @throws RunError */
  async toStart(folder: string): Promise<Runs> {
    const node = await findNode({
      configured: setting("evolvent.nodePath").trim(),
      onPath: "node",
      own: { path: process.execPath, version: process.versions.node },
    });
    this.#log.info(`Harness and candidates run on ${node.path}.`);
    return this.#open({ folder, node, gitPath: await gitPath() });
  }

  /** The repositories of the workspace's folders, each once; folders that are in none are left out. */
  async inWorkspace(): Promise<readonly Runs[]> {
    const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
    const found = await Promise.all(folders.map(({ uri }) => this.#found(uri.fsPath)));
    const byRoot = new Map(found.flatMap((runs) => (runs === null ? [] : [[runs.root, runs] as const])));
    return [...byRoot.values()];
  }

  async #found(folder: string): Promise<Runs | null> {
    try {
      return await this.of(folder);
    } catch (error) {
      if (!(error instanceof RunError)) throw error;
      this.#log.info(error.message);
      return null;
    }
  }

  async #openToLook(folder: string): Promise<Runs> {
    // Looking starts no Node.js, so it needs none that is recent enough.
    const node: NodeRuntime = { path: process.execPath, env: {} };
    const ready = gitPathNow();
    try {
      return await this.#open({ folder, node, gitPath: ready ?? "git" });
    } catch (error) {
      // What is in the PATH was good enough to try, but only the git extension knows every place of a git.
      if (ready !== null || !(error instanceof RunError) || error.reason !== "git-failed") throw error;
      return this.#open({ folder, node, gitPath: await gitPath() });
    }
  }

  async #open({ folder, node, gitPath }: OpenOptions): Promise<Runs> {
    const { openRuns } = await import("../../adapters/runs/openRuns.ts");
    return openRuns({
      folder,
      gitPath,
      nodePath: node.path,
      nodeEnv: node.env,
      pythonPath: setting("evolvent.pythonPath").trim() || null,
      cacheFolder: this.#cacheFolder,
      branchesToKeep: setting("evolvent.branchesToKeep"),
    });
  }
}
