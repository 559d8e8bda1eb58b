import assert from "node:assert/strict";
import path from "node:path";
import * as vscode from "vscode";
import { offeredLine, recorded } from "./support/recordedRun.ts";
import { runsOnDisk, until, useRecordedRun, workspaceFolder } from "./support/window.ts";

suite("reviewing a candidate", () => {
  const run = useRecordedRun();

  const accept = (candidate: number): Thenable<unknown> =>
    vscode.commands.executeCommand("evolvent.acceptCandidate", run.candidate(candidate));

  async function candidateOnDisk(number: number) {
    const view = await (await runsOnDisk()).view(run.candidate(number).run);
    return view.candidates[number - 1];
  }

  test("shows the diff to the baseline in documents of the file's own language", async () => {
    await vscode.commands.executeCommand("evolvent.openDiff", run.candidate(recorded.offered));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.equal(tab?.label, "unique: baseline ↔ candidate 1 · 12.4× (11.9–12.8)");
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const before = await vscode.workspace.openTextDocument(tab.input.original);
    const after = await vscode.workspace.openTextDocument(tab.input.modified);
    assert.equal(before.getText(), run.original());
    assert.ok(after.getText().includes(offeredLine));
    assert.deepEqual([before.languageId, after.languageId], ["javascript", "javascript"]);
    assert.equal(vscode.workspace.fs.isWritableFileSystem(after.uri.scheme), false);
  });

  test("shows the best candidate when asked for the best", async () => {
    await vscode.commands.executeCommand("evolvent.reviewBest", run.candidate(recorded.offered));
    assert.match(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? "", /candidate 1 /);
  });

  test("accepts it as one step to undo, and saves nothing", async () => {
    const { document } = await run.editor();
    await accept(recorded.offered);
    assert.ok(document.getText().includes(offeredLine));
    assert.ok(!document.getText().includes("indexOf"));
    assert.ok(document.isDirty);
    assert.equal(vscode.window.activeTextEditor?.document, document);
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), run.original());
    assert.equal(document.isDirty, false);
  });

  test("notes in the journal that it was accepted", async () => {
    await accept(recorded.offered);
    assert.equal((await candidateOnDisk(recorded.offered))?.acceptedInto, "working tree");
  });

  test("keeps edits that are not saved, above and below", async () => {
    const editor = await run.editor();
    const { document } = editor;
    const end = document.lineAt(document.lineCount - 1).range.end;
    await editor.edit((edit) => {
      edit.insert(new vscode.Position(0, 0), "// mine, above\n");
      edit.insert(end, "// mine, below\n");
    });
    const edited = document.getText();
    await accept(recorded.offered);
    const text = document.getText();
    assert.ok(text.startsWith("// mine, above\n") && text.endsWith("// mine, below\n"));
    assert.ok(text.includes(offeredLine));
    await vscode.commands.executeCommand("undo");
    assert.equal(document.getText(), edited);
  });

  test("shows a conflict beside the file and leaves the file alone", async () => {
    const editor = await run.editor();
    const { document } = editor;
    const line = document
      .getText()
      .split("\n")
      .findIndex((text) => text.includes("indexOf"));
    await editor.edit((edit) =>
      edit.replace(document.lineAt(line).range, "    if (!result.includes(value)) {"),
    );
    const edited = document.getText();
    await accept(recorded.offered);
    assert.equal(document.getText(), edited);
    const input = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    assert.ok(input instanceof vscode.TabInputTextDiff);
    assert.equal(input.original.fsPath, path.join(workspaceFolder(), "src/lists.js"));
    const conflict = (await vscode.workspace.openTextDocument(input.modified)).getText();
    for (const part of ["<<<<<<<", offeredLine, "if (!result.includes(value))", ">>>>>>>"]) {
      assert.ok(conflict.includes(part), `The conflict does not show ${part}`);
    }
    assert.equal((await candidateOnDisk(recorded.offered))?.acceptedInto, null);
  });

  for (const [why, candidate] of Object.entries({ broken: recorded.broken, tied: recorded.tied })) {
    test(`never accepts a candidate that is ${why}`, async () => {
      const { document } = await run.editor();
      await accept(candidate);
      assert.equal(document.getText(), run.original());
      assert.equal((await candidateOnDisk(candidate))?.acceptedInto, null);
    });
  }

  test("puts a note on a candidate into the journal", async () => {
    const text = "keep the early return";
    await vscode.commands.executeCommand("evolvent.noteCandidate", { ...run.candidate(recorded.tied), text });
    await until(async () => (await candidateOnDisk(recorded.tied))?.notes.includes(text) === true);
  });

  test("does not evolve from a candidate of a run that is over", async () => {
    await vscode.commands.executeCommand("evolvent.evolveFromCandidate", run.candidate(recorded.offered));
    const view = await (await runsOnDisk()).view(run.candidate(recorded.offered).run);
    assert.deepEqual(view.parentsAsked, []);
  });

  test("puts the reason of a rejection into the journal, and offers the candidate no longer", async () => {
    const reason = "harder to read than it is worth";
    const { document } = await run.editor();
    await vscode.commands.executeCommand("evolvent.rejectCandidate", {
      ...run.candidate(recorded.offered),
      reason,
    });
    await until(async () => (await candidateOnDisk(recorded.offered))?.declined === reason);
    await accept(recorded.offered);
    assert.equal(document.getText(), run.original());
  });
});
