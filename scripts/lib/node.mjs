import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The repository's root folder. */
export const repositoryRoot = path.resolve(import.meta.dirname, "../..");

/**
 * The Node that this repository installs for itself, whatever the machine has on its PATH.
 * @returns {{ executable: string, version: string }}
 */
export function pinnedNode() {
  try {
    const manifest = createRequire(import.meta.url).resolve("node/package.json");
    const { version } = JSON.parse(readFileSync(manifest, "utf8"));
    return { executable: realpathSync(path.join(path.dirname(manifest), "bin/node")), version };
  } catch {
    throw new Error('The pinned Node.js is not installed: run "npm ci" in the repository first.');
  }
}

/**
 * The environment with the pinned Node first on the PATH, free of what npm says to its scripts
 * about the package they run for (a nested npm would take that as its own settings).
 * @param {NodeJS.ProcessEnv} [overrides]
 * @returns {NodeJS.ProcessEnv}
 */
export function pinnedNodeEnvironment(overrides = {}) {
  const told = /^(npm_(lifecycle|package)_|npm_command$|npm_config_local_prefix$|INIT_CWD$)/;
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !told.test(name)));
  const folder = path.dirname(pinnedNode().executable);
  return { ...env, PATH: [folder, process.env.PATH ?? ""].join(path.delimiter), ...overrides };
}
