import { readdir } from "node:fs/promises";
import path from "node:path";
import { format } from "node:util";
import Mocha from "mocha";

/** The mark tells our lines from the many that VS Code writes to the same log. */
const { EVOLVENT_TEST_MARK: mark = "", EVOLVENT_TEST_GREP: grep } = process.env;

function print(...values: unknown[]): void {
  // Formatted here, since the log on the other side takes a format for a text like any other.
  for (const line of format(...values).split("\n")) console.log(mark + line);
}

/** Runs every suite beside this file inside the extension host; VS Code calls it. */
export async function run(): Promise<void> {
  const mocha = new Mocha({
    ui: "tdd",
    timeout: 30_000,
    // Once may be a machine that was busy for a moment: some of these tests measure.
    retries: 1,
    slow: 1_000,
    color: false,
    ...(grep === undefined ? {} : { grep }),
  });
  const names = await readdir(import.meta.dirname, { recursive: true });
  for (const name of names.filter((each) => each.endsWith(".test.js")).sort()) {
    mocha.addFile(path.join(import.meta.dirname, name));
  }
  Mocha.reporters.Base.consoleLog = print;
  await mocha.loadFilesAsync();
  const failed: string[] = [];
  const stats = await new Promise<Mocha.Stats | undefined>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats));
    runner.on("fail", (test, { message }: Error) => {
      failed.push(`${test.fullTitle()}: ${message.split("\n")[0]}`);
    });
  });
  const { passes = 0, failures = 0, pending = 0 } = stats ?? {};
  // Read by scripts/test-host.mjs.
  const totals = { passed: passes, failed: failures, skipped: pending, failures: failed };
  print(`evolvent-totals ${JSON.stringify(totals)}`);
  if (failures > 0) throw new Error(`${failures} of ${passes + failures} tests failed.`);
  if (passes === 0) throw new Error("No test ran inside VS Code.");
}
