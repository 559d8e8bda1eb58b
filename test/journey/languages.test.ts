import { readFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  type Journey,
  openFile,
  openNotifications,
  pick,
  question,
  runEnds,
  stopAtFirstCandidate,
  type,
  useJourney,
} from "./support/window.ts";

const settings = { "evolvent.budget.candidates": 2, "evolvent.budget.minutes": 8 };
const measured = (name: string): string => `How is ${name} to be measured?`;
const tested = "Which tests must every candidate pass?";
const spent = "How much may the run spend? It ends with whichever is reached first.";

async function specOf({ repository }: Journey, name: string): Promise<unknown> {
  return JSON.parse(await readFile(path.join(repository.folder, `.evolvent/${name}.json`), "utf8"));
}

describe("a function in Python from the palette", () => {
  const journey = useJourney({ fixture: "python-tools", packaged: true, settings });

  test("is optimized by three answers, on the inputs and with the tests that the repository has", async () => {
    const { page, workbench } = journey();
    await openFile(page, "lists.py");
    await page.locator(".view-line", { hasText: "if item not in found" }).click();
    await workbench.palette("Evolvent: Optimize Function…");
    await question(page, measured("unique")).waitFor();
    await pick(page, "inputs from bench/inputs.py");
    await question(page, tested).waitFor();
    await page.keyboard.press("Enter");
    await question(page, spent).waitFor();
    await page.keyboard.press("Enter");

    await stopAtFirstCandidate(journey(), "unique");
    expect(await specOf(journey(), "unique")).toMatchObject({
      target: { file: "listtools/lists.py", symbol: "unique" },
      benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.py" } },
      tests: "python3 -m unittest",
    });
  }, 600_000);
});

describe("marked lines in any language from the palette", () => {
  const journey = useJourney({ fixture: "shell-tools", packaged: true, settings });

  test("are measured by a benchmark command of the user's own", async () => {
    const { page, workbench } = journey();
    await openFile(page, "count.sh");
    await page.locator(".view-line", { hasText: "batch=4" }).click();
    await workbench.palette("Evolvent: Optimize Function…");
    await question(page, measured("EVOLVE-BLOCK")).waitFor();
    await pick(page, "A command of your own…");
    await type(page, "The command that runs the benchmark of a version once", "sh tools/count.sh");
    await question(page, "What counts?").waitFor();
    await page.keyboard.press("Enter");
    await type(page, "A command that builds a version before", "");
    await question(page, tested).waitFor();
    await pick(page, "Another command…");
    await type(page, "The command to run in the repository's root", "sh tools/test.sh");
    await question(page, spent).waitFor();
    await page.keyboard.press("Enter");

    await stopAtFirstCandidate(journey(), "EVOLVE-BLOCK");
    expect(await specOf(journey(), "count")).toMatchObject({
      target: { file: "tools/count.sh", symbol: "EVOLVE-BLOCK" },
      benchmark: { kind: "command", build: null, run: "sh tools/count.sh", metric: { kind: "time" } },
      tests: "sh tools/test.sh",
    });
  }, 600_000);
});

describe("marked lines with an evaluator from the palette", () => {
  const journey = useJourney({ fixture: "evaluator", packaged: true, settings });

  test("are optimized by the score that it gives, with the cursor on a marker", async () => {
    const { page, workbench } = journey();
    await openFile(page, "program.py");
    await page.locator(".view-line", { hasText: "EVOLVE-BLOCK-START" }).click();
    await workbench.palette("Evolvent: Optimize Function…");
    await question(page, measured("EVOLVE-BLOCK")).waitFor();
    await pick(page, "evaluator.py");
    await question(page, tested).waitFor();
    await pick(page, "No tests");
    await question(page, spent).waitFor();
    await page.keyboard.press("Enter");

    await runEnds(page, "EVOLVE-BLOCK");
    const end = await openNotifications(page);
    await end.filter({ hasText: /EVOLVE-BLOCK.+ confirmed\.|Nothing better/ }).waitFor();
    const spec = { benchmark: { kind: "evaluator", path: "evaluator.py" }, tests: null };
    expect(await specOf(journey(), "program")).toMatchObject(spec);
  }, 600_000);
});
