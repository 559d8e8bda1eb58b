import process from "node:process";
import envPaths from "env-paths";
import type { Runs } from "../adapters/runs/runs.ts";
import { RunError } from "../engine/ports.ts";

const oldestNode = [22, 15] as const;

/** Branches that stay visible when a run ends, as in the extension's setting. */
const branchesToKeep = 5;

/**
 * The runs of the repository around the current folder, with harness and candidates on the Node.js of this process.
 * @param python path of the Python to use; found in the repository or on the PATH when left out.
 * @throws RunError when there is no repository or this Node.js is too old.
 */
export async function openRunsHere(python?: string): Promise<Runs> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  if (major < oldestNode[0] || (major === oldestNode[0] && minor < oldestNode[1])) {
    throw new RunError(
      "runtime-missing",
      `Evolvent needs Node.js ${oldestNode.join(".")} or later, and this is ${process.versions.node}: run it with a newer one.`,
    );
  }
  const { openRuns } = await import("../adapters/runs/openRuns.ts");
  return openRuns({
    folder: process.cwd(),
    gitPath: "git",
    nodePath: process.execPath,
    nodeEnv: {},
    pythonPath: python ?? null,
    cacheFolder: envPaths("evolvent", { suffix: "" }).cache,
    branchesToKeep,
  });
}
