import process from "node:process";
import { hasBubblewrap } from "../../scripts/lib/bubblewrap.mjs";
import { ProcessRunner } from "../../src/adapters/process/runProcess.ts";
import { findSandbox } from "../../src/adapters/sandbox/openSandbox.ts";
import type { Cell } from "../../src/adapters/sandbox/sandbox.ts";

/** Whether the sandbox of Linux can be tested here; where it cannot, `ensureBubblewrap` has said why. */
export const hasSandbox = process.platform === "linux" && hasBubblewrap();

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
