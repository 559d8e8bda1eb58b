import path from "node:path";
import { ensureBubblewrap } from "./lib/bubblewrap.mjs";
import { buildExtension } from "./lib/build.mjs";
import { demoTargets, makeDemoRepository } from "./lib/demo-repository.mjs";
import { repositoryRoot } from "./lib/node.mjs";
import { run, runMain } from "./lib/process.mjs";

const cli = path.join(repositoryRoot, "dist/cli.js");
const candidatesEach = 8;
const seed = 1;

/**
 * @typedef {{ name: string, symbol: string, run: string | null, gain: string, tests: string, branch: string }} Row
 */

/** Optimizes one function of each package with the program itself, and says what came of it. */
async function main() {
  await ensureBubblewrap();
  await buildExtension();
  const folder = await makeDemoRepository();
  console.log(`The repository of the demo is ${folder}`);
  /** @type {Row[]} */
  const rows = [];
  for (const target of demoTargets) rows.push(await optimize(folder, target));
  printTable(rows);
  for (const { run: id } of rows) {
    if (id === null) continue;
    const { output } = await mustRun(process.execPath, [cli, "report", id], folder);
    console.log(`Report of ${id}: ${output.trim()}`);
  }
  const best = rows.find(({ branch }) => branch !== "—");
  console.log("\nTo look further:");
  console.log(`  cd ${folder}`);
  if (best !== undefined) console.log(`  git diff evolvent/${best.run}/0000 ${best.branch}`);
  console.log("  git log --graph --format='%h %s' --branches='evolvent/*'");
  return 0;
}

/**
 * @param {string} folder
 * @param {import("./lib/demo-repository.mjs").DemoTarget} target
 * @returns {Promise<Row>}
 */
async function optimize(folder, { name, file, symbol, inputs, tests, testsLeftOut, minutes }) {
  console.log(`\n— ${name}: ${symbol}`);
  const budget = [
    "--candidates",
    String(candidatesEach),
    "--minutes",
    String(minutes),
    "--seed",
    String(seed),
  ];
  const testing = tests === null ? ["--no-tests"] : ["--tests", tests];
  const { code, output } = await run(
    process.execPath,
    [
      cli,
      "optimize",
      `packages/${name}/${file}:${symbol}`,
      "--inputs",
      `bench/${inputs}`,
      ...testing,
      ...budget,
    ],
    { cwd: folder, stream: true },
  );
  if (code > 2) throw new Error(`The demo stopped: optimizing ${name} ended with status ${code}.`);
  const id = /^Run (\S+),/m.exec(output)?.[1] ?? null;
  const row = {
    name,
    symbol,
    run: id,
    gain: "nothing better found",
    tests: testsLeftOut ?? "—",
    branch: "—",
  };
  if (id === null) return { ...row, gain: "not run; the reason is above" };
  if (code === 1) return row;
  const shown = await mustRun(process.execPath, [cli, "show", id, "--json"], folder);
  const view = JSON.parse(shown.output);
  const best = view.candidates[view.end.best - 1];
  const { estimate, low, high } = best.confirmation.gain;
  return {
    ...row,
    gain: `${estimate.toPrecision(3)}× (${low.toPrecision(3)}–${high.toPrecision(3)})`,
    tests: testsLeftOut ?? "passed",
    branch: `evolvent/${id}/${String(best.number).padStart(4, "0")}`,
  };
}

/** @param {readonly Row[]} rows */
function printTable(rows) {
  const header = ["function", "confirmed gain (95 % interval)", "its own tests", "branch"];
  const cells = rows.map(({ name, symbol, gain, tests, branch }) => [
    `${name}: ${symbol}`,
    gain,
    tests,
    branch,
  ]);
  const widths = header.map((title, column) =>
    Math.max(...[header, ...cells].map((row) => row[column]?.length ?? 0), title.length),
  );
  console.log("");
  for (const row of [header, widths.map((width) => "─".repeat(width)), ...cells]) {
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  }
  console.log("");
}

/** @param {string} command @param {readonly string[]} args @param {string} cwd */
async function mustRun(command, args, cwd) {
  const result = await run(command, args, { cwd });
  if (result.code !== 0)
    throw new Error(`${path.basename(args[0] ?? command)} failed: ${result.output.trim()}`);
  return result;
}

await runMain(main);
