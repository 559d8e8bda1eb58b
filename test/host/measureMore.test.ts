import assert from "node:assert/strict";
import * as vscode from "vscode";
import { recorded } from "./support/recordedRun.ts";
import { runsOnDisk, until, useRecordedRun } from "./support/window.ts";

suite("measuring a candidate more", () => {
  const run = useRecordedRun();

  const measure = (candidate: number): Thenable<unknown> =>
    vscode.commands.executeCommand("evolvent.measureMore", run.candidate(candidate));

  async function summary() {
    const { run: id } = run.candidate(0);
    const found = (await (await runsOnDisk()).list()).find((each) => each.run === id);
    assert.ok(found?.view);
    return { ...found, view: found.view };
  }

  test("confirms it on fresh blocks and notes what was found in the journal of its run", async function () {
    this.timeout(8 * 60_000);
    const before = (await summary()).view.candidates[recorded.offered - 1];
    await measure(recorded.offered);
    assert.equal((await summary()).active, true);
    await until(async () => !(await summary()).active);
    const after = (await summary()).view.candidates[recorded.offered - 1];
    assert.equal(after?.confirmationAttempts, (before?.confirmationAttempts ?? 0) + 1);
    assert.notDeepEqual(after?.confirmation?.gain, before?.confirmation?.gain);
    assert.equal(after?.confirmation?.gain.blocks, after?.confirmationBlocks.length);
    assert.equal(after?.confirmation?.confirmed, true);
  });

  test("stops when asked, and the finding is what it was", async function () {
    this.timeout(3 * 60_000);
    const before = (await summary()).view.candidates[recorded.tied - 1]?.confirmation;
    await measure(recorded.tied);
    await vscode.commands.executeCommand("evolvent.stopRun", run.candidate(recorded.tied));
    const { view, active } = await summary();
    assert.equal(active, false);
    assert.deepEqual(view.candidates[recorded.tied - 1]?.confirmation, before);
  });

  test("is refused for a candidate that was rejected", async () => {
    const before = await summary();
    await measure(recorded.broken);
    assert.deepEqual(await summary(), before);
  });
});
