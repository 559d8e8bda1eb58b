import { expect, test } from "vitest";
import { excessPhrase } from "../../../src/adapters/process/limits.ts";
import {
  baselineLimits,
  candidateLimits,
  commandConfinement,
  evaluatorConfinement,
  harnessConfinement,
  wallLimitMs,
} from "../../../src/adapters/sandbox/policies.ts";

const limits = candidateLimits({ cpuMs: 1000, peakBytes: 2 ** 28 }, "harness");

test("a candidate may use three times the time of the baseline and four times its memory", () => {
  expect(limits).toMatchObject({ cpuMs: 5000, memoryBytes: 2 ** 30, processes: 64, fileBytes: 2 ** 26 });
  expect(wallLimitMs(limits)).toBe(10_000);
});

test("a small baseline leaves room for the runtime, an unknown one for much more", () => {
  expect(candidateLimits({ cpuMs: 0, peakBytes: 1000 }, "harness").memoryBytes).toBe(2 ** 29);
  expect(candidateLimits({ cpuMs: 0, peakBytes: null }, "harness").memoryBytes).toBe(2 ** 32);
});

test("a baseline may use the machine", () => {
  const capacity = { cores: 4, memoryBytes: 2 ** 34 };
  expect(baselineLimits(1000, capacity, "command")).toMatchObject({ cpuMs: 4000, memoryBytes: 2 ** 33 });
  expect(baselineLimits(1000, { cores: 1, memoryBytes: 2 ** 28 }, "harness").memoryBytes).toBe(2 ** 29);
});

test("a harness writes nothing, tests write their worktree, an evaluator its own folder", () => {
  const common = { worktree: "/tree", dependencies: ["/packages"], limits };
  expect(harnessConfinement(common)).toEqual({
    writable: [],
    readable: ["/tree", "/packages"],
    limits,
  });
  expect(commandConfinement({ ...common, home: "/home" })).toEqual({
    writable: ["/tree", "/home"],
    readable: ["/packages"],
    limits,
  });
  expect(evaluatorConfinement({ ...common, folder: "/own" })).toEqual({
    writable: ["/own"],
    readable: ["/tree", "/packages"],
    limits,
  });
});

test.each([
  ["out-of-cpu", "used more than 5 s of processor time"],
  ["out-of-memory", "used more than 1 GiB of memory"],
  ["too-many-processes", "started more than 64 processes and threads"],
  ["file-too-large", "wrote a file of more than 64 MiB"],
  ["too-much-written", "wrote more than 1 GiB"],
] as const)("%s is said in words", (excess, words) => {
  expect(excessPhrase(excess, limits)).toBe(words);
});
