import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { BatchProcess, lineAnswer } from "../../../src/adapters/git/batchProcess.ts";

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

/** A process that answers each line with itself; `die` kills it the first time, `fail` always ends it. */
async function echo(): Promise<{ batch: BatchProcess; starts: () => Promise<number> }> {
  const folder = await mkdtemp(join(tmpdir(), "evolvent-batch-"));
  cleanups.push(() => rm(folder, { recursive: true }));
  const script = `
    const fs = require("node:fs");
    const count = fs.readdirSync(${JSON.stringify(folder)}).length;
    fs.writeFileSync(${JSON.stringify(folder)} + "/start" + count, "");
    require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
      if (line === "die" && count === 0) process.kill(process.pid, "SIGKILL");
      else if (line === "fail") { console.error("fatal: no"); process.exit(128); }
      else console.log(line);
    });`;
  const batch = new BatchProcess(process.execPath, ["-e", script], { cwd: folder, env: {} });
  cleanups.push(() => batch.close());
  return { batch, starts: async () => (await readdir(folder)).length };
}

const ask = (batch: BatchProcess, line: string) => batch.ask(async () => `${line}\n`, lineAnswer);

test("requests made at once are answered in order by one process", async () => {
  const { batch, starts } = await echo();
  expect(await Promise.all(["a", "b", "c"].map((line) => ask(batch, line)))).toEqual(["a", "b", "c"]);
  expect(await starts()).toBe(1);
});

test("a request whose process is killed is asked again of a fresh one", async () => {
  const { batch, starts } = await echo();
  expect(await Promise.all([ask(batch, "die"), ask(batch, "next")])).toEqual(["die", "next"]);
  expect(await starts()).toBe(2);
});

test("a process that refuses fails its request with its complaint, and only that", async () => {
  const { batch } = await echo();
  const refused = ask(batch, "fail");
  const next = ask(batch, "next");
  await expect(refused).rejects.toThrow("fatal: no");
  expect(await next).toBe("next");
});

test("a program that does not exist fails every request", async () => {
  const batch = new BatchProcess("/nowhere/git", [], { cwd: tmpdir(), env: {} });
  await expect(ask(batch, "a")).rejects.toThrow("ENOENT");
  await expect(ask(batch, "b")).rejects.toThrow("ENOENT");
  await batch.close();
});
