import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import * as vscode from "vscode";
import type { RunSpec } from "../../src/engine/domain/runSpec.ts";
import { runsOnDisk, switchAutoSaveOff, until, workspaceFolder } from "./support/window.ts";

const spec: RunSpec = {
  name: "unique-host",
  target: { file: "src/lists.js", symbol: "unique" },
  benchmark: { kind: "function", inputs: { kind: "module", path: "bench/inputs.mjs" } },
  tests: "npm test",
  budget: { candidates: 1, minutes: 10 },
  seed: 1,
};

function optimize(asked: unknown): Thenable<unknown> {
  return vscode.commands.executeCommand("evolvent.optimizeFunction", { spec: asked });
}

async function only() {
  return (await (await runsOnDisk()).list()).find(({ run }) => run.startsWith(`${spec.name}-`));
}

suite("optimizing a function", () => {
  setup(switchAutoSaveOff);

  teardown(async () => {
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
    const run = await only();
    if (run !== undefined) await (await runsOnDisk()).clean(run.run);
  });

  test("shows its lineage beside the code, leaves the file alone, and stops when asked", async function () {
    this.timeout(2 * 60_000);
    const document = await vscode.workspace.openTextDocument(path.join(workspaceFolder(), spec.target.file));
    const before = document.getText();
    await optimize(spec);
    const run = await only();
    assert.ok(run?.active);
    await until(() =>
      vscode.window.tabGroups.all
        .flatMap(({ tabs }) => tabs)
        .some(({ label }) => label === "Lineage: unique"),
    );
    await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run: run.run });
    const stopped = await only();
    assert.equal(stopped?.active, false);
    assert.equal(stopped?.view?.end?.outcome, "stopped");
    assert.equal(document.getText(), before);
    assert.equal(document.isDirty, false);
  });

  test("heeds ideas that are pinned and forbidden while it goes on", async function () {
    this.timeout(2 * 60_000);
    await optimize(spec);
    const run = await only();
    assert.ok(run?.active);
    const key = { root: workspaceFolder(), run: run.run };
    await vscode.commands.executeCommand("evolvent.pinIdea", { ...key, idea: "sort once, then look back" });
    await vscode.commands.executeCommand("evolvent.forbidIdea", { ...key, idea: "caching of results" });
    await vscode.commands.executeCommand("evolvent.stopRun", key);
    const voice = (await only())?.view?.voice;
    assert.deepEqual(voice?.pinned, ["sort once, then look back"]);
    assert.deepEqual(voice?.forbidden, ["caching of results"]);
  });

  test("captures the function as the editor has it, though it is not saved", async function () {
    this.timeout(2 * 60_000);
    const document = await vscode.workspace.openTextDocument(path.join(workspaceFolder(), spec.target.file));
    const editor = await vscode.window.showTextDocument(document);
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), "// not saved\n"));
    await until(() => document.isDirty);
    await optimize(spec);
    const run = await only();
    assert.ok(run);
    await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run: run.run });
    const captured = await (await runsOnDisk()).source(run.run, 0);
    assert.ok(captured.startsWith("// not saved\n"), captured);
    assert.ok(document.isDirty);
    await vscode.commands.executeCommand("workbench.action.files.revert");
  });

  test("takes a function of another language from what the editor knows of it", async function () {
    this.timeout(3 * 60_000);
    const file = path.join(workspaceFolder(), "src/total.lua");
    const code =
      "function total(list)\n  local sum = 0\n  for _, n in ipairs(list) do sum = sum + n end\n  return sum\nend";
    await writeFile(file, `-- Adds up.\n${code}\n`);
    const range = new vscode.Range(1, 0, 5, 3);
    const provider = vscode.languages.registerDocumentSymbolProvider(
      { pattern: "**/*.lua" },
      {
        provideDocumentSymbols: () => [
          new vscode.DocumentSymbol("total(list)", "", vscode.SymbolKind.Function, range, range),
        ],
      },
    );
    try {
      await optimize({
        ...spec,
        target: { file: "src/total.lua", symbol: "total" },
        benchmark: {
          kind: "command",
          build: null,
          run: 'node -e "for (let i = 0; i < 1e8; i += 1);"',
          metric: { kind: "time" },
        },
        tests: null,
      });
      const run = await only();
      assert.ok(run?.view);
      await vscode.commands.executeCommand("evolvent.stopRun", { root: workspaceFolder(), run: run.run });
      const text = await (await runsOnDisk()).source(run.run, 0);
      const { start, end } = run.view.region;
      assert.equal(text.slice(start, end), code);
    } finally {
      provider.dispose();
      await vscode.workspace.fs.delete(vscode.Uri.file(file));
    }
  });

  test("leaves nothing behind when the input is bad", async () => {
    const file = path.join(workspaceFolder(), "src/broken.js");
    await writeFile(file, "export function broken( {");
    await optimize({ ...spec, target: { file: "src/broken.js", symbol: "broken" } });
    await optimize({ ...spec, target: { file: "src/lists.js", symbol: "uniqu" } });
    await optimize({ ...spec, name: "Not A Name" });
    await vscode.workspace.fs.delete(vscode.Uri.file(file));
    assert.equal(await only(), undefined);
  });
});
