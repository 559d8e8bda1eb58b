/*
 * "npm test": runs every lane, one after the other, and ends with the line "N passed, N failed".
 */
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ensureChromium } from "./chromium.mjs";
import { ensureBubblewrap } from "./lib/bubblewrap.mjs";
import { buildExtension } from "./lib/build.mjs";
import { pinnedNode, pinnedNodeEnvironment, repositoryRoot } from "./lib/node.mjs";
import { run } from "./lib/process.mjs";
import { hostTotals, noTests, sum, vitestTotals, withCrash } from "./lib/totals.mjs";
import { ensureVSCodeServer } from "./vscode-server.mjs";

/** @typedef {import("./lib/totals.mjs").Totals} Totals */

const laneTimeoutMs = 30 * 60_000;

/** @type {readonly { name: string, test: () => Promise<Totals> }[]} */
const lanes = [
  { name: "prepare", test: prepare },
  { name: "check", test: check },
  { name: "unit", test: () => vitest("unit") },
  { name: "attacks", test: () => vitest("attacks", { EVOLVENT_ATTACKS: "glance" }) },
  { name: "host", test: host },
  { name: "page", test: () => vitest("page") },
  { name: "journey", test: () => vitest("journey") },
];

/** @type {string[]} */
const summary = [];
/** @type {Totals[]} */
const results = [];
for (const lane of lanes) {
  console.log(`\n━━ ${lane.name} ━━`);
  const start = performance.now();
  const totals = await outcome(lane.test);
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const counts = `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`;
  summary.push(`${lane.name.padEnd(8)} ${counts} (${seconds} s)`);
  results.push(totals);
}
const { passed, failed } = sum(results);
console.log(`\n━━ all ━━\n${summary.join("\n")}`);
if (passed === 0) console.log("No test ran.");
// The exit code first: the totals are the last thing that is printed.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);

/**
 * @param {() => Promise<Totals>} test
 * @returns {Promise<Totals>}
 */
async function outcome(test) {
  try {
    return await test();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { ...noTests, failed: 1 };
  }
}

/** What takes long the first time, so that no test's time limit has to allow for it. */
async function prepare() {
  await ensureBubblewrap();
  await ensureVSCodeServer();
  await ensureChromium();
  await buildExtension();
  return noTests;
}

/** Types, lint and unused code: a failure counts, but a pass is not a test that passed. */
async function check() {
  const { code } = await lane("npm", ["run", "--silent", "check"]);
  return withCrash(noTests, code);
}

async function host() {
  const { code, output } = await lane(pinnedNode().executable, ["scripts/test-host.mjs"]);
  return withCrash(hostTotals(output), code);
}

/**
 * @param {string} project
 * @param {Readonly<Record<string, string>>} env
 */
async function vitest(project, env = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-report-"));
  const report = path.join(folder, "report.json");
  try {
    const { code } = await lane(
      pinnedNode().executable,
      [
        "node_modules/vitest/vitest.mjs",
        ...[
          "run",
          "--project",
          project,
          "--reporter=default",
          "--reporter=json",
          `--outputFile.json=${report}`,
        ],
      ],
      env,
    );
    return withCrash(await vitestTotals(report), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 */
async function lane(command, args, env = {}) {
  const result = await run(command, args, {
    cwd: repositoryRoot,
    // A log is read without a terminal that understands colours.
    env: pinnedNodeEnvironment({ ...env, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }) }),
    stream: true,
    timeoutMs: laneTimeoutMs,
  });
  if (result.code === 124)
    console.error(`It took longer than ${laneTimeoutMs / 60_000} minutes and was ended.`);
  return result;
}
