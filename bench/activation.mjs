/*
 * How long the extension takes to activate, as VS Code itself measures it, beside the built-in Git extension of the
 * same windows: absolute times depend on the machine, the ratio much less.
 */
import path from "node:path";
import { buildExtension } from "../scripts/lib/build.mjs";
import { repositoryRoot } from "../scripts/lib/node.mjs";
import { makeFixtureRepository } from "../test/support/fixtureRepository.ts";
import { startWorkbench } from "../test/support/workbench.ts";

const windows = 5;
const goalMs = 30;

await buildExtension();
const ours = [];
const git = [];
for (let window = 0; window < windows; window++) {
  const repository = await makeFixtureRepository("list-tools");
  const workbench = await startWorkbench({
    folder: repository.folder,
    extensionPath: path.resolve(repositoryRoot),
  });
  try {
    const { page } = workbench;
    await workbench.palette("Evolvent: Show Log");
    await page.waitForTimeout(3000);
    await workbench.palette("Developer: Show Running Extensions");
    const times = await activationTimes(page);
    ours.push(times.get("evolvent.evolvent") ?? Number.NaN);
    git.push(times.get("Git") ?? Number.NaN);
  } finally {
    await workbench.dispose();
    await repository.dispose();
  }
}
console.log(`Evolvent: ${ours.join(", ")} ms; Git: ${git.join(", ")} ms`);
const isMet = median(ours) < goalMs;
console.log(
  `activation: median ${median(ours)} ms, ${(median(ours) / median(git)).toFixed(2)} of Git's: the goal, less than ${goalMs} ms, is ${isMet ? "met" : "missed"}.`,
);
process.exitCode = isMet ? 0 : 1;

/**
 * Reads the editor "Running Extensions", whose list shows only the rows in view.
 * @param {import("playwright-core").Page} page
 * @returns {Promise<ReadonlyMap<string, number>>} milliseconds by name
 */
async function activationTimes(page) {
  const rows = page.locator(".runtime-extensions-editor .monaco-list-row");
  await rows.first().hover();
  const times = new Map();
  for (let screen = 0; screen < 10; screen++) {
    const names = await rows.locator(".name").allTextContents();
    const texts = await rows.locator(".activation-time").allTextContents();
    for (const [index, name] of names.entries()) {
      const ms = /(\d+)ms/.exec(texts[index] ?? "")?.[1];
      if (ms !== undefined) times.set(name, Number(ms));
    }
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(200);
  }
  return times;
}

/** @param {readonly number[]} values */
function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
