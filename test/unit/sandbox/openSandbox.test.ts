import { chmod, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cleanEnvironment } from "../../../src/adapters/process/environment.ts";
import { ProcessRunner } from "../../../src/adapters/process/runProcess.ts";
import { Consents } from "../../../src/adapters/sandbox/consents.ts";
import { findSandbox, openSandbox, type SandboxOptions } from "../../../src/adapters/sandbox/openSandbox.ts";
import { probeSandbox } from "../../../src/adapters/sandbox/probe.ts";
import { unsandboxed } from "../../../src/adapters/sandbox/unsandboxed.ts";
import { hasSandbox, openCell } from "../../support/sandbox.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
const limits = { cpuMs: 20_000, memoryBytes: 2 ** 29, processes: 128, fileBytes: 2 ** 24 };

const { PATH: searchPath = "" } = process.env;
const systemPath = searchPath.split(":");

let folder = "";
let root = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-open-")));
  root = path.join(folder, "repository");
  await mkdir(path.join(root, ".git"), { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function options(changes: Partial<SandboxOptions> = {}): SandboxOptions {
  return {
    processes: new ProcessRunner(),
    repository: { root, commonDir: path.join(root, ".git") },
    runtime: { path: process.execPath, env: {} },
    environment: process.env,
    ...changes,
  };
}

/** A folder of programs with one of this name. */
async function fakeProgram(place: string, name: string, script: string): Promise<string> {
  await mkdir(place, { recursive: true });
  await writeFile(path.join(place, name), `#!/bin/sh\n${script}\n`);
  await chmod(path.join(place, name), 0o755);
  return place;
}

describe.runIf(process.platform === "linux")("on Linux", () => {
  test.runIf(hasSandbox)("a sandbox is recorded as what was found to hold", async () => {
    const found = await findSandbox(options(), never);
    expect(found).toMatchObject({
      kind: "found",
      sandbox: {
        record: { kind: "bubblewrap", network: "none", writes: "own-folders", home: "hidden" },
      },
    });
    const { limits: held = [], version = "" } = found.kind === "found" ? found.sandbox.record : {};
    expect(version).toMatch(/^\d+\.\d+/);
    expect(held.join(" ")).toMatch(/CPU time.*size of each file.*memory/);
  });

  test("without bubblewrap there is no sandbox, and the sentence says how to install it", async () => {
    const opened = openSandbox(
      { ...options({ environment: { PATH: folder } }), consents: noConsents() },
      never,
    );
    await expect(opened).rejects.toMatchObject({
      reason: "no-sandbox",
      message: expect.stringMatching(/bubblewrap is not installed.*evolvent sandbox allow/),
    });
  });

  test("a program of the workspace that calls itself bwrap is never started", async () => {
    const inside = await fakeProgram(
      path.join(root, "node_modules/.bin"),
      "bwrap",
      `touch ${folder}/started`,
    );
    const found = await findSandbox(options({ environment: { PATH: `${inside}:node_modules/.bin` } }), never);
    expect(found).toMatchObject({ kind: "none", why: expect.stringContaining("not installed") });
    expect(await readdir(folder)).toEqual(["repository"]);
  });

  test("a program that is not bubblewrap is no sandbox", async () => {
    const PATH = await fakeProgram(path.join(folder, "bin"), "bwrap", "echo hello");
    const found = await findSandbox(options({ environment: { PATH } }), never);
    expect(found).toMatchObject({ kind: "none", why: expect.stringContaining("is not bubblewrap") });
  });

  test("a bubblewrap that the machine refuses is no sandbox, in its own words", async () => {
    const script =
      'case "$1" in --version) echo "bubblewrap 0.9.0";; --help) echo "  --size BYTES";; *) echo "bwrap: setting up uid map: Permission denied" >&2; exit 1;; esac';
    const PATH = await fakeProgram(path.join(folder, "bin"), "bwrap", script);
    const found = await findSandbox(options({ environment: { PATH } }), never);
    expect(found).toMatchObject({
      kind: "none",
      why: expect.stringContaining("setting up uid map: Permission denied"),
    });
  });

  test("a bubblewrap that runs everything without a sandbox is found out", async () => {
    const script =
      'case "$1" in --version) echo "bubblewrap 0.9.0"; exit;; --help) exit;; esac; while [ "$1" != -- ]; do shift; done; shift; "$@"; code=$?; echo "{ \\"exit-code\\": $code }" >&5; exit $code';
    const PATH = await fakeProgram(path.join(folder, "bin"), "bwrap", script);
    const found = await findSandbox(
      options({ environment: { PATH: [PATH, ...systemPath].join(":") } }),
      never,
    );
    expect(found).toMatchObject({
      kind: "none",
      why: expect.stringMatching(/code in it (?:can|has|shares)/),
    });
  });

  test("a runtime that does not start anywhere is not blamed on the sandbox", async () => {
    const runtime = { path: path.join(folder, "no-node"), env: {} };
    await expect(findSandbox(options({ runtime }), never)).rejects.toMatchObject({
      reason: "runtime-missing",
    });
  });

  test.runIf(hasSandbox)("a runtime in the hidden home folder, behind links, works", async () => {
    const cell = await openCell(root);
    expect(cell.sandbox.record.kind).toBe("bubblewrap");
    const bin = path.join(folder, "tools", "bin");
    await mkdir(bin, { recursive: true });
    await symlink(process.execPath, path.join(bin, "node"));
    const found = await findSandbox(options({ runtime: { path: path.join(bin, "node"), env: {} } }), never);
    expect(found.kind).toBe("found");
  });

  test("nothing that runs without a sandbox passes for one", async () => {
    const none = {
      kind: "none",
      version: null,
      network: "open",
      writes: "anything",
      home: "readable",
    } as const;
    const sandbox = unsandboxed({ ...none, limits: [] }, {});
    expect(await probeSandbox({ ...options(), sandbox, hidden: [], readable: [] }, never)).toMatch(
      /^code in it /,
    );
  });

  test.runIf(hasSandbox)(
    "a sandbox that breaks in the middle of a run is told from a program that fails",
    async () => {
      const { processes, sandbox } = await openCell(root);
      const work = path.join(folder, "work");
      await mkdir(work);
      const request = {
        command: { kind: "shell", line: "echo bwrap: it was me >&2; exit 1" },
        cwd: work,
        env: cleanEnvironment(work),
        timeoutMs: 20_000,
        output: { limit: 2 ** 20, kept: 2 ** 16 },
      } as const;
      const confined = sandbox.confine(request, { writable: [work], readable: [], limits });
      expect(await processes.run(confined, never)).toMatchObject({ kind: "exited", code: 1 });
      // The folder is gone when the next process is to start in it.
      await rm(work, { recursive: true });
      await expect(processes.run({ ...confined, cwd: folder }, never)).rejects.toMatchObject({
        reason: "sandbox-broken",
        message: expect.stringMatching(/^The sandbox could not be made .*No such file/),
      });
      // bubblewrap is uninstalled.
      const gone = {
        ...confined,
        cwd: folder,
        command: { kind: "program", file: "/nothing/bwrap", args: [] },
      } as const;
      await expect(processes.run(gone, never)).rejects.toMatchObject({ reason: "sandbox-broken" });
    },
  );

  test.runIf(hasSandbox)("cancelling a process in a sandbox leaves nothing of it", async () => {
    const { processes, sandbox } = await openCell(root);
    const controller = new AbortController();
    const request = {
      command: { kind: "shell", line: "sleep 1000 & sleep 1000" },
      cwd: root,
      env: cleanEnvironment(root),
      timeoutMs: 20_000,
      output: { limit: 2 ** 20, kept: 2 ** 16 },
    } as const;
    const running = processes.run(
      sandbox.confine(request, { writable: [root], readable: [], limits }),
      controller.signal,
    );
    setTimeout(() => controller.abort(new Error("enough")), 300);
    await expect(running).rejects.toThrow("enough");
    const cwds = (await readdir("/proc"))
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => realpath(`/proc/${pid}/cwd`).catch(() => ""));
    expect(await Promise.all(cwds)).not.toContain(root);
  });
});

test.runIf(process.platform === "linux")(
  "with consent, and only then, candidates run without a sandbox",
  async () => {
    const consents = new Consents(path.join(folder, "data"));
    const bare = { ...options({ environment: { PATH: folder } }), consents };
    await consents.give(root, 1);
    const { record } = await openSandbox(bare, never);
    expect(record).toMatchObject({ kind: "none", network: "open", writes: "anything", home: "readable" });
    expect(record.limits.join(" ")).toMatch(/memory/);
    await consents.revoke(root);
    await expect(openSandbox(bare, never)).rejects.toMatchObject({ reason: "no-sandbox" });
  },
);

function noConsents(): Consents {
  return new Consents(path.join(folder, "data"));
}
