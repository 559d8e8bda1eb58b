import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { Timed } from "../../../../src/adapters/benchmarks/functionReports.ts";
import type { Learned } from "../../../../src/adapters/benchmarks/learned.ts";
import { type LaidOut, never, openPythonLab, type PythonLab, type Setup } from "./support.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 120_000 });

let lab: PythonLab;

beforeAll(async () => {
  lab = await openPythonLab();
});
afterAll(() => lab.dispose());

const lists =
  "def inputs(random, size):\n    for _ in range(4):\n        yield ([random.randrange(size) for _ in range(size)],)\n";
const slow =
  "def f(items):\n    found = []\n    for item in items:\n        if item not in found:\n            found.append(item)\n    return found\n";
const fast = "def f(items):\n    return list(dict.fromkeys(items))\n";

async function learn(
  setup: Setup,
  mutates = false,
): Promise<{ readonly learned: Learned; readonly timed: Timed; readonly laid: LaidOut }> {
  const laid = await lab.layOut(setup);
  const lesson = await laid.calls.learn(laid.run, { seed: 3, mutates, effort: 1 }, never);
  if (lesson.kind !== "learned") throw new Error(JSON.stringify(lesson).slice(0, 400));
  return { ...lesson, laid };
}

async function gain(setup: Setup, source: string, mutates = false): Promise<number> {
  const { learned, timed } = await learn(setup, mutates);
  const { run, calls } = await lab.layOut({ ...setup, source });
  const other = await calls.time(run, { seed: 3, paddingBytes: 10, learned }, never);
  if (other.kind === "fault") throw new Error(other.fault.message);
  expect(other.answers.slice(0, 3)).toEqual(timed.answers.slice(0, 3));
  return (timed.sample.cpuNs ?? timed.sample.wallNs) / (other.sample.cpuNs ?? other.sample.wallNs);
}

describe("a function is timed by the parent's clock", () => {
  test("identical code is about as fast as itself, and answers alike on the same seed", async () => {
    const ratio = await gain({ source: slow, inputs: lists, size: 200 }, slow);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  test("faster code is faster", async () => {
    expect(await gain({ source: slow, inputs: lists, size: 400 }, fast)).toBeGreaterThan(3);
  });

  test("functions that change their arguments get new ones for every call", async () => {
    const sort =
      "def f(items):\n    for i in range(len(items)):\n        for j in range(i):\n            if items[j] > items[i]:\n                items[i], items[j] = items[j], items[i]\n";
    expect(
      await gain({ source: sort, inputs: lists, size: 100 }, "def f(items):\n    items.sort()\n", true),
    ).toBeGreaterThan(3);
  });

  test.each([
    [
      "asynchronous functions",
      "import asyncio\nasync def f(items):\n    await asyncio.sleep(0)\n    return [i for i in items if items.count(i) == 1]\n",
    ],
    [
      "generators",
      "def f(items):\n    for item in items:\n        if items.count(item) == 1:\n            yield item\n",
    ],
    ["functions that raise", "def f(items):\n    raise ValueError(sum(items.count(i) for i in items))\n"],
  ])("%s are timed to the end", async (_, source) => {
    const { timed } = await learn({ source, inputs: lists, size: 100 });
    expect(timed.rounds.length).toBeGreaterThanOrEqual(3);
    // A hundred scans of a hundred items take longer than this anywhere.
    expect(timed.sample.wallNs).toBeGreaterThan(10_000);
  });

  test("a function that takes no time is timed on inputs that are used again, or refused", async () => {
    const { timed } = await learn({
      source: "def f(a): return a\n",
      inputs: "def inputs(random, size): return [(1,)]\n",
    });
    expect(timed.sample.wallNs).toBeLessThan(10_000);
  });

  test("other inputs are made for another seed", async () => {
    const { learned, timed, laid } = await learn({ source: slow, inputs: lists, size: 50 });
    const other = await laid.calls.time(laid.run, { seed: 4, paddingBytes: 0, learned }, never);
    expect(other.kind === "timed" && other.answers[0] !== timed.answers[0]).toBe(true);
  });
});

describe("the size of inputs is found", () => {
  test("at which a pass takes some milliseconds", async () => {
    const { run, calls } = await lab.layOut({ source: slow, inputs: lists, size: 0 });
    const size = await calls.calibrate(run, never);
    expect(size).toBeGreaterThanOrEqual(256);
    expect(size).toBeLessThanOrEqual(8192);
  });

  test("although the size changes nothing", async () => {
    const { run, calls } = await lab.layOut({
      source: "def f(a): return a",
      inputs: "def inputs(random, size): return [(1,)]",
      size: 0,
    });
    expect(await calls.calibrate(run, never)).toBeGreaterThanOrEqual(64);
  });
});
