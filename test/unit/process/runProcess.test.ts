import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cleanEnvironment } from "../../../src/adapters/process/environment.ts";
import { type ProcessRequest, ProcessRunner } from "../../../src/adapters/process/runProcess.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-process-"));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const never = new AbortController().signal;

function program(code: string, changes: Partial<ProcessRequest> = {}): ProcessRequest {
  return {
    command: { kind: "program", file: process.execPath, args: ["-e", code] },
    cwd: folder,
    env: cleanEnvironment(folder),
    timeoutMs: 20_000,
    output: { limit: 1 << 20, kept: 1 << 16 },
    ...changes,
  };
}

const shell = (line: string, changes: Partial<ProcessRequest> = {}): ProcessRequest =>
  program("", { command: { kind: "shell", line }, ...changes });

/** Waits until a file holds a process id. */
async function pidIn(file: string): Promise<number> {
  for (;;) {
    const text = await readFile(path.join(folder, file), "utf8").catch(() => "");
    if (/^\d+\n/.test(text)) return Number(text);
    await sleep(10);
  }
}

async function runs(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ") X");
  return !/\) [ZX]/.test(stat);
}

const isLinux = process.platform === "linux";

test("a process that ends by itself tells its code and what it printed", async () => {
  const result = await new ProcessRunner().run(
    program('console.log("out"); console.error("err"); process.exitCode = 3'),
    never,
  );
  expect(result).toMatchObject({ kind: "exited", code: 3 });
  expect(result.output).toContain("out\n");
  expect(result.output).toContain("err\n");
  expect(result.printed).toBe("out\n");
});

test("the user's command goes through the shell, a program's arguments do not", async () => {
  const runner = new ProcessRunner();
  expect(await runner.run(shell("echo $((1 + 2)) && exit 4"), never)).toMatchObject({
    kind: "exited",
    code: 4,
    output: "3\n",
  });
  const args = ["-p", "process.argv[1]", "$(echo hacked) ; true"];
  const plain = await runner.run(
    program("", { command: { kind: "program", file: process.execPath, args } }),
    never,
  );
  expect(plain.output).toBe("$(echo hacked) ; true\n");
});

test("input is handed over, and each line of the child is answered, apart from the output", async () => {
  const code = `
    const fs = require("fs"), answer = Buffer.alloc(100), hear = () => answer.toString("utf8", 0, fs.readSync(4, answer));
    fs.writeSync(3, fs.readFileSync(0, "utf8").toUpperCase() + "\\nsecond, ");
    const first = hear();
    fs.writeSync(3, "in two parts \u2026\\nnot answered\\n");
    console.log(first + hear());`;
  const heard: string[] = [];
  const pids = new Set<number>();
  const hear = (line: string, pid: number): string | null => {
    heard.push(line);
    pids.add(pid);
    return line.startsWith("not") ? null : `<${heard.length}>`;
  };
  const result = await new ProcessRunner().run(
    program(code, { input: "hello", channel: { limit: 100, hear } }),
    never,
  );
  expect(heard).toEqual(["HELLO", "second, in two parts \u2026", "not answered"]);
  expect(result).toMatchObject({ kind: "exited", code: 0, output: "<1>\n<2>\n\n" });
  expect(pids.size).toBe(1);
});

test("a child that ends without hearing its answer is no failure", async () => {
  const code = 'require("fs").writeSync(3, "bye\\n"); process.exit(0)';
  const channel = { limit: 100, hear: () => "x".repeat(1e6) };
  expect(await new ProcessRunner().run(program(code, { channel }), never)).toMatchObject({ kind: "exited" });
});

test("a child that says too much is killed", async () => {
  const code = 'for (;;) require("fs").writeSync(3, "more\\n")';
  const channel = { limit: 1e5, hear: () => null };
  expect(await new ProcessRunner().run(program(code, { channel }), never)).toMatchObject({
    kind: "output-flood",
  });
});

test("a child that never reads its input is no failure", async () => {
  const result = await new ProcessRunner().run(program("", { input: "x".repeat(1 << 22) }), never);
  expect(result).toMatchObject({ kind: "exited", code: 0 });
});

test("a long line arrives whole", async () => {
  const code =
    'const all = Buffer.alloc(3e6, "y"); all[all.length - 1] = 10; for (let at = 0; at < all.length; ) at += require("fs").writeSync(3, all, at); process.exit(0)';
  const heard: number[] = [];
  const hear = (line: string): null => {
    heard.push(line.length);
    return null;
  };
  const result = await new ProcessRunner().run(program(code, { channel: { limit: 4e6, hear } }), never);
  expect(result).toMatchObject({ kind: "exited", code: 0 });
  expect(heard).toEqual([3e6 - 1]);
});

test("a program that does not exist is told apart from one that fails", async () => {
  const request = program("", { command: { kind: "program", file: path.join(folder, "nothing"), args: [] } });
  expect(await new ProcessRunner().run(request, never)).toMatchObject({ kind: "not-started" });
});

