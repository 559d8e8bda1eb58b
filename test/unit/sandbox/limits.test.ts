import { statfsSync } from "node:fs";
import { mkdtemp, readdir, realpath, rm, stat } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { cleanEnvironment } from "../../../src/adapters/process/environment.ts";
import type { ResourceLimits } from "../../../src/adapters/process/limits.ts";
import { type Command, type ProcessResult, ProcessRunner } from "../../../src/adapters/process/runProcess.ts";
import type { Cell } from "../../../src/adapters/sandbox/sandbox.ts";
import { unsandboxed } from "../../../src/adapters/sandbox/unsandboxed.ts";
import { hasSandbox, openCell } from "../../support/sandbox.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
const enough: ResourceLimits = { cpuMs: 20_000, memoryBytes: 2 ** 29, processes: 128, fileBytes: 2 ** 22 };

let folder = "";
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-limits-")));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const record = {
  kind: "none",
  version: null,
  network: "open",
  writes: "anything",
  home: "readable",
  limits: [],
} as const;
const cells: readonly { readonly where: string; readonly open: () => Promise<Cell> }[] = [
  ...(hasSandbox ? [{ where: "in a sandbox", open: () => openCell(folder) }] : []),
  {
    where: "without a sandbox",
    open: async () => ({ processes: new ProcessRunner(), sandbox: unsandboxed(record, {}) }),
  },
];

/** What is written to a folder in memory is memory. */
const onDisk = statfsSync(os.tmpdir()).type !== 0x01021994;

const realBombs = [
  { how: "a shell", line: "f() { f & f; }; f" },
  { how: "Python", python: "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass" },
];

