import { execFile } from "node:child_process";
import {
  access,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  realpath,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { createServer, type Server } from "node:net";
import os from "node:os";
import path from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { cleanEnvironment } from "../../../src/adapters/process/environment.ts";
import type { ProcessResult } from "../../../src/adapters/process/runProcess.ts";
import type { Cell, Confinement } from "../../../src/adapters/sandbox/sandbox.ts";
import { hasSandbox, openCell } from "../../support/sandbox.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const never = new AbortController().signal;
const limits = { cpuMs: 20_000, memoryBytes: 2 ** 29, processes: 128, fileBytes: 2 ** 24 };

let scratch = "";
let workspace = "";
let worktree = "";
let home = "";
let cell: Cell;
let server: Server;
let port = 0;
let visits = 0;

beforeAll(async () => {
  server = createServer((socket) => {
    visits += 1;
    socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address !== null ? address.port : 0;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

beforeEach(async () => {
  visits = 0;
  scratch = await realpath(await mkdtemp(path.join(os.tmpdir(), "evolvent-escapes-")));
  workspace = path.join(scratch, "workspace");
  worktree = path.join(scratch, "worktree");
  home = path.join(scratch, "home");
  await mkdir(path.join(workspace, ".git"), { recursive: true });
  await writeFile(path.join(workspace, "private.txt"), "the user's work");
  await writeFile(path.join(workspace, ".git", "config"), "the user's token");
  await mkdir(path.join(worktree, ".git"), { recursive: true });
  await writeFile(path.join(worktree, ".git", "HEAD"), "the user's branch");
  await writeFile(path.join(worktree, "target.js"), "the target");
  await mkdir(home);
  if (hasSandbox) cell = await openCell(workspace);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(scratch, { recursive: true, force: true });
});

interface Language {
  readonly name: string;
  readonly run: (code: string, changes?: Partial<Confinement>) => Promise<ProcessResult>;
}

function languageOf(name: string, file: string, flag: string): Language {
  return {
    name,
    run: (code, changes = {}) => {
      const request = {
        command: { kind: "program", file, args: [flag, code] },
        cwd: worktree,
        env: cleanEnvironment(home),
        timeoutMs: 20_000,
        output: { limit: 2 ** 20, kept: 2 ** 16 },
      } as const;
      const confinement = { writable: [], readable: [worktree], limits, ...changes };
      return cell.processes.run(cell.sandbox.confine(request, confinement), never);
    },
  };
}

const node = languageOf("JavaScript", process.execPath, "-e");
const python = languageOf("Python", "python3", "-c");

/** One attempt in both languages, each of which prints what it got. */
function attempts(javascript: () => string, pythonic: () => string) {
  return [
    { ...node, code: javascript },
    { ...python, code: pythonic },
  ];
}

const reading = (file: () => string) =>
  attempts(
    () => `console.log(require("fs").readFileSync(${JSON.stringify(file())}, "utf8"))`,
    () => `print(open(${JSON.stringify(file())}).read())`,
  );
const writing = (file: () => string) =>
  attempts(
    () => `require("fs").writeFileSync(${JSON.stringify(file())}, "harm")`,
    () => `open(${JSON.stringify(file())}, "w").write("harm")`,
  );

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

describe.runIf(hasSandbox)("code in the sandbox", () => {
  test.each(reading(() => path.join(worktree, "target.js")))(
    "can read its worktree ($name)",
    async ({ run, code }) => {
      expect(await run(code())).toMatchObject({ kind: "exited", code: 0, output: "the target\n" });
    },
  );

  test.each(writing(() => path.join(worktree, "made.txt")))(
    "can write its worktree only where it may ($name)",
    async ({ run, code }) => {
      const refused = await run(code());
      expect(refused.output).toMatch(/EROFS|Read-only file system/);
      expect(await exists(path.join(worktree, "made.txt"))).toBe(false);
      expect(await run(code(), { writable: [worktree] })).toMatchObject({ kind: "exited", code: 0 });
      expect(await readFile(path.join(worktree, "made.txt"), "utf8")).toBe("harm");
    },
  );

  test.each(writing(() => path.join(scratch, "outside.txt")))(
    "cannot write outside of its folders ($name)",
    async ({ run, code }) => {
      await run(code(), { writable: [worktree] });
      expect((await readdir(scratch)).toSorted()).toEqual(["home", "workspace", "worktree"]);
    },
  );

  test.each(writing(() => path.join(worktree, "exit", "private.txt")))(
    "cannot write through a link out of its worktree ($name)",
    async ({ run, code }) => {
      await symlink(workspace, path.join(worktree, "exit"));
      expect((await run(code(), { writable: [worktree] })).kind).toBe("exited");
      expect(await readFile(path.join(workspace, "private.txt"), "utf8")).toBe("the user's work");
    },
  );

  test.each(reading(() => path.join(workspace, "private.txt")))(
    "cannot read the workspace ($name)",
    async ({ run, code }) => {
      const result = await run(code());
      expect(result).toMatchObject({ kind: "exited", code: 1 });
      expect(result.output).toMatch(/No such file|ENOENT/);
    },
  );

  test.each([
    ...reading(() => path.join(workspace, ".git", "config")),
    ...reading(() => path.join(worktree, ".git", "HEAD")),
  ])("cannot read a .git ($name)", async ({ run, code }) => {
    const result = await run(code());
    expect(result).toMatchObject({ kind: "exited", code: 1 });
    expect(result.output).not.toContain("the user's");
  });

  test("finds no repository by git, not even one above its worktree", async () => {
    await mkdir(path.join(scratch, ".git"));
    const result = await node.run(
      'console.log(require("child_process").spawnSync("git", ["status"], { encoding: "utf8" }).stderr)',
    );
    expect(result.output).toContain("not a git repository");
  });

  test.each(
    attempts(
      () => `console.log(require("fs").readdirSync(${JSON.stringify(os.homedir())}).join(" "))`,
      () => `import os\nprint(" ".join(os.listdir(${JSON.stringify(os.homedir())})))`,
    ),
  )("sees nothing of the home folder but toolchains ($name)", async ({ run, code }) => {
    await writeFile(path.join(home, ".netrc"), "machine example.com password x");
    const real = await readdir(os.homedir());
    const { output } = await run(code());
    const seen = output.split(/\s+/).filter((name) => real.includes(name));
    for (const secret of [
      ".ssh",
      ".aws",
      ".config",
      ".gitconfig",
      ".npmrc",
      ".netrc",
      ".bash_history",
      ".bashrc",
    ])
      expect(seen).not.toContain(secret);
  });

  test.each(
    attempts(
      () => "console.log(JSON.stringify(process.env), require('fs').readFileSync('/proc/1/environ', 'utf8'))",
      () => "import os\nprint(dict(os.environ), open('/proc/1/environ').read())",
    ),
  )("reads no secret of the environment ($name)", async ({ run, code }) => {
    vi.stubEnv("OPENAI_API_KEY", "sk-secret");
    const result = await run(code());
    expect(result).toMatchObject({ kind: "exited", code: 0 });
    expect(result.output).toContain("HOME");
    expect(result.output).not.toContain("sk-secret");
  });

  test.each(
    attempts(
      () =>
        `require("net").connect(${port}, "127.0.0.1").on("connect", () => console.log("connected")).on("error", (e) => console.log(e.code))`,
      () =>
        `import socket\ntry:\n  socket.create_connection(("127.0.0.1", ${port}), 5)\n  print("connected")\nexcept OSError as e:\n  print(e)`,
    ),
  )("cannot connect to a port of this machine ($name)", async ({ run, code }) => {
    expect((await run(code())).output).toMatch(/refused|ECONNREFUSED/i);
    expect(visits).toBe(0);
  });

  test.each(
    attempts(
      () =>
        `require("net").connect(443, "192.0.2.1").on("connect", () => console.log("connected")).on("error", (e) => console.log(e.code))`,
      () =>
        `import socket\ntry:\n  socket.create_connection(("192.0.2.1", 443), 5)\n  print("connected")\nexcept OSError as e:\n  print(e)`,
    ),
  )("cannot connect out ($name)", async ({ run, code }) => {
    expect((await run(code())).output).toMatch(/ENETUNREACH|unreachable/i);
  });

  test.each(
    attempts(
      () => 'require("dns").lookup("example.com", (e, found) => console.log(e ? e.code : found))',
      () =>
        'import socket\ntry:\n  print(socket.gethostbyname("example.com"))\nexcept OSError as e:\n  print(e)',
    ),
  )("cannot ask for names ($name)", async ({ run, code }) => {
    expect((await run(code())).output).toMatch(/EAI_AGAIN|ENOTFOUND|name resolution|not known/i);
  });

  test("has a loopback of its own, for tests that start a server", async () => {
    const code = `const s = require("net").createServer((c) => c.end("own")).listen(0, "127.0.0.1", () =>
      require("net").connect(s.address().port, "127.0.0.1").on("data", (d) => { console.log(String(d)); s.close(); }))`;
    expect(await node.run(code)).toMatchObject({ kind: "exited", code: 0, output: "own\n" });
  });

  test.each(
    attempts(
      () =>
        `for (const pid of [${process.pid}, ${process.ppid}]) try { process.kill(pid, 0); console.log("reached", require("fs").readFileSync("/proc/" + pid + "/cmdline", "utf8")) } catch (e) { console.log(e.code) }`,
      () =>
        `import os\nfor pid in [${process.pid}, ${process.ppid}]:\n  try:\n    os.kill(pid, 0)\n    print("reached", open("/proc/%d/cmdline" % pid).read())\n  except OSError as e:\n    print(e)`,
    ),
  )("neither sees nor signals processes outside ($name)", async ({ run, code }) => {
    expect((await run(code())).output).not.toContain("vitest");
    const { output } = await node.run(
      'console.log(require("fs").readdirSync("/proc").filter((name) => /^\\d+$/.test(name)).length)',
    );
    expect(Number(output)).toBeLessThan(5);
  });

  test("cannot trace another process outside, nor its own keeper", async () => {
    const code = `import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nfor pid in [1, ${process.pid}]:\n  print(libc.ptrace(16, pid, 0, 0))`;
    const { output } = await python.run(code);
    expect(output.trim().split("\n").at(-1)).toBe("-1");
  });

  test("cannot make a namespace, mount, or change settings of the kernel", async () => {
    const code = `import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)
print("namespace", libc.unshare(0x10000000 | 0x00020000))
print("mount", libc.mount(b"none", b"/tmp", b"tmpfs", 0, None))
try:
  open("/proc/sys/kernel/core_pattern", "w").write("|/bin/true")
  print("changed")
except OSError as e:
  print("settings", e.errno)`;
    const { output } = await python.run(code);
    expect(output).toMatch(/namespace -1\nmount -1\nsettings \d+\n/);
  });

  test.each(
    attempts(
      () => `require("child_process").spawn("sleep", ["1000"], { detached: true, stdio: "ignore" }).unref()`,
      () =>
        `import os, time\nif os.fork() == 0:\n  os.setsid()\n  if os.fork() == 0:\n    [os.close(fd) for fd in (0, 1, 2)]\n    time.sleep(1000)\n  os._exit(0)`,
    ),
  )("leaves no detached process behind ($name)", async ({ run, code }) => {
    const result = await run(code());
    expect(result).toMatchObject({ kind: "exited", code: 0 });
    expect(await processesWith(worktree)).toEqual([]);
  });

  test("cannot leave through a folder that this program was started with open", async () => {
    await writeFile(path.join(workspace, "secret"), "the user's secret");
    const program = path.join(import.meta.dirname, "programs/openFolders.ts");
    const { stdout } = await promisify(execFile)("bash", [
      "-c",
      'exec 77< "$1" && shift && exec "$@"',
      "bash",
      workspace,
      process.execPath,
      program,
      worktree,
    ]);
    expect(stdout).toContain("/dev/null");
    expect(stdout).toMatch(/secret: (?:Not a directory|No such file)/);
    expect(stdout).not.toContain("the user's secret");
  });

  test("finds its temporary and home folders empty and may use them", async () => {
    const code = `const fs = require("fs"), os = require("os");
      for (const folder of [os.tmpdir(), os.homedir()]) { fs.writeFileSync(folder + "/mine", "x"); console.log(folder) }`;
    const first = await node.run(code);
    expect(first).toMatchObject({ kind: "exited", code: 0, output: `/tmp\n${home}\n` });
    expect(await readdir(home)).toEqual([]);
    const second = await node.run('console.log(require("fs").existsSync("/tmp/mine"))');
    expect(second.output).toBe("false\n");
  });
});

/** Command lines of living processes whose working folder is the given one. */
async function processesWith(folder: string): Promise<readonly string[]> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const cwd = await realpath(`/proc/${pid}/cwd`).catch(() => "");
      return cwd === folder ? readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "") : "";
    }),
  );
  return found.filter((line) => line !== "");
}
