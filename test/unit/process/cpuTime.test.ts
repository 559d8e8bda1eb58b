import { describe, expect, test } from "vitest";
import { TreeClock, type TreeUsage } from "../../../src/adapters/process/cpuTime.ts";
import { ProcessRunner } from "../../../src/adapters/process/runProcess.ts";

interface Spent {
  readonly cpuMs: number;
  readonly hiddenMs: number;
}

/** What a Node.js process uses while it does each of these; it waits for us before and after each. */
async function spent(...steps: readonly string[]): Promise<readonly Spent[]> {
  const code = `
    const fs = require("fs"), answer = Buffer.alloc(10);
    const tell = () => { fs.writeSync(3, "here\\n"); fs.readSync(4, answer); };
    const burn = (ms) => { const from = process.cpuUsage(); for (let used = 0; used < ms * 1000; ) { const { user, system } = process.cpuUsage(from); used = user + system; } };
    (async () => { tell(); ${steps.map((step) => `${step}; tell();`).join(" ")} process.exit(0); })();`;
  const laps: Spent[] = [];
  let last: TreeUsage | null = null;
  let clock: TreeClock | null = null;
  const hear = (_: string, pid: number): string => {
    clock ??= new TreeClock(pid);
    const usage = clock.read();
    if (usage === null) throw new Error("nothing is known of the process");
    if (last !== null) {
      const cpuMs = (usage.cpuNs - last.cpuNs) / 1e6;
      laps.push({ cpuMs, hiddenMs: (usage.hiddenNs - last.hiddenNs) / 1e6 });
    }
    last = usage;
    return "on";
  };
  await new ProcessRunner().run(
    {
      command: { kind: "program", file: process.execPath, args: ["-e", code] },
      cwd: process.cwd(),
      env: {},
      timeoutMs: 30_000,
      output: { limit: 1e6, kept: 1e4 },
      channel: { limit: 1e6, hear },
    },
    new AbortController().signal,
  );
  return laps;
}

// Linux alone tells the time of other processes so finely.
describe.runIf(process.platform === "linux")("the CPU time of a process that waits for us", () => {
  test("is that of its main thread", async () => {
    const [none, some, more] = await spent("", "burn(2)", "burn(60)");
    expect(none?.cpuMs).toBeLessThan(2);
    expect(some?.cpuMs).toBeGreaterThan(1.5);
    expect(some?.cpuMs).toBeLessThan(10);
    expect(more?.cpuMs).toBeGreaterThan(55);
    expect(more?.cpuMs).toBeLessThan(120);
  });

  test("does not grow while it sleeps", async () => {
    const [asleep] = await spent("await new Promise((done) => setTimeout(done, 100))");
    expect(asleep?.cpuMs).toBeLessThan(20);
  });

  /** A thread, or a process, at work until it has used so much CPU time, however busy the machine is. */
  const threadBurning = (ms: number, then: string): string =>
    `new (require("worker_threads").Worker)(${JSON.stringify(`${burning(ms, "threadCpuUsage")} ${then}`)}, { eval: true })`;
  const childBurning = (ms: number, then: string): string =>
    `process.execPath, ["-e", ${JSON.stringify(`${burning(ms, "cpuUsage")} ${then}`)}]`;
  const burning = (ms: number, clock: "cpuUsage" | "threadCpuUsage"): string =>
    `for (let used = 0; used < ${ms * 1000}; ) { const { user, system } = process.${clock}(); used = user + system; }`;
  const tellAndStay =
    'require("worker_threads").parentPort?.postMessage(0); console.log("done"); setInterval(() => {}, 1000);';

  test("holds that of its other threads and of its children", async () => {
    const [thread, process] = await spent(
      `await new Promise((done) => ${threadBurning(150, tellAndStay)}.on("message", done))`,
      `await new Promise((done) => require("child_process").spawn(${childBurning(150, tellAndStay)}).stdout.on("data", done))`,
    );
    for (const used of [thread, process]) {
      expect(used?.cpuMs).toBeGreaterThan(100);
      expect(used?.hiddenMs).toBeLessThan(20);
    }
  });

  test("of threads and children that came and went is told apart", async () => {
    const [thread, process, nothing] = await spent(
      `await new Promise((done) => ${threadBurning(150, "")}.on("exit", done))`,
      `require("child_process").spawnSync(${childBurning(150, "")})`,
      "burn(30)",
    );
    for (const used of [thread, process]) {
      expect(used?.hiddenMs).toBeGreaterThan(100);
      expect(used?.cpuMs).toBeLessThan(100);
    }
    expect(nothing?.hiddenMs).toBeLessThan(20);
    expect(nothing?.cpuMs).toBeGreaterThan(25);
  });

  test("does not shrink when a thread ends that was seen at work", async () => {
    const laps = await spent(
      `const busy = ${threadBurning(150, tellAndStay)}; await new Promise((done) => busy.on("message", done))`,
      "await busy.terminate()",
      "burn(2)",
    );
    expect(laps[0]?.cpuMs).toBeGreaterThan(100);
    for (const { cpuMs } of laps) expect(cpuMs).toBeGreaterThan(0);
    expect(laps[2]?.cpuMs).toBeLessThan(10);
  });

  test("comes with the memory that was resident at most", () => {
    expect(new TreeClock(process.pid).read()?.peakBytes).toBeGreaterThan(1e7);
  });

  test("of a process that is not there is not known", () => {
    expect(new TreeClock(2 ** 30).read()).toBeNull();
  });
});