describe.runIf(process.platform === "linux").each(cells)("a process $where", ({ where, open }) => {
  // Only a sandbox can end a real one for sure.
  const bombs = where === "in a sandbox" ? realBombs : [];
  const run = async (program: Program, limits: Partial<ResourceLimits> = {}): Promise<ProcessResult> => {
    const { processes, sandbox } = await open();
    const request = {
      command: commandOf(program),
      cwd: folder,
      env: cleanEnvironment(folder),
      timeoutMs: 25_000,
      output: { limit: 2 ** 20, kept: 2 ** 16 },
    };
    const confinement = { writable: [folder], readable: [], limits: { ...enough, ...limits } };
    return processes.run(sandbox.confine(request, confinement), never);
  };
  const quiet = async (): Promise<void> => {
    expect(await processesIn(folder)).toEqual([]);
  };

  test.each([
    { language: "JavaScript", node: "for (;;) {}" },
    { language: "Python", python: "while True: pass" },
  ])("that loops for ever is ended at its CPU time ($language)", async (program) => {
    expect(await run(program, { cpuMs: 1000 })).toMatchObject({ kind: "out-of-cpu" });
    await quiet();
  });

  test("that spreads its work over processes is ended at their CPU time together", async () => {
    const line = "for i in 1 2 3 4; do sh -c 'while :; do :; done' & done; wait";
    expect(await run({ line }, { cpuMs: 2000 })).toMatchObject({ kind: "out-of-cpu" });
    await quiet();
  });

  test("that ignores the first warning is ended all the same", async () => {
    const python = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass";
    expect(await run({ python }, { cpuMs: 1000 })).toMatchObject({ kind: "out-of-cpu" });
  });

  test.each([
    { what: "buffers", node: "const all = []; for (;;) all.push(Buffer.alloc(2 ** 20, 1));" },
    { what: "objects", node: "const all = []; for (;;) all.push(new Array(1e5).fill({}));" },
    { what: "Python objects", python: "all = []\nwhile True: all.append(bytearray(2 ** 20))" },
  ])("that takes more and more memory is ended ($what)", async (program) => {
    expect(await run(program, { memoryBytes: 2 ** 28 })).toMatchObject({ kind: "out-of-memory" });
    await quiet();
  });

  test("that spreads its memory over processes is ended", async () => {
    const python =
      "import os, time\nfor i in range(8):\n  if os.fork() == 0:\n    all = bytearray(2 ** 26)\n    time.sleep(100)\ntime.sleep(100)";
    expect(await run({ python }, { memoryBytes: 2 ** 28 })).toMatchObject({ kind: "out-of-memory" });
    await quiet();
  });

  test("is not charged for memory that its forks share", async () => {
    const python =
      "import os, time\nall = bytearray(2 ** 27)\nfor i in range(8):\n  if os.fork() == 0:\n    time.sleep(1)\n    os._exit(0)\n[os.wait() for i in range(8)]";
    expect(await run({ python }, { memoryBytes: 2 ** 28 })).toMatchObject({ kind: "exited", code: 0 });
  });

  test("tells how much memory it used at most", async () => {
    const node = "globalThis.all = Buffer.alloc(2 ** 27, 1); setTimeout(() => {}, 300)";
    const { peakBytes } = await run({ node });
    expect(peakBytes).toBeGreaterThan(2 ** 27);
    expect(peakBytes).toBeLessThan(2 ** 28);
  });

  test.each([
    ...bombs,
    {
      how: "many children",
      node: 'for (let i = 0; i < 400; i++) require("child_process").spawn("sleep", ["100"]); for (;;) {}',
    },
    {
      how: "sessions of their own",
      python: "import os, time\nfor i in range(9):\n  if os.fork() == 0: os.setsid()\ntime.sleep(100)",
    },
  ])("that forks without end is ended, and nothing of it is left ($how)", async (program) => {
    const result = await run(program, { processes: 64 });
    // Where the system itself counts, the program may fail before it is noticed.
    expect(["too-many-processes", "exited", "signalled"]).toContain(result.kind);
    if (result.kind === "exited") expect(result.code).not.toBe(0);
    await quiet();
  });

  test("that starts threads without end is ended", async () => {
    const python =
      "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(100,)).start()";
    expect(["too-many-processes", "exited"]).toContain((await run({ python }, { processes: 64 })).kind);
    await quiet();
  });

  test("that prints without end is ended", async () => {
    expect(await run({ node: 'for (;;) require("fs").writeSync(1, "x".repeat(1e5))' })).toMatchObject({
      kind: "output-flood",
    });
    expect(await run({ line: "yes" })).toMatchObject({ kind: "output-flood" });
    await quiet();
  });

  test("cannot write a huge file", async () => {
    const node =
      'const f = require("fs").openSync("big", "w"); for (;;) require("fs").writeSync(f, Buffer.alloc(1e6))';
    const result = await run({ node });
    expect(["file-too-large", "exited"]).toContain(result.kind);
    expect(result).not.toMatchObject({ code: 0 });
    expect((await stat(path.join(folder, "big"))).size).toBeLessThanOrEqual(enough.fileBytes);
    expect(await run({ line: "head -c 9000000 /dev/zero > big" })).toMatchObject({ kind: "file-too-large" });
    const python = "open('hole', 'w').truncate(2 ** 40)";
    expect((await run({ python })).output).toMatch(/File too large/);
  });

  test.runIf(onDisk)("cannot fill the disk with many files, by many processes", async () => {
    const python =
      "import os\nfor i in range(1000):\n  if os.fork() == 0:\n    open('f%d' % i, 'wb').write(bytes(4000000))\n    os._exit(0)\n  os.wait()";
    expect(await run({ python })).toMatchObject({ kind: "too-much-written" });
    await quiet();
  });

  test.runIf(where === "in a sandbox" || process.getuid?.() !== 0)("cannot unset its limits", async () => {
    const python =
      "import resource as r\nfor limit in [r.RLIMIT_CPU, r.RLIMIT_FSIZE]:\n  hard = r.getrlimit(limit)[1]\n  try:\n    r.setrlimit(limit, (hard, hard + 1))\n    print('raised')\n  except (ValueError, OSError) as e: print('refused')";
    expect((await run({ python })).output).toBe("refused\nrefused\n");
    const result = await run({ line: "ulimit -t unlimited; while :; do :; done" }, { cpuMs: 1000 });
    expect(result).toMatchObject({ kind: "out-of-cpu" });
  });

  test("that does nothing of that ends as it likes", async () => {
    expect(await run({ line: "exit 7" })).toMatchObject({ kind: "exited", code: 7 });
    expect(
      await run({ node: "process.kill(process.pid, 'SIGTERM'); setTimeout(() => {}, 1e5)" }),
    ).toMatchObject({
      kind: "signalled",
      signal: "SIGTERM",
    });
  });
});

type Program = { readonly node: string } | { readonly python: string } | { readonly line: string };

function commandOf(program: Program): Command {
  if ("line" in program) return { kind: "shell", line: program.line };
  return "node" in program
    ? { kind: "program", file: process.execPath, args: ["-e", program.node] }
    : { kind: "program", file: "python3", args: ["-c", program.python] };
}

/** Processes whose working folder is the given one. */
async function processesIn(place: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const cwds = await Promise.all(pids.map((pid) => realpath(`/proc/${pid}/cwd`).catch(() => "")));
  return pids.filter((_, index) => cwds[index] === place);
}
