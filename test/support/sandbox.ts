import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import process from "node:process";
import { ProcessRunner } from "../../src/adapters/process/runProcess.ts";
import { findSandbox } from "../../src/adapters/sandbox/openSandbox.ts";
import type { Cell } from "../../src/adapters/sandbox/sandbox.ts";

/**
 * Installs bubblewrap where that is possible.
 * @returns false, after it has said why, on a machine where no sandbox can be tested.
 */
export function provideBubblewrap(): boolean {
  if (process.platform !== "linux") return false;
  if (isOnPath("bwrap")) return true;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) {
    execFileSync("apt-get", ["update"], { stdio: "ignore" });
    execFileSync("apt-get", ["install", "-y", "bubblewrap"], {
      stdio: "ignore",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    return true;
  }
  console.warn("The sandbox is not tested: bubblewrap is not installed (sudo apt install bubblewrap).");
  return false;
}

/** A cell of this machine, for candidates of the repository at `root`. @throws Error that says why there is none. */
export async function openCell(root: string): Promise<Cell> {
  const processes = new ProcessRunner();
  const found = await findSandbox(
    {
      processes,
      repository: { root, commonDir: `${root}/.git` },
      runtime: { path: process.execPath, env: {} },
      environment: process.env,
    },
    new AbortController().signal,
  );
  if (found.kind === "none") throw new Error(`There is no sandbox: ${found.why}.`);
  return { processes, sandbox: found.sandbox };
}

function isOnPath(name: string): boolean {
  const { PATH = "" } = process.env;
  return PATH.split(":").some((folder) => existsSync(`${folder}/${name}`));
}
