import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { TimingTurns } from "../../../src/adapters/evaluator/timingTurns.ts";

// Real processes on a machine that may be busy.
vi.setConfig({ testTimeout: 30_000 });

const never = new AbortController().signal;
let folder: string;

beforeEach(async () => {
  folder = path.join(await mkdtemp(path.join(tmpdir(), "evolvent-turns-")), "timing");
});
afterEach(() => rm(path.dirname(folder), { recursive: true, force: true }));

/** A program that takes a turn for so long; `mine` tells when it has it. */
function competitor(ms: number) {
  const program = path.join(import.meta.dirname, "programs/takeTurn.ts");
  const child = execa(process.execPath, [program, folder, String(ms)], { reject: false });
  const mine = once(createInterface({ input: child.stdout }), "line");
  return { child, mine };
}

function turns(note = "this run", onWait: (holder: string) => void = () => undefined): TimingTurns {
  return new TimingTurns({ folder, note, onWait });
}

test("never two at once, and each gets a turn in the order in which they came", async () => {
  const order: string[] = [];
  let timing = 0;
  let most = 0;
  const time = (name: string) =>
    turns(name).run(never, async () => {
      timing += 1;
      most = Math.max(most, timing);
      order.push(name);
      await sleep(60);
      timing -= 1;
    });
  const one = time("one");
  await sleep(20);
  const two = time("two");
  await sleep(20);
  const three = time("three");
  // Who comes back at once goes to the end of the queue.
  const again = one.then(() => time("one again"));
  await Promise.all([two, three, again]);
  expect(most).toBe(1);
  expect(order).toEqual(["one", "two", "three", "one again"]);
  expect(await readdir(folder)).toEqual([]);
});

test("another program on the machine is waited for, and the user is told who it is", async () => {
  const { child, mine } = competitor(3000);
  await mine;
  const waited: string[] = [];
  await turns("this run", (holder) => waited.push(holder)).run(never, async () => {
    await child;
  });
  expect(waited).toEqual(["another program"]);
});

test("the turn of a program that was killed is free", async () => {
  const other = competitor(60_000);
  await other.mine;
  const third = competitor(60_000);
  while ((await readdir(folder)).every((name) => !name.endsWith(".ticket"))) await sleep(20);
  other.child.kill("SIGKILL");
  third.child.kill("SIGKILL");
  await Promise.all([other.child, third.child]);
  expect(await turns().run(never, async () => "mine")).toBe("mine");
});

test("waiting can be cancelled, and leaves no place in the queue", async () => {
  const controller = new AbortController();
  const reason = new Error("stop");
  await turns().run(never, async () => {
    const waiting = turns().run(controller.signal, async () => undefined);
    setTimeout(() => controller.abort(reason), 100);
    await expect(waiting).rejects.toBe(reason);
    expect((await readdir(folder)).filter((name) => name.endsWith(".ticket"))).toEqual([]);
  });
});

test("a turn is given back when timing fails", async () => {
  const failing = turns().run(never, async () => {
    throw new Error("broken");
  });
  await expect(failing).rejects.toThrow("broken");
  expect(await turns().run(never, async () => "mine")).toBe("mine");
});
