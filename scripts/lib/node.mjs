import { existsSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** The repository's root folder. */
export const repositoryRoot = path.resolve(import.meta.dirname, "../..");

/**
 * The Node that this repository installs for itself, whatever the machine has on its PATH,
 * and the folder of its C++ headers.
 * @returns {{ executable: string, headers: string }}
 */
export function pinnedNode() {
  const require = createRequire(import.meta.url);
  try {
    const home = path.dirname(require.resolve("node/package.json"));
    const executable = realpathSync(path.join(home, "bin/node"));
    const prefix = process.platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
    const name = `${prefix}-${process.platform}-${process.arch}`;
    const headers = path.dirname(
      createRequire(path.join(home, "package.json")).resolve(`${name}/package.json`),
    );
    if (existsSync(path.join(headers, "include/node/node.h"))) return { executable, headers };
  } catch {
    // Reported below: a missing package and a package without its program have the same remedy.
  }
  throw new Error('The pinned Node.js is not installed: run "npm ci" in the repository first.');
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
