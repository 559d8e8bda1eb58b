import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { TreeClock } from "../../../src/adapters/process/cpuTime.ts";
import { TreeWatch } from "../../../src/adapters/process/treeWatch.ts";

const limits = { processes: 100, memoryBytes: 2 ** 30, cpuMs: 60_000, fileBytes: 2 ** 20 };

test.runIf(process.platform === "linux")(
  "a process that has ended and that nobody waits for has an unknown memory, not none",
  async () => {
    // After `exec`, the shell's child has a parent that never asks how it ended.
    const parent = execFile("sh", ["-c", "true & exec sleep 60"]);
    const pid = parent.pid ?? 0;
    const ended = async (): Promise<number> => {
      const [child] = (await readFile(`/proc/${pid}/task/${pid}/children`, "utf8")).trim().split(" ");
      return /\nState:\tZ/.test(await readFile(`/proc/${child}/status`, "utf8")) ? Number(child) : 0;
    };
    try {
      await expect.poll(() => ended().catch(() => 0)).toBeGreaterThan(0);
      const zombie = await ended();
      const watch = new TreeWatch(zombie, limits, () => undefined);
      await sleep(300);
      watch.stop();
      expect(watch.peakBytes).toBeNull();
      expect(new TreeClock(zombie).read()?.peakBytes ?? null).toBeNull();
    } finally {
      parent.kill("SIGKILL");
    }
  },
);