test("a child that is killed tells the signal", async () => {
  const result = await new ProcessRunner().run(
    program('process.kill(process.pid, "SIGTERM"); setInterval(() => {}, 1e6)'),
    never,
  );
  expect(result).toMatchObject({ kind: "signalled", signal: "SIGTERM" });
});

test("a timeout kills the child and its grandchildren", async () => {
  const running = new ProcessRunner().run(
    shell("sleep 1000 & echo $! > pid; wait", { timeoutMs: 700 }),
    never,
  );
  const grandchild = await pidIn("pid");
  expect(await running).toMatchObject({ kind: "timed-out" });
  expect(await runs(grandchild)).toBe(false);
});

test.runIf(isLinux)(
  "a timeout kills a grandchild in a session of its own, even one whose parent is gone",
  async () => {
    const line = "(setsid sh -c 'echo $$ > pid; sleep 1000' &) ; sleep 1000";
    const running = new ProcessRunner().run(shell(line, { timeoutMs: 700 }), never);
    const daemon = await pidIn("pid");
    expect(await running).toMatchObject({ kind: "timed-out" });
    expect(await runs(daemon)).toBe(false);
  },
);

test.runIf(isLinux)(
  "a child that wiped its environment and left the group dies with its parent",
  async () => {
    const line = "setsid env -i sh -c 'echo $$ > pid; exec sleep 1000'";
    const running = new ProcessRunner().run(shell(line, { timeoutMs: 700 }), never);
    const hidden = await pidIn("pid");
    await running;
    expect(await runs(hidden)).toBe(false);
  },
);

test.runIf(isLinux)("a daemon left behind by a child that ended well is killed too", async () => {
  const line =
    "(setsid sh -c 'echo $$ > pid; sleep 1000' > /dev/null 2>&1 &) ; while [ ! -s pid ]; do sleep 0.01; done";
  const result = await new ProcessRunner().run(shell(line), never);
  expect(result).toMatchObject({ kind: "exited", code: 0 });
  expect(await runs(await pidIn("pid"))).toBe(false);
});

test("a child that floods its output is killed, and only the end of it is kept", async () => {
  const result = await new ProcessRunner().run(
    shell("yes evolve", { output: { limit: 100_000, kept: 1000 } }),
    never,
  );
  expect(result.kind).toBe("output-flood");
  expect(result.output.length).toBe(1000);
});

test("the last lines are kept when there are more", async () => {
  const code = 'for (let line = 0; line < 9999; line++) console.log("line " + line)';
  const result = await new ProcessRunner().run(
    program(code, { output: { limit: 1 << 20, kept: 50 } }),
    never,
  );
  expect(result.kind).toBe("exited");
  expect(result.output.endsWith("line 9998\n")).toBe(true);
  expect(result.output.length).toBe(50);
});

test("cancelling kills the tree and rejects with the reason", async () => {
  const controller = new AbortController();
  const running = new ProcessRunner().run(shell("sleep 1000 & echo $! > pid; wait"), controller.signal);
  const grandchild = await pidIn("pid");
  const reason = new Error("enough");
  controller.abort(reason);
  await expect(running).rejects.toBe(reason);
  expect(await runs(grandchild)).toBe(false);
});

test("a run that is cancelled beforehand starts nothing", async () => {
  const reason = new Error("never mind");
  await expect(new ProcessRunner().run(shell("touch started"), AbortSignal.abort(reason))).rejects.toBe(
    reason,
  );
  await expect(readFile(path.join(folder, "started"))).rejects.toThrow("ENOENT");
});

test("the environment holds no secret and not the real home", async () => {
  vi.stubEnv("OPENAI_API_KEY", "sk-secret");
  vi.stubEnv("NODE_OPTIONS", "--no-deprecation");
  vi.stubEnv("LC_ALL", "C");
  const env = cleanEnvironment(folder, { GIVEN: "yes" });
  const result = await new ProcessRunner().run(
    program("console.log(JSON.stringify(process.env))", { env }),
    never,
  );
  const { PATH } = process.env;
  const seen: unknown = JSON.parse(result.output);
  expect(seen).toMatchObject({ HOME: folder, GIVEN: "yes", LC_ALL: "C", PATH });
  expect(result.output).not.toContain("sk-secret");
  expect(result.output).not.toContain("NODE_OPTIONS");
});

test("time with several children at once is counted once", async () => {
  const runner = new ProcessRunner();
  const before = performance.now();
  await Promise.all([1, 2, 3].map(() => runner.run(program("setTimeout(() => {}, 100)"), never)));
  const wall = performance.now() - before;
  expect(runner.busyMs()).toBeGreaterThan(100);
  expect(runner.busyMs()).toBeLessThanOrEqual(wall);
  const settled = runner.busyMs();
  await sleep(20);
  expect(runner.busyMs()).toBe(settled);
});
