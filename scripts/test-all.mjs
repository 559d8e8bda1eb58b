/*
 * "npm test": runs every lane, some of them side by side, and ends with the line "N passed, N failed".
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

const laneTimeoutMs = 50 * 60_000;

/** @typedef {{ readonly name: string, readonly test: (name: string) => Promise<Totals> }} Lane */

const lanes = /** @satisfies {Readonly<Record<string, Lane>>} */ ({
  check: { name: "check", test: check },
  unit: { name: "unit", test: vitest },
  attacks: { name: "attacks", test: (name) => vitest(name, { EVOLVENT_ATTACKS: "glance" }) },
  host: { name: "host", test: host },
  page: { name: "page", test: vitest },
  journey: { name: "journey", test: vitest },
});

/**
 * Stages one after the other; in each, tracks side by side; in each of those, one lane after the other. On fewer than
 * four processors only the attacks, which mostly wait for each other's measurements, have something beside them.
 * @type {readonly (readonly (readonly (keyof typeof lanes)[])[])[]}
 */
const stages =
  os.availableParallelism() < 4
    ? [[["check", "unit"]], [["attacks"], ["host", "page"]], [["journey"]]]
    : [
        [
          ["check", "unit", "attacks"],
          ["host", "page", "journey"],
        ],
      ];

/** @type {{ readonly lane: string, readonly totals: Totals, readonly seconds: number }[]} */
const results = [];
await runLane({ name: "prepare", test: prepare });
for (const tracks of stages) {
  await Promise.all(
    tracks.map(async (names) => {
      for (const name of names) await runLane(lanes[name]);
    }),
  );
}
const { passed, failed } = sum(results.map(({ totals }) => totals));
console.log("\n━━ all ━━");
for (const { lane, totals, seconds } of results) console.log(`${margin(lane)}${told(totals, seconds)}`);
for (const { lane, totals } of results) {
  for (const failure of totals.failures) console.log(`${margin(lane)}✗ ${failure}`);
}
if (passed === 0) console.log("No test ran.");
// The exit code first: the totals are the last thing that is printed.
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
console.log(`${passed} passed, ${failed} failed`);

/** @param {Lane} lane */
async function runLane({ name, test }) {
  console.log(`${margin(name)}begins`);
  const start = performance.now();
  const totals = await outcome(() => test(name));
  const seconds = (performance.now() - start) / 1000;
  results.push({ lane: name, totals, seconds });
  console.log(`${margin(name)}${told(totals, seconds)}`);
}

/** @param {string} lane */
function margin(lane) {
  return `${lane.padEnd(7)} │ `;
}

/**
 * @param {Totals} totals
 * @param {number} seconds
 */
function told({ passed, failed, skipped }, seconds) {
  return `${passed} passed, ${failed} failed, ${skipped} skipped (${seconds.toFixed(1)} s)`;
}

/**
 * @param {() => Promise<Totals>} test
 * @returns {Promise<Totals>}
 */
async function outcome(test) {
  try {
    return await test();
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return { ...noTests, failed: 1, failures: [error instanceof Error ? error.message : String(error)] };
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

/**
 * Types, lint and unused code: a failure counts, but a pass is not a test that passed.
 * @param {string} name
 */
async function check(name) {
  const { code } = await program(name, "npm", ["run", "--silent", "check"]);
  return withCrash(noTests, code);
}

/** @param {string} name */
async function host(name) {
  const { code, output } = await program(name, pinnedNode().executable, ["scripts/test-host.mjs"]);
  return withCrash(hostTotals(output), code);
}

/**
 * @param {string} project the lane of that name
 * @param {Readonly<Record<string, string>>} env
 */
async function vitest(project, env = {}) {
  const folder = await mkdtemp(path.join(os.tmpdir(), "evolvent-report-"));
  const report = path.join(folder, "report.json");
  try {
    const { code } = await program(
      project,
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
 * @param {string} lane
 * @param {string} command
 * @param {readonly string[]} args
 * @param {Readonly<Record<string, string>>} env
 */
async function program(lane, command, args, env = {}) {
  const result = await run(command, args, {
    cwd: repositoryRoot,
    // A log is read without a terminal that understands colours.
    env: pinnedNodeEnvironment({ ...env, ...(process.stdout.isTTY ? {} : { NO_COLOR: "1" }) }),
    stream: true,
    prefix: margin(lane),
    timeoutMs: laneTimeoutMs,
  });
  if (result.code === 124)
    console.error(`${margin(lane)}took longer than ${laneTimeoutMs / 60_000} minutes and was ended.`);
  return result;
}
