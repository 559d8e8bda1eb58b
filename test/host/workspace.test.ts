import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import * as vscode from "vscode";

/** The little of the git extension's API that is needed here. */
interface GitExtension {
  getAPI(version: 1): { repositories: { rootUri: vscode.Uri; state: { HEAD?: { name?: string } } }[] };
}

suite("the workspace", () => {
  test("is a git repository that VS Code's git extension discovers, on the branch main", async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    const extension = vscode.extensions.getExtension<GitExtension>("vscode.git");
    assert.ok(extension, "The git extension is part of VS Code.");
    const git = (await extension.activate()).getAPI(1);
    while (git.repositories[0]?.state.HEAD?.name === undefined) await sleep(50);
    assert.equal(git.repositories[0].rootUri.fsPath, folder);
    assert.equal(git.repositories[0].state.HEAD.name, "main");
  });
});
