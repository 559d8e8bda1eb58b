import assert from "node:assert/strict";
import process from "node:process";
import * as vscode from "vscode";
import type { RunSpec } from "../../src/engine/domain/runSpec.ts";
import { type OtherPath, pathWithout } from "../support/pathWithout.ts";
import { answering } from "./support/dialogs.ts";
import { runsOnDisk, workspaceFolder } from "./support/window.ts";

const spec: RunSpec = {
  name: "unique-consent",
  target: { file: "src/lists.js", symbol: "unique" },
  benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
  tests: null,
  budget: { candidates: 1, minutes: 5 },
  seed: 1,
};

const allow = "Allow for This Workspace";

async function runsOfSpec() {
  return (await (await runsOnDisk()).list()).filter(({ run }) => run.startsWith(`${spec.name}-`));
}

/** Starts a run, and stops it again when it has begun. */
async function optimize(): Promise<void> {
  await vscode.commands.executeCommand("evolvent.optimizeFunction", { spec });
  for (const { run, active } of await runsOfSpec()) {
    if (active) await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run });
  }
}

let other: OtherPath | undefined;

// Of the whole run of tests: the extension keeps a repository open, and with it the PATH it was opened with.
suiteTeardown(() => other?.dispose());

suite("on a machine without a sandbox", () => {
  const { PATH = "" } = process.env;

  suiteSetup(async () => {
    other = await pathWithout("bwrap", PATH);
    Object.assign(process.env, { PATH: other.path });
  });

  suiteTeardown(() => {
    Object.assign(process.env, { PATH });
  });

  teardown(async () => {
    await vscode.commands.executeCommand("evolvent.revokeConsent");
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    for (const { run } of await runsOfSpec()) await (await runsOnDisk()).clean(run);
  });

  test("says the risk and the remedy, and runs nothing without consent", async function () {
    this.timeout(60_000);
    const [asked, ...others] = await answering(null, optimize);
    assert.deepEqual(others, []);
    assert.equal(asked?.question, "Run candidates without a sandbox?");
    assert.match(asked.detail, /bubblewrap is not installed: /);
    assert.match(asked.detail, /with your rights: it could read your files, change them and use the network/);
    assert.deepEqual(asked.choices, [allow]);
    assert.deepEqual(await runsOfSpec(), []);
  });

  test("runs with consent, remembers it, and asks again once it is revoked", async function () {
    this.timeout(3 * 60_000);
    assert.equal((await answering(allow, optimize)).length, 1);
    assert.equal((await runsOfSpec()).length, 1);
    assert.deepEqual(await answering(null, optimize), []);
    assert.equal((await runsOfSpec()).length, 2);
    await vscode.commands.executeCommand("evolvent.revokeConsent");
    assert.equal((await answering(null, optimize)).length, 1);
    assert.equal((await runsOfSpec()).length, 2);
  });
});
