import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { HarnessRuntime } from "../../../../src/adapters/benchmarks/harnessRuntime.ts";
import { probePythonRuntime } from "../../../../src/adapters/benchmarks/python/pythonRuntime.ts";
import { ProcessRunner } from "../../../../src/adapters/process/runProcess.ts";
import { RunError } from "../../../../src/engine/ports.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const processes = new ProcessRunner();
let scratch = "";
let folders = 0;

beforeAll(async () => {
  scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-python-runtime-")));
});
afterAll(() => rm(scratch, { recursive: true, force: true }));

async function newRoot(): Promise<string> {
  folders += 1;
  const root = path.join(scratch, String(folders));
  await mkdir(root);
  return root;
}

async function makeEnvironment(folder: string): Promise<void> {
  await promisify(execFile)("python3", ["-m", "venv", "--without-pip", folder]);
}

function probe(
  root: string,
  options: {
    readonly named?: string;
    readonly file?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Promise<HarnessRuntime> {
  const { PATH = "" } = process.env;
  const { named = null, file = "src/a.py", environment = {} } = options;
  return probePythonRuntime(
    { processes, named, root, file, environment: { PATH, ...environment } },
    new AbortController().signal,
  );
}

async function refusal(root: string, options: Parameters<typeof probe>[1] = {}): Promise<string> {
  try {
    const { path: found } = await probe(root, options);
    return `found ${found}`;
  } catch (error) {
    if (error instanceof RunError) return `${error.reason}: ${error.message}`;
    throw error;
  }
}

/** A program that says something else than a Python would. */
async function fake(root: string, said: string): Promise<string> {
  const file = path.join(root, "fake-python");
  await writeFile(file, `#!/bin/sh\ncat <<'END'\n${said}\nEND\n`);
  await chmod(file, 0o755);
  return file;
}

function answer(version: readonly number[], implementation = "CPython"): string {
  return JSON.stringify({
    version,
    implementation,
    executable: "/x",
    program: "/x",
    folders: [],
    userBase: null,
  });
}

describe("the Python of a workspace is found", () => {
  test("on the PATH, with what it must be able to read", async () => {
    const root = await newRoot();
    const { name, version, path: found, readable, seedVariable } = await probe(root);
    expect(name).toBe("Python");
    expect(version).toMatch(/^3\.\d+\.\d+$/);
    expect(path.isAbsolute(found)).toBe(true);
    const { stdout } = await promisify(execFile)(found, ["-c", "import json; print(json.__file__)"]);
    expect(readable.some((folder) => stdout.startsWith(`${folder}/`))).toBe(true);
    expect(seedVariable).toBe("PYTHONHASHSEED");
  });

  test("in a virtual environment of the repository, before the active one", async () => {
    const root = await newRoot();
    const other = path.join(await newRoot(), "other");
    await Promise.all([makeEnvironment(path.join(root, ".venv")), makeEnvironment(other)]);
    const { path: found, readable } = await probe(root, { environment: { VIRTUAL_ENV: other } });
    expect(found).toBe(path.join(root, ".venv/bin/python3"));
    expect(readable).toContain(path.join(root, ".venv"));
    expect(readable).not.toContain(root);
    await rm(path.join(root, ".venv"), { recursive: true });
    expect((await probe(root, { environment: { VIRTUAL_ENV: other } })).path).toBe(
      path.join(other, "bin/python3"),
    );
  });

  test("in the virtual environment nearest to the file", async () => {
    const root = await newRoot();
    await makeEnvironment(path.join(root, "services/api/venv"));
    const file = "services/api/src/a.py";
    expect((await probe(root, { file })).path).toBe(path.join(root, "services/api/venv/bin/python3"));
    expect((await probe(root)).path).not.toContain(root);
  });

  test("where the user says", async () => {
    const root = await newRoot();
    await Promise.all([makeEnvironment(path.join(root, ".venv")), makeEnvironment(path.join(root, "mine"))]);
    const mine = path.join(root, "mine/bin/python3");
    expect((await probe(root, { named: "mine" })).path).toBe(mine);
    expect((await probe(root, { named: "mine/bin/python3" })).path).toBe(mine);
    expect((await probe(root, { named: "python3" })).path).not.toContain(root);
  });
});

describe("what does not work is said in one sentence", () => {
  test("a virtual environment whose Python is gone", async () => {
    const root = await newRoot();
    await mkdir(path.join(root, ".venv/bin"), { recursive: true });
    await writeFile(path.join(root, ".venv/pyvenv.cfg"), "home = /nowhere\n");
    expect(await refusal(root)).toBe(
      "runtime-missing: There is no working Python in the virtual environment .venv: create it anew, or name another Python with --python or the setting evolvent.pythonPath.",
    );
  });

  test("no Python at all", async () => {
    const root = await newRoot();
    vi.stubEnv("PATH", root);
    expect(await refusal(root)).toMatch(
      /^runtime-missing: Python cannot be started as python3 \(.*ENOENT.*\): install Python 3\.8 or newer/,
    );
    vi.unstubAllEnvs();
  });

  test("a path that leads nowhere", async () => {
    const root = await newRoot();
    expect(await refusal(root, { named: "/nowhere/python" })).toBe(
      "runtime-missing: There is no Python at /nowhere/python: correct the path to it.",
    );
  });

  test.each([
    ["another program", "hello", /does not work as Python: create or install it anew/],
    [
      "a Python that is too old",
      answer([3, 7, 9]),
      /is Python 3\.7\.9, but functions are measured with CPython 3\.8 or newer/,
    ],
    [
      "a Python of another make",
      answer([3, 10, 1], "PyPy"),
      /is PyPy 3\.10\.1, but functions are measured with CPython/,
    ],
  ])("%s", async (_, said, phrase) => {
    const root = await newRoot();
    expect(await refusal(root, { named: await fake(root, said) })).toMatch(phrase);
  });
});
