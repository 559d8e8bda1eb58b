import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { JsonlJournal } from "../../../src/adapters/journal/jsonlJournal.ts";
import type { RunEvent } from "../../../src/engine/domain/events.ts";

const folders: string[] = [];
afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true })));
});

async function journalPath(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evolvent-journal-"));
  folders.push(folder);
  return join(folder, "journal.jsonl");
}

const warning = (message: string): RunEvent => ({ type: "warning", at: 1, message });

test("events come back as they were written, one line each", async () => {
  const path = await journalPath();
  const events = ["plain", "line\nbreak", 'späce\u2028 and "quotes"'].map(warning);
  const journal = new JsonlJournal(path);
  for (const event of events) await journal.append(event);
  expect(await new JsonlJournal(path).read()).toEqual(events);
  expect((await readFile(path, "utf8")).split("\n")).toHaveLength(4);
});

test("an event is in the file when its append has resolved, in the order of the calls", async () => {
  const path = await journalPath();
  const journal = new JsonlJournal(path);
  await Promise.all(["1", "2", "3", "4"].map((message) => journal.append(warning(message))));
  expect((await journal.read()).map((event) => "message" in event && event.message)).toEqual([
    "1",
    "2",
    "3",
    "4",
  ]);
});

test("two writers of one journal do not cut into each other's lines", async () => {
  const path = await journalPath();
  const [one, two] = [new JsonlJournal(path), new JsonlJournal(path)];
  const long = "x".repeat(5000);
  await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      (index % 2 === 0 ? one : two).append(warning(`${index}${long}`)),
    ),
  );
  expect(await one.read()).toHaveLength(20);
});

test("a last line that a crash cut off is left out, and the next event takes its place", async () => {
  const path = await journalPath();
  await new JsonlJournal(path).append(warning("whole"));
  await appendFile(path, `{"type":"warning","at":2,"mess${"x".repeat(200_000)}`);
  const journal = new JsonlJournal(path);
  expect(await journal.read()).toEqual([warning("whole")]);
  await journal.append(warning("next"));
  expect(await journal.read()).toEqual([warning("whole"), warning("next")]);
});

test("a journal whose only line was cut off is empty", async () => {
  const path = await journalPath();
  await writeFile(path, '{"type":"run-st');
  const journal = new JsonlJournal(path);
  expect(await journal.read()).toEqual([]);
  await journal.append(warning("first"));
  expect(await journal.read()).toEqual([warning("first")]);
});

test.each(["not json", '{"type":"warning","at":1}', '{"type":"unheard-of","at":1}', ""])(
  "the broken line %j is named with its file and number",
  async (line) => {
    const path = await journalPath();
    await writeFile(
      path,
      `${JSON.stringify(warning("fine"))}\n${line}\n${JSON.stringify(warning("fine"))}\n`,
    );
    await expect(new JsonlJournal(path).read()).rejects.toMatchObject({
      reason: "journal-broken",
      message: `Line 2 of ${path} is not an event of a run; restore the file or clean up the run.`,
    });
  },
);

test("a journal that does not exist is a run that does not exist", async () => {
  const path = await journalPath();
  await expect(new JsonlJournal(path).read()).rejects.toMatchObject({ reason: "run-missing" });
});

test("a journal that cannot be written says where, and a later event may still succeed", async () => {
  const path = await journalPath();
  const journal = new JsonlJournal(join(path, "below-a-file"));
  await writeFile(path, "");
  await expect(journal.append(warning("lost"))).rejects.toMatchObject({
    reason: "git-failed",
    message: expect.stringContaining(join(path, "below-a-file")),
  });
  await rm(path);
  await mkdir(path);
  await expect(journal.append(warning("kept"))).resolves.toBeUndefined();
});
