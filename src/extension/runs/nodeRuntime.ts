import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { RunError } from "../../engine/ports.ts";

/** Oldest Node.js the harness runs on: the first with `module.registerHooks` in a long-term release. */
const oldest = [22, 15] as const;
const askTimeoutMs = 10_000;

/** A Node.js that can run harness and candidates. */
export interface NodeRuntime {
  readonly path: string;
  /** Extra environment that makes the program at `path` a Node.js. */
  readonly env: Readonly<Record<string, string>>;
}

/** Where to look for a Node.js. */
export interface NodePlaces {
  /** The user's choice; empty when there is none. */
  readonly configured: string;
  /** A program to be found on the PATH: `node`. */
  readonly onPath: string;
  /** The program this extension runs in, which can be a Node.js too, and the version it would be. */
  readonly own: { readonly path: string; readonly version: string };
}

/**
 * The Node.js of the setting; without one, that of the PATH, else the one inside VS Code.
 * @throws RunError `runtime-missing` when the configured one, or each of the others, is missing or too old.
 */
export async function findNode({ configured, onPath, own }: NodePlaces): Promise<NodeRuntime> {
  const needed = `${oldest.join(".")} or newer`;
  if (configured !== "") {
    const version = await versionOf(configured);
    if (version !== null && isRecent(version)) return { path: configured, env: {} };
    const found = version === null ? "is not a Node.js that runs" : `is Node.js ${version}`;
    throw new RunError(
      "runtime-missing",
      `The setting "evolvent.nodePath" names ${configured}, which ${found}; Node.js ${needed} is needed.`,
    );
  }
  const version = await versionOf(onPath);
  if (version !== null && isRecent(version)) return { path: onPath, env: {} };
  if (isRecent(own.version)) return { path: own.path, env: { ELECTRON_RUN_AS_NODE: "1" } };
  const found = version === null ? "none is on the PATH" : `the one on the PATH is ${version}`;
  throw new RunError(
    "runtime-missing",
    `Node.js ${needed} is needed and ${found}: install one, or name one in the setting "evolvent.nodePath".`,
  );
}

/** Whether a version such as `22.15.0` or `v24.1.0` is recent enough. */
export function isRecent(version: string): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, "").split(".").map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** Null when there is no such program or it does not answer as a Node.js does. */
async function versionOf(path: string): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)(path, ["--version"], { timeout: askTimeoutMs });
    return /^v(\d+\.\d+\.\d+)/.exec(stdout)?.[1] ?? null;
  } catch {
    return null;
  }
}
