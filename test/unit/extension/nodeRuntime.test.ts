import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findNode, isRecent } from "../../../src/extension/runs/nodeRuntime.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evolvent-node-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A program that answers as that version of Node.js would. */
async function program(name: string, answer: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\necho ${answer}\n`);
  await chmod(path, 0o755);
  return path;
}

describe("The Node.js that runs candidates", () => {
  const own = { path: "/code", version: "22.18.0" };
  const missing = "/nowhere/node";

  it("is the one of the setting, when it is recent enough", async () => {
    const configured = await program("mine", "v24.1.0");
    const onPath = await program("node", "v22.15.0");
    expect(await findNode({ configured, onPath, own })).toEqual({ path: configured, env: {} });
  });

  it("is never another one when the setting names a bad one", async () => {
    const onPath = await program("node", "v22.15.0");
    const old = await program("old", "v20.19.0");
    await expect(findNode({ configured: old, onPath, own })).rejects.toMatchObject({
      reason: "runtime-missing",
      message: `The setting "evolvent.nodePath" names ${old}, which is Node.js 20.19.0; Node.js 22.15 or newer is needed.`,
    });
    const other = await program("other", "hello");
    for (const configured of [missing, other]) {
      await expect(findNode({ configured, onPath, own })).rejects.toThrow("is not a Node.js that runs");
    }
  });

  it("is the one on the PATH, else the one VS Code itself runs on", async () => {
    const onPath = await program("node", "v22.15.0");
    expect(await findNode({ configured: "", onPath, own })).toEqual({ path: onPath, env: {} });
    const inside = { path: "/code", env: { ELECTRON_RUN_AS_NODE: "1" } };
    expect(await findNode({ configured: "", onPath: missing, own })).toEqual(inside);
    const old = await program("old", "v20.19.0");
    expect(await findNode({ configured: "", onPath: old, own })).toEqual(inside);
  });

  it("is missing when none is recent enough, and the message says what to do", async () => {
    const old = { path: "/code", version: "20.9.0" };
    await expect(findNode({ configured: "", onPath: missing, own: old })).rejects.toMatchObject({
      reason: "runtime-missing",
      message:
        'Node.js 22.15 or newer is needed and none is on the PATH: install one, or name one in the setting "evolvent.nodePath".',
    });
  });

  it("is recent from 22.15 on", () => {
    expect(["22.15.0", "v22.16.1", "23.0.0", "24.0.0"].filter(isRecent)).toHaveLength(4);
    expect(["22.14.9", "v20.19.0", "18.0.0"].filter(isRecent)).toEqual([]);
  });
});
